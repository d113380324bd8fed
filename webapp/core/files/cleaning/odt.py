"""OpenDocument texts: the text, its styles and its pictures, freed of who wrote them and when.

Comments and the record of changes go: what is kept is the text as it stands.
"""

import re
import zipfile
from xml.sax.saxutils import quoteattr

from webapp.core.files.cleaning import embedded
from webapp.core.files.cleaning.faults import Fault, Faulty
from webapp.core.files.cleaning.markup import DROP, KEEP, UNWRAP, Attributes, elements, rewrite
from webapp.core.files.cleaning.parts import Parts, dateless
from webapp.core.files.cleaning.texts import listed
from webapp.core.files.kinds import Kind

NAME_PART = "mimetype"
MANIFEST = "META-INF/manifest.xml"
PICTURE_MOST = 60 * 2**20

_XML_PARTS = re.compile(r"(?:Object [0-9]+/)*(?:content|styles|settings)\.xml")
_PICTURE_PARTS = re.compile(r"(?:Object [0-9]+/)*(?:Pictures|ObjectReplacements)/[A-Za-z0-9_\-. ]+")
_FONT_PARTS = re.compile(r"Fonts/[A-Za-z0-9_\-. ]+")
_CODE = re.compile(r"Scripts/.|Basic/.+/(?!script-l[bc]\.xml$|dialog-l[bc]\.xml$)[^/]+$")

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_XLINK = "http://www.w3.org/1999/xlink"
_GONE = listed(
    # remarks, and how anything was before
    "annotation annotation-end tracked-changes change change-start change-end change-info"
    # what acts by itself, or draws on another source
    " scripts script event-listeners event-listener forms dde-source dde-connection-decls dde-connection-decl"
    " object-ole plugin applet floating-frame connection-resource"
)
_UNWRAPPED = frozenset({"execute-macro", "dde-connection"})
_SETTINGS_GONE = re.compile(
    r".*(?:Printer|Rsid|CurrentDatabase|EmbeddedDatabase|Author|User).*|ooo:view-settings"
)
_WITHIN = re.compile(r"#|(?:\./)?(?:Pictures|Object|Fonts)")
_LINKED = ("http://", "https://", "mailto:")


def clean(parts: Parts, out: zipfile.ZipFile) -> None:
    """Writes what is kept to `out`. Raises Faulty."""
    types = _types(parts)
    if "content.xml" not in parts:
        raise Faulty(Fault.BROKEN)
    if any(_CODE.match(name) for name in parts):
        raise Faulty(Fault.MACROS)
    out.writestr(dateless(NAME_PART, zipfile.ZIP_STORED), Kind.ODT)
    kept = [name for name in parts if _write_part(parts, out, name)]
    folders = [name for name in types if name.endswith("/") and any(part.startswith(name) for part in kept)]
    out.writestr(dateless(MANIFEST), _manifest({name: types.get(name, "") for name in folders + kept}))


def _types(parts: Parts) -> dict[str, str]:
    """The media types of the parts. Raises Faulty for a document that is locked."""
    if MANIFEST not in parts:
        return {}
    listed = elements(parts.pieces(MANIFEST))
    if any(name in ("encryption-data", "encrypted-key") for name, _given in listed):
        raise Faulty(Fault.LOCKED)
    entries = (given for name, given in listed if name == "file-entry")
    return {given.get("full-path", ""): given.get("media-type", "") for given in entries} | {"/": ""}


def _write_part(parts: Parts, out: zipfile.ZipFile, name: str) -> bool:
    """Writes a part, where it is one that is kept."""
    if _XML_PARTS.fullmatch(name):
        with out.open(dateless(name), "w") as written:
            rewrite(parts.pieces(name), _say, written)
    elif _PICTURE_PARTS.fullmatch(name) and not name.lower().endswith(".svg"):
        out.writestr(dateless(name), embedded.bare(parts.whole(name, PICTURE_MOST)))
    elif _FONT_PARTS.fullmatch(name):
        with out.open(dateless(name), "w") as written:
            for piece in parts.pieces(name):
                written.write(piece)
    else:
        return False
    return True


def _say(space: str, local: str, attributes: Attributes) -> str:
    """What becomes of one element."""
    if space.startswith("http://purl.org/dc/") or space in (f"{_ODF}meta:1.0", f"{_ODF}script:1.0"):
        return DROP
    if space.startswith("config", len(_ODF)) and _SETTINGS_GONE.fullmatch(
        attributes.get((space, "name"), "")
    ):
        return DROP
    if local in _GONE:
        return DROP
    if local in _UNWRAPPED:
        return UNWRAP
    for key in list(attributes):
        if key[1] in ("rsid", "paragraph-rsid", "par-rsid"):
            del attributes[key]
    return _of_link(local, attributes.get((_XLINK, "href")))


def _of_link(local: str, href: str | None) -> str:
    """Links to the web stay as links; nothing else is fetched from anywhere, and no path of anybody's disk stays."""
    if href and href.lower().endswith(".svg") and local == "image":
        return DROP  # a drawing that is a program too; another format of it stands beside it
    if not href or _WITHIN.match(href):
        return KEEP
    if local == "a":
        return KEEP if href.lower().startswith(_LINKED) else UNWRAP
    return DROP


def _manifest(types: dict[str, str]) -> bytes:
    space = f"{_ODF}manifest:1.0"
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>"
        for name, kind in {"/": str(Kind.ODT), **{k: v for k, v in types.items() if k != "/"}}.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    opened = f'<manifest:manifest xmlns:manifest="{space}" manifest:version="1.3">'
    return f"{head}{opened}{entries}</manifest:manifest>".encode()
