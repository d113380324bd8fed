"""Markdown, as concept notes are written in it, turned into HTML that can do nothing but be read."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

# Typed HTML is shown as it was typed; addresses are checked by the parser; pictures would come from elsewhere.
_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")


@lru_cache(maxsize=64)
def html(text: str, below: int) -> Markup:
    """`text` as HTML whose headings begin one level under `below`, the level of the heading that it stands under."""
    tokens = _markdown.parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + below + 1, 6)}"
    return Markup(_markdown.renderer.render(tokens, _markdown.options, {}))  # noqa: S704 made by the parser
