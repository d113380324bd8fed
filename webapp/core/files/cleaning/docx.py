"""Word documents: only the parts that the text reaches by ways that are known, each freed of who wrote it and when.

Comments and deleted passages go, and inserted ones stay: what is kept is the text as it stands. No properties, no
author, no custom data, nothing embedded, no template, no link to anybody's disk.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from webapp.core.files.cleaning import embedded, fields
from webapp.core.files.cleaning.faults import Fault, Faulty
from webapp.core.files.cleaning.markup import DROP, KEEP, UNWRAP, Attributes, elements, rewrite
from webapp.core.files.cleaning.parts import Parts, dateless
from webapp.core.files.cleaning.texts import is_path, listed

CONTENT_TYPES = "[Content_Types].xml"
PICTURE_MOST = 60 * 2**20
_ROOT = ""
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SAFE_NAME = re.compile(r"[A-Za-z0-9_\-][A-Za-z0-9_\-. /]*")

# The last word of a relationship's type says what its target is.
_XML = listed(
    "officeDocument styles stylesWithEffects settings webSettings fontTable numbering footnotes endnotes header footer"
    " theme themeOverride chart chartUserShapes chartStyle chartColorStyle diagramData diagramLayout"
    " diagramQuickStyle diagramColors diagramDrawing"
)
_PICTURES, _FONTS, _LINKS = frozenset({"image"}), frozenset({"font"}), frozenset({"hyperlink"})
_WITH_FIELDS = frozenset({"officeDocument", "header", "footer", "footnotes", "endnotes"})
_LINKED = ("http://", "https://", "mailto:")

_GONE = listed(
    # what was deleted, and how anything was before
    "del conflictDel moveFrom delText delInstrText moveFromRangeStart moveFromRangeEnd"
    " moveToRangeStart moveToRangeEnd rPrChange pPrChange sectPrChange tblPrChange tblPrExChange"
    " trPrChange tcPrChange tblGridChange numberingChange cellIns cellDel cellMerge"
    " customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd"
    " customXmlMoveFromRangeStart customXmlMoveFromRangeEnd customXmlMoveToRangeStart"
    " customXmlMoveToRangeEnd"
    # remarks, and who may change what
    " commentRangeStart commentRangeEnd commentReference permStart permEnd documentProtection"
    " writeProtection trackRevisions"
    # by which the author, the machine or earlier versions are known
    " rsids docVars docId attachedTemplate mailMerge saveThroughXslt activeWritingStyle dataBinding"
    # what is not text
    " control altChunk subDoc movie OLEObject externalData fldData entryMacro exitMacro"
    # a picture as it was before it was changed
    " imgProps"
)
_UNWRAPPED = frozenset({"ins", "moveTo", "conflictIns"})
_WRITTEN_BY = frozenset({"author", "initials", "date", "paraId", "textId", "dateUtc", "userId", "providerId"})


@dataclass(frozen=True, slots=True)
class _Relation:
    id: str
    type: str
    target: str
    outside: bool

    @property
    def word(self) -> str:
        return self.type.rpartition("/")[2]


@dataclass(slots=True)
class _Types:
    """What kinds of content the parts have, as the package says."""

    by_ending: dict[str, str] = field(default_factory=dict)
    by_part: dict[str, str] = field(default_factory=dict)

    def of(self, part: str) -> str:
        return self.by_part.get(part.lower()) or self.by_ending.get(_ending(part), "")


def is_text(parts: Parts) -> bool:
    """Whether the package is a text, and neither a table nor slides. Raises Faulty for one with macros."""
    types = _types(parts)
    said = [*types.by_part.values(), *types.by_ending.values()]
    if any("macroenabled" in each.lower() or "vbaproject" in each.lower() for each in said):
        raise Faulty(Fault.MACROS)
    if any(posixpath.basename(name).lower().startswith("vba") for name in parts):
        raise Faulty(Fault.MACROS)
    return any(types.of(relation.target) == _MAIN for relation in _relations(parts, _ROOT))


def clean(parts: Parts, out: zipfile.ZipFile) -> None:
    """Writes what is kept to `out`. Raises Faulty."""
    types = _types(parts)
    main = next(each for each in _relations(parts, _ROOT) if types.of(each.target) == _MAIN)
    kept, waiting = {main.target: "officeDocument"}, [main.target]
    written = [(_ROOT, [main])]
    while waiting:
        part = waiting.pop()
        relations = list(_relations(parts, part))
        good = [each for each in relations if _is_kept(each, parts)]
        written.append((part, good))
        for relation in good:
            if not relation.outside and relation.target not in kept:
                kept[relation.target] = relation.word
                waiting.append(relation.target)
        _write_part(
            parts, out, part, kept[part], {each.id for each in relations} - {each.id for each in good}
        )
    for part, good in written:
        if good:
            out.writestr(dateless(_relations_of(part)), _as_relations(part, good))
    out.writestr(dateless(CONTENT_TYPES), _as_types(types, kept))


def _types(parts: Parts) -> _Types:
    types = _Types()
    for name, given in elements(parts.pieces(CONTENT_TYPES)):
        if name == "Default":
            types.by_ending[given.get("Extension", "").lower()] = given.get("ContentType", "")
        elif name == "Override":
            types.by_part[given.get("PartName", "").lstrip("/").lower()] = given.get("ContentType", "")
    return types


def _ending(part: str) -> str:
    return posixpath.splitext(part)[1].lstrip(".").lower()


def _relations(parts: Parts, part: str) -> Iterator[_Relation]:
    """The ways that lead from a part to others, their targets as names of parts."""
    name = _relations_of(part)
    if name not in parts:
        return
    for local, given in elements(parts.pieces(name)):
        if local == "Relationship":
            outside = given.get("TargetMode") == "External"
            target = given.get("Target", "")
            if not outside:
                target = posixpath.normpath(
                    posixpath.join("/", posixpath.dirname(part), unquote(target))
                ).lstrip("/")
            yield _Relation(given.get("Id", ""), given.get("Type", ""), target, outside)


def _relations_of(part: str) -> str:
    return posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")


def _is_kept(relation: _Relation, parts: Parts) -> bool:
    if relation.outside:
        return relation.word in _LINKS and relation.target.lower().startswith(_LINKED)
    if relation.target.lower().endswith(".svg"):
        return False  # a drawing that is a program too; another format of it stands beside it
    known = relation.word in _XML | _PICTURES or (
        relation.word in _FONTS and relation.target.endswith(".odttf")
    )
    return known and relation.target in parts and bool(_SAFE_NAME.fullmatch(relation.target))


def _write_part(parts: Parts, out: zipfile.ZipFile, part: str, word: str, dropped: set[str]) -> None:
    if word in _PICTURES:
        out.writestr(dateless(part), embedded.bare(parts.whole(part, PICTURE_MOST)))
        return
    with out.open(dateless(part), "w") as written:
        if word in _FONTS:
            for piece in parts.pieces(part):
                written.write(piece)
        else:
            say = partial(_say, dropped)
            if word in _WITH_FIELDS:
                say = fields.without(fields.unknown_codes(parts.pieces(part), say), say)
            rewrite(parts.pieces(part), say, written)


def _say(dropped: set[str], space: str, local: str, attributes: Attributes) -> str:
    """What becomes of one element. `dropped` are the relations of its part that are not kept."""
    if local in _GONE or space.startswith("http://purl.org/dc/"):
        return DROP
    if local in _UNWRAPPED:
        return UNWRAP
    for key in list(attributes):
        if _leads_away(key, attributes, dropped):
            if key[1] in ("link", "href"):
                del attributes[key]
            else:
                return UNWRAP if local == "hyperlink" else DROP
        elif _tells(key, attributes[key], local):
            del attributes[key]
    if local in ("docPr", "cNvPr") and ("", "name") in attributes:
        attributes["", "name"] = "Picture"
    return KEEP


def _leads_away(key: tuple[str, str], attributes: Attributes, dropped: set[str]) -> bool:
    return key[0].endswith("/relationships") and attributes[key] in dropped


def _tells(key: tuple[str, str], value: str, local: str) -> bool:
    """Whether an attribute says who wrote this, when, in which turn, or what a picture's file was called."""
    space, name = key
    if name.startswith("rsid") or (space and name in _WRITTEN_BY):
        return True
    if name in ("descr", "alt") or (name == "title" and local in ("docPr", "cNvPr")):
        return is_path(value)
    return space == "urn:schemas-microsoft-com:office:office" and name in ("title", "href")


