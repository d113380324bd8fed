"""What a browser makes of a page: which files it fetches for it, and what its forms would send."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

FETCHED_LINKS = {"stylesheet", "icon", "apple-touch-icon", "manifest", "preload", "modulepreload"}

_IN_STYLES = re.compile(r"""(?:url\(|@import\s+)\s*["']?([^"')\s]+)""")


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]] = field(
        default_factory=list
    )  # those filled in already, hidden ones among them


class Document(HTMLParser):
    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.address, self.forms = address, []
        self._files: list[str] = []
        self._icons = False
        self.feed(html)

    @property
    def files(self) -> set[str]:
        """The addresses that are fetched with the page. A browser looks for an icon also where none is named."""
        named = self._files if self._icons else [*self._files, "/favicon.ico"]
        return _absolute(named, self.address)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        match tag:
            case "link" if FETCHED_LINKS & set(values.get("rel", "").split()):
                self._icons |= "icon" in values["rel"].split()
                self._files.append(values["href"])
            case "script" | "img" | "source" | "iframe" | "embed" | "video" | "audio":
                self._files += [values[name] for name in ("src", "poster") if name in values]
                self._files += [choice.split()[0] for choice in values.get("srcset", "").split(",") if choice]
            case "use" | "image":
                self._files.append(values.get("href", ""))
            case "form":
                self.forms.append(Form(values.get("action", "")))
            case "input" if self.forms and "name" in values:
                self.forms[-1].fields.append((values["name"], values.get("value", "")))


def files_of_styles(css: str, address: str) -> set[str]:
    return _absolute(_IN_STYLES.findall(css), address)


def _absolute(references: Iterable[str], address: str) -> set[str]:
    whole = (urldefrag(urljoin(address, reference)).url for reference in references if reference)
    return {reference for reference in whole if not reference.startswith("data:")} - {address}
