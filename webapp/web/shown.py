"""How values are shown: dates with their zone, lists, and the controls that every template may use."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from flask import Flask, g, has_request_context
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from webapp.core import clock

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
    "field",
    "select_field",
    "choices",
    "checkbox",
    "error_summary",
)
# English here is British English: "Monday 28 August 2023", with a day that lasts 24 hours.
_REGIONAL = {"en": "en_GB"}
# CLDR's own full dates have commas that official documents do without.
_FULL = {"en": "EEEE d MMMM y", "fr": "EEEE d MMMM y", "es": "EEEE d 'de' MMMM 'de' y"}


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        csrf_token=generate_csrf,
        in_fragment=in_fragment,
        day=day,
        short_day=short_day,
        time_of_day=time_of_day,
        listed=listed,
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
    locale = _locale()
    return format_date(value, _FULL.get(locale.language, "full"), locale=locale)


def short_day(value: date) -> str:
    """Mon 28 Aug"""
    return format_date(value, "EEE d MMM", locale=_locale())


def time_of_day(instant: datetime, zone: ZoneInfo) -> str:
    """10:00, in `zone`. Whoever shows it says which zone that is."""
    return format_time(instant.astimezone(zone), "HH:mm", locale=_locale())


def listed(parts: list[str]) -> str:
    """English, French and Spanish"""
    return format_list(parts, locale=_locale())


def _locale() -> Locale:
    """That of the reader: of the page, or of the mail that is being written."""
    known = get_locale()
    return Locale.parse(_REGIONAL.get(str(known), str(known)))