def _as_relations(part: str, relations: Iterable[_Relation]) -> bytes:
    lines = [
        f"<Relationship Id={quoteattr(each.id)} Type={quoteattr(each.type)}"
        + (
            f' Target={quoteattr(each.target)} TargetMode="External"/>'
            if each.outside
            else f" Target={quoteattr('/' + each.target)}/>"
        )
        for each in relations
    ]
    return _xml("Relationships", "http://schemas.openxmlformats.org/package/2006/relationships", lines)


def _as_types(types: _Types, kept: Iterable[str]) -> bytes:
    endings = {_ending(part) for part in kept if part.lower() not in types.by_part}
    lines = [
        f"<Default Extension={quoteattr(ending)} ContentType={quoteattr(types.by_ending[ending])}/>"
        for ending in sorted({"rels", *endings} & set(types.by_ending))
    ]
    lines += [
        f"<Override PartName={quoteattr('/' + part)} ContentType={quoteattr(types.by_part[part.lower()])}/>"
        for part in sorted(kept)
        if part.lower() in types.by_part
    ]
    return _xml("Types", "http://schemas.openxmlformats.org/package/2006/content-types", lines)


def _xml(root: str, space: str, lines: Iterable[str]) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<{root} xmlns="{space}">{"".join(lines)}</{root}>'.encode()
