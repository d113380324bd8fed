"""What a person sees when something cannot be done: a sentence, and what to do next. Never a traceback."""

import logging
from traceback import format_tb

from flask import Flask, current_app, render_template, request
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
    # The server gives up on a client that stops in the middle of a request.
    app.register_error_handler(BlockingIOError, lambda _error: _show(408))
    app.log_exception = log_failure


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
    log_failure((type(error), error, error.__traceback__))
    return _show(503)


def log_failure(failure: tuple) -> None:
    """Where it happened and of what kind. Not the address, which may hold a token, nor the message, which may quote
    what people typed."""
    kind, _error, traceback = failure
    where = "".join(format_tb(traceback))
    log.error("%s failed: %s\n%s", request.endpoint, kind.__name__, where)


def _show(status: int, message: object = None):
    if request.endpoint and getattr(current_app.view_functions[request.endpoint], "own_key", False):
        return {"error": str(message or status)}, status  # it is a device that asks
    if by_htmx():
        return part(TEMPLATE, "main", status=status, message=message), status
    return render_template(TEMPLATE, status=status, message=message), status
