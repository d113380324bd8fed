"""Packages: the zip files that office documents are. Read a piece at a time, by what comes and not by what is said."""

import struct
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path

from webapp.core.files.cleaning import docx, odt
from webapp.core.files.cleaning.faults import Fault, Faulty
from webapp.core.files.cleaning.parts import Parts
from webapp.core.files.kinds import Kind

_BREAKS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    LookupError,
    OSError,
    ValueError,
)


def clean(source: Path, target: Path, taken: Collection[Kind]) -> Kind:
    """Raises Faulty."""
    try:
        with Parts(source) as parts:
            kind = _kind(parts)
            if kind not in taken:
                raise Faulty(Fault.OTHER)
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
                (docx if kind == Kind.DOCX else odt).clean(parts, out)
    except _BREAKS:
        raise Faulty(Fault.BROKEN) from None
    return kind


def _kind(parts: Parts) -> Kind | None:
    if odt.NAME_PART in parts:
        return Kind.ODT if parts.whole(odt.NAME_PART, 200).strip() == Kind.ODT.encode() else None
    return Kind.DOCX if docx.CONTENT_TYPES in parts and docx.is_text(parts) else None
