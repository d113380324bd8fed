"""The catalogues of translations: `update` brings them in step with the sources, `check` says what is amiss,
`compile` makes what the app reads."""

import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
LOCALES = ("es", "fr")
SOURCES = ("webapp", "templates")
# Lines of Babel's header that say nothing here, or another thing each day.
UNFILLED = tuple(
    f'"{name}: '.encode()
    for name in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
KEYWORDS = DEFAULT_KEYWORDS | {
    "lazy_gettext": None,
    "_l": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            return update()
        case ["check"]:
            return check()
        case ["compile", *files]:
            return compile_catalogues([Path(file) for file in files] or [path(locale) for locale in LOCALES])
    print("usage: tools/catalogues.py update | check | compile [FILE.po …]", file=sys.stderr)
    return 2


def update() -> int:
    sources = extracted()
    for locale in LOCALES:
        file = path(locale)
        catalogue = read(locale)
        catalogue.update(
            sources, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(written(catalogue))
        missing = sum(1 for message in catalogue if message.id and not whole(message))
        print(f"{file.relative_to(ROOT)}: {len(catalogue)} texts, {missing} still to translate")
    return 0


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a file that changes only when a text does."""
    out = BytesIO()
    write_po(out, catalogue, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return b"".join(line for line in out.getvalue().splitlines(True) if not line.startswith(UNFILLED))


def check() -> int:
    sources = extracted()
    problems = [problem for locale in LOCALES for problem in problems_of(locale, sources)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def problems_of(locale: str, sources: Catalog) -> Iterator[str]:
    """What keeps a catalogue from being complete: texts that it lacks, has in excess, left empty or got wrong."""
    name = path(locale).relative_to(ROOT)
    if not path(locale).exists() and len(sources):
        yield f"{name}: is not there. Run: make messages"
        return
    catalogue = read(locale)
    wanted = {key(message): message for message in sources if message.id}
    held = {key(message): message for message in catalogue if message.id}
    for one in wanted.keys() - held.keys():
        yield f"{name}: lacks {one!r}. Run: make messages"
    for one in held.keys() - wanted.keys():
        yield f"{name}: holds {one!r}, which nothing uses. Run: make messages"
    for one, message in held.items():
        if not whole(message):
            yield f"{name}: {one!r} is not translated"
        if message.fuzzy:
            yield f"{name}: {one!r} is marked fuzzy: somebody must look at it"
        for error in message.check(catalogue):
            yield f"{name}: {one!r}: {error}"


def key(message: Message) -> tuple[str | None, str]:
    return (message.context, message.id if isinstance(message.id, str) else message.id[0])


def whole(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(text and text.strip() for text in texts)


def extracted() -> Catalog:
    """The texts that the sources hold now."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    catalogue = Catalog()
    # From the root, so that a catalogue names files the same way wherever it was made.
    os.chdir(ROOT)
    for folder in SOURCES:
        for file, line, message, comments, context in extract_from_dir(
            folder,
            [
                (pattern.removeprefix(f"{folder}/"), method)
                for pattern, method in methods
                if pattern.startswith(folder)
            ],
            {pattern.removeprefix(f"{folder}/"): options.get(pattern, {}) for pattern in options},
            keywords=KEYWORDS,
            comment_tags=("TRANSLATORS:",),
            strip_comment_tags=True,
        ):
            catalogue.add(
                message, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context
            )
    return catalogue


def read(locale: str) -> Catalog:
    if not path(locale).exists():
        return Catalog(locale=locale, header_comment="# The texts of the app and its mails.", fuzzy=False)
    with path(locale).open("rb") as file:
        return read_po(file, locale=locale)


def compile_catalogues(files: list[Path]) -> int:
    for file in files:
        with file.open("rb") as source:
            catalogue = read_po(source, locale=file.parent.parent.name)
        # Under another name first: a running app never reads half a catalogue.
        draft = file.with_suffix(".mo.new")
        with draft.open("wb") as out:
            write_mo(out, catalogue)
        draft.replace(file.with_suffix(".mo"))
    return 0


def path(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
