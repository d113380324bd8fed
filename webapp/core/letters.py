"""How a mail is composed: one template, from which the subject, the plain text and the HTML are made."""

import re
from dataclasses import dataclass

from flask_babel import force_locale
from jinja2 import Environment
from markupsafe import Markup, escape

from webapp import config

_PAGE = Markup(
    '<!doctype html>\n<html lang="{}">\n<head><meta charset="utf-8"><title>{}</title></head>\n'
    "<body>\n{}\n</body>\n</html>\n"
)

_environment: Environment | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str


def use(environment: Environment) -> None:
    """Hands over the templates. They are rendered as plain text: `compose` escapes when it makes the HTML."""
    global _environment
    _environment = environment.overlay(autoescape=False)


def compose(template: str, locale: str, **context: object) -> Letter:
    """Renders `templates/<template>.txt` in `locale`. Its first line is the subject; the rest is the body.

    A body is paragraphs parted by empty lines; lines that begin with "- " are a list; an address of this app that
    stands alone on its line becomes a link. Nothing that a person typed can do more, because it is one line long.
    """
    with force_locale(locale):
        rendered = _environment.get_template(f"{template}.txt").render(locale=locale, **context)
    subject, _, body = rendered.strip().partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"
    return Letter(subject=subject.strip(), text=text, html=_html(text, subject.strip(), locale))


def _html(text: str, title: str, locale: str) -> str:
    blocks = Markup("\n").join(_block(block.split("\n")) for block in text.strip().split("\n\n"))
    return _PAGE.format(locale, title, blocks)


def _block(lines: list[str]) -> Markup:
    if all(line.startswith("- ") for line in lines):
        items = Markup("\n").join(Markup("<li>{}</li>").format(_line(line[2:])) for line in lines)
        return Markup("<ul>\n{}\n</ul>").format(items)
    return Markup("<p>{}</p>").format(Markup("<br>\n").join(_line(line) for line in lines))


def _line(line: str) -> Markup:
    address = line.strip()
    if address.startswith(config.current().base_url + "/") and " " not in address:
        return Markup('<a href="{0}">{0}</a>').format(address)
    return escape(line)
