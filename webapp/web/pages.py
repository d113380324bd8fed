"""Rendering: a page and its parts come from one template."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from flask import current_app, g, render_template, request, url_for
from jinja2_fragments.flask import render_block
from markupsafe import Markup
from werkzeug.wrappers import Response

from webapp.web.language import current_language

Body = str | tuple[str, int] | Response


def page(template: str, status: int = 200, **context: object) -> Body:
    """A whole page."""
    return render_template(template, **context), status


def fragment(template: str, block: str, status: int = 200, **context: object) -> Body:
    """One named block of a page, for htmx or for the live channel."""
    return part(template, block, **context), status


def part(template: str, block: str, **context: object) -> str:
    """The text of one named block, drawn alone."""
    with drawn_alone():
        return render_block(template, block, **context)


def still(template: str) -> Markup:
    """A part that is the same on all pages of a language: drawn once, without anything of the page that shows it."""
    return _still(template, current_language())


@cache
def _still(template: str, _language: str) -> Markup:
    return Markup(current_app.jinja_env.get_template(template).render())  # noqa: S704 our own template made it


@contextmanager
def drawn_alone() -> Iterator[None]:
    """While a part is drawn, it is told so: many may share it, so it holds no token."""
    outside = g.get("in_fragment", False)
    g.in_fragment = True
    try:
        yield
    finally:
        g.in_fragment = outside


def by_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def go(endpoint: str, **values: object) -> Response:
    """After a POST that was done: on to a page, by GET."""
    return Response(status=303, headers={"Location": url_for(endpoint, **values)})
