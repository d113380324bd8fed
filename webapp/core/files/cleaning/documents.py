"""One file, whatever it is: told by its content, and cleaned by those who know its kind."""

import sys
from collections.abc import Collection
from pathlib import Path

from webapp.core.files.cleaning import mp4, packages, pdfs, pictures, videos, webm
from webapp.core.files.cleaning.faults import Fault, Faulty
from webapp.core.files.kinds import HEAD, Family, Kind, family


def clean(source: Path, target: Path, taken: Collection[Kind]) -> Kind:
    """Writes what `source` holds to `target`, without its metadata and active parts. Raises Faulty."""
    with source.open("rb") as file:
        found = family(file.read(HEAD))
    match found:
        case Family.PDF if Kind.PDF in taken:
            pdfs.clean(source, target)
            return Kind.PDF
        case Family.JPEG if Kind.JPEG in taken:
            pictures.clean(source, target, "JPEG")
            return Kind.JPEG
        case Family.PNG if Kind.PNG in taken:
            pictures.clean(source, target, "PNG")
            return Kind.PNG
        case Family.ISO if Kind.MP4 in taken:
            videos.clean(source, target, mp4.clean)
            return Kind.MP4
        case Family.EBML if Kind.WEBM in taken:
            videos.clean(source, target, webm.clean)
            return Kind.WEBM
        case Family.PACKAGE:
            return packages.clean(source, target, taken)
        case Family.OLD_OFFICE if Kind.DOCX in taken:
            raise Faulty(Fault.OLD)
    raise Faulty(Fault.OTHER)


def _said(source: str, target: str, taken: Collection[str]) -> str:
    try:
        return clean(Path(source), Path(target), [Kind(kind) for kind in taken])
    except Faulty as faulty:
        return faulty.fault
    except (MemoryError, RecursionError):
        return Fault.SWOLLEN


if __name__ == "__main__":
    print(_said(sys.argv[1], sys.argv[2], sys.argv[3:]))  # noqa: T201 (its answer)
