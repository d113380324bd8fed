"""How values are shown: dates with their zone, lists, numbers, and the controls that every template may use."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.lists import format_list
from babel.numbers import get_decimal_symbol
from flask import Flask, g, has_request_context
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from webapp.core import clock, dates
from webapp.web.forms import boxes
from webapp.web.pages import still

CONTROLS = (
    "sign",
    "tag",
    "name",
    "notice",
    "panel",
    "summary_row",
    "back",
    "csrf_field",
    "button",
    "act",
    "without_scripts",
    "field",
    "select_field",
    "choices",
    "checkbox",
    "error_summary",
)


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        csrf_token=generate_csrf,
        in_fragment=in_fragment,
        day=day,
        short_day=short_day,
        time_of_day=time_of_day,
        listed=listed,
        decimal=decimal,
        boxes=boxes,
        still=still,
        now=clock.now,
    )
    with app.app_context():
        controls = app.jinja_env.get_template("controls.html").module
    app.jinja_env.globals.update({name: getattr(controls, name) for name in CONTROLS})


def in_fragment() -> bool:
    """Whether a part of a page is drawn alone: it then holds no CSRF token, because many may share it."""
    return has_request_context() and g.get("in_fragment", False)


def day(value: date) -> str:
    """Monday 28 August 2023"""
    return dates.day(value, _locale())


def short_day(value: date) -> str:
    """Mon 28 Aug"""
    return dates.short_day(value, _locale())


def time_of_day(instant: datetime, zone: ZoneInfo) -> str:
    """10:00, in `zone`. Whoever shows it says which zone that is."""
    return dates.time_of_day(instant, zone, _locale())


def listed(parts: list[str]) -> str:
    """English, French and Spanish"""
    return format_list(parts, locale=dates.locale_of(_locale()))


def decimal(number: float, places: int = 1) -> str:
    """3.7, or 3,7: with so many digits after the mark."""
    return f"{number:.{places}f}".replace(".", decimal_mark())


def decimal_mark() -> str:
    """Of the reader's language. For whoever writes thousands of numbers in a row."""
    return get_decimal_symbol(dates.locale_of(_locale()))


def _locale() -> str:
    """The language of the reader: of the page, or of the mail that is being written."""
    return str(get_locale())
