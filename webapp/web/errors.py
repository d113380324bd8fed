"""What a person sees when something cannot be done: a sentence, and what to do next. Never a traceback."""

import logging

from flask import Flask, render_template
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from webapp.core.refused import NotThere, Refused
from webapp.web.pages import by_htmx, part

log = logging.getLogger(__name__)

TEMPLATE = "errors/error.html"


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotThere, lambda _error: _show(404))
    app.register_error_handler(Refused, lambda error: _show(error.status, error.message))
    app.register_error_handler(CSRFError, _lost_token)
    app.register_error_handler(OperationalError, _no_database)


def _http(error: HTTPException):
    if error.code is None or error.code < 400:
        return error
    allowed = getattr(error, "valid_methods", None) or ()
    return *_show(error.code), {"Allow": ", ".join(sorted(allowed))} if allowed else {}


def _lost_token(_error: CSRFError):
    return _show(
        422,
        _("This page had been open for too long, so nothing was changed. Go back, reload it and try again."),
    )


def _no_database(error: OperationalError):
    """The database is busy beyond patience or away: nothing was stored, and trying again is right."""
    log.error("the database did not answer", exc_info=error)
    return _show(503)


def _show(status: int, message: object = None):
    if by_htmx():
        return part(TEMPLATE, "main", status=status, message=message), status
    return render_template(TEMPLATE, status=status, message=message), status
