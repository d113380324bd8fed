"""The language of a page: carried in its address as `?lang=`, so that public pages can be cached."""

from urllib.parse import urlencode

from flask import Flask, g, has_request_context, request, url_for

from webapp import config
from webapp.extensions import babel

# Each language by its own name, for the switch in the header.
LANGUAGES = {"en": "English", "fr": "Français", "es": "Español"}
DEFAULT = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
# Shows every page from right to left, in English until it has a catalogue. Off loopback it is not there.
MIRRORED = "ar"


def install(app: Flask) -> None:
    babel.init_app(app, locale_selector=current_language, default_translation_directories="../translations")
    app.url_defaults(_carry_on)
    app.jinja_env.globals.update(language_links=language_links, home=home)
    app.context_processor(lambda: {"locale": current_language(), "direction": direction(current_language())})


def current_language() -> str:
    """The language of this request: its `?lang=`, else the first that the browser prefers and we have."""
    if not has_request_context():
        return DEFAULT
    if "language" not in g:
        asked = request.args.get("lang")
        g.language = asked if _is_known(asked) else _preferred()
    return g.language


def _is_known(asked: str | None) -> bool:
    return asked in LANGUAGES or (asked == MIRRORED and not config.current().production)


def _preferred() -> str:
    g.language_negotiated = True  # the reply then varies by Accept-Language
    return request.accept_languages.best_match(list(LANGUAGES), DEFAULT)


def was_negotiated() -> bool:
    return g.get("language_negotiated", False)


def direction(locale: str) -> str:
    return "rtl" if locale in RIGHT_TO_LEFT else "ltr"


def _carry_on(endpoint: str, values: dict) -> None:
    if endpoint != "static" and has_request_context():
        values.setdefault("lang", current_language())


def home() -> str:
    """The start page in this language. Not by `url_for`: a request for a host that is not ours has no routes."""
    return f"/?lang={current_language()}"


def language_links() -> list[tuple[str, str, str, bool]]:
    """(code, name, address of this page in it, whether it is the present one) for each language."""
    here, page, more = current_language(), *_here()
    return [(code, name, f"{page}?lang={code}{more}", code == here) for code, name in LANGUAGES.items()]


def _here() -> tuple[str, str]:
    """This page without a language, and what else its address asks; the start page where it cannot be asked for with
    GET."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return "/", ""
    page = url_for(request.endpoint, **(request.view_args or {})).partition("?")[0]
    # Put behind it by hand: what somebody wrote into an address must not become an argument of url_for.
    more = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return page, f"&{urlencode(more, errors='replace')}" if more else ""
