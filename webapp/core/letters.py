"""How a mail is composed: one template, from which the subject, the plain text and the HTML are made."""

import re
from dataclasses import dataclass
from email.utils import parseaddr

from babel import Locale
from flask_babel import force_locale
from jinja2 import Environment
from markupsafe import Markup, escape

from webapp import config

# Around a name, while a mail is being made: the isolates of Unicode, which nobody can type into a field of ours.
_NAME_BEGINS, _NAME_ENDS = "\u2068", "\u2069"
_MARKS = str.maketrans("", "", _NAME_BEGINS + _NAME_ENDS)

# Mail programs know no sheet of ours: the little that a letter needs stands in it. What a program drops is not missed.
_STYLE = Markup("""\
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 1.25rem 1rem; }
body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
div { max-width: 40rem; margin: 0 auto; }
h2 { margin: 1.75rem 0 0.5rem; font-size: 1.125rem; line-height: 1.3; }
p, ul { margin: 0 0 1rem; }
ul { padding: 0; padding-inline-start: 1.25rem; }
li { margin: 0 0 0.375rem; }
a { overflow-wrap: anywhere; color: #1a4f8a; color: light-dark(#1a4f8a, #9cc4f2); }""")
_PAGE = Markup("""\
<!doctype html>
<html lang="{locale}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<div lang="{locale}" dir="{direction}">
{body}
</div>
</body>
</html>
""")

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

    A body is paragraphs parted by empty lines; "# " begins a heading; lines that begin with "- " are a list; an address
    of this app that stands alone on its line becomes a link; what stands in `name(…)` keeps its own direction, and is
    strong where it stands alone. Nothing that a person typed can do more, because it is one line within `name(…)`.
    """
    secretariat = parseaddr(config.current().mail_from)[1]
    given = {"name": _marked, "secretariat": secretariat, **context}
    with force_locale(locale):
        rendered = _environment.get_template(f"{template}.txt").render(locale=locale, **given)
    subject, _, body = rendered.strip().partition("\n")
    body = re.sub(r"\n{3,}", "\n\n", body.strip())  # an include takes the line break after it
    subject = subject.translate(_MARKS).strip()
    return Letter(subject=subject, text=_text(body), html=_html(body, subject, locale))


def _marked(text: str) -> str:
    return f"{_NAME_BEGINS}{text}{_NAME_ENDS}"


def _text(body: str) -> str:
    return re.sub(r"^# ", "", body, flags=re.M).translate(_MARKS) + "\n"


def _html(body: str, title: str, locale: str) -> str:
    blocks = Markup("\n").join(_block(block.split("\n")) for block in body.split("\n\n"))
    direction = Locale.parse(locale).text_direction
    return _PAGE.format(locale=locale, direction=direction, title=title, style=_STYLE, body=blocks)


def _block(lines: list[str]) -> Markup:
    if len(lines) == 1 and lines[0].startswith("# "):
        return Markup("<h2>{}</h2>").format(_words(lines[0][2:]))
    if all(line.startswith("- ") for line in lines):
        items = Markup("\n").join(Markup("<li>{}</li>").format(_line(line[2:])) for line in lines)
        return Markup("<ul>\n{}\n</ul>").format(items)
    return Markup("<p>{}</p>").format(Markup("<br>\n").join(_line(line) for line in lines))


def _line(line: str) -> Markup:
    line = line.strip()
    if line.startswith(config.current().base_url + "/") and " " not in line:
        return Markup('<a href="{0}">{0}</a>').format(line)
    if line.startswith(_NAME_BEGINS) and line.find(_NAME_ENDS) == len(line) - 1:
        return Markup("<strong>{}</strong>").format(_words(line))
    return _words(line)


def _words(line: str) -> Markup:
    escaped = str(escape(line))
    return Markup(  # noqa: S704 -- escaped above; the marks alone become tags
        escaped.replace(_NAME_BEGINS, "<bdi>").replace(_NAME_ENDS, "</bdi>")
    )
