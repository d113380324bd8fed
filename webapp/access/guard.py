"""The guard at every route: no view runs without the permission that it declares, and none may leave it out."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect

from webapp.access import grants
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission, for_staff
from webapp.core.refused import NotThere

BROWSER = "browser"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable)

csrf = CSRFProtect()


class SignedOut(Exception):
    """Nobody is signed in where somebody must be; a stream answers 401, because it cannot follow a redirect."""


def requires(
    permission: Permission, *, csrf_in_form: bool = False, own_key: bool = False, stream: bool = False
):
    """Declares what a view needs. Every view carries this.

    csrf_in_form: the view's form checks the CSRF token itself, and shows what was typed when the token is lost.
    own_key:      the request brings a key of its own in a header (a door's scans), so it needs no CSRF token.
    stream:       signed out is 401 here.
    """

    def declare(view: View) -> View:
        view.permission, view.csrf_in_form, view.own_key, view.stream = (
            permission,
            csrf_in_form,
            own_key,
            stream,
        )
        return view

    return declare


def install(app: Flask) -> None:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # _let_in asks for it, view by view
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a token lives as long as its session
    app.config["WTF_CSRF_SSL_STRICT"] = False  # our pages send no Referer, which it would ask for behind TLS
    app.config["WTF_I18N_ENABLED"] = (
        False  # it would read a catalogue anew for every form; web.forms keeps them
    )
    csrf.init_app(app)
    app.view_functions["static"].permission = Permission.PUBLIC
    app.before_request(_let_in)
    app.register_error_handler(SignedOut, lambda _: ("", 401))


def check_routes(app: Flask) -> None:
    """Refuses to start an app with a view that does not say who may use it."""
    bare = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "permission"))
    if bare:
        raise RuntimeError(f"views without a permission: {', '.join(bare)}")


def _let_in():
    if request.endpoint is None:
        return None  # no such route: the 404 follows by itself
    view = current_app.view_functions[request.endpoint]
    if view.permission != Permission.PUBLIC and not view.own_key and not grant_for(view.permission):
        return _turn_away(view)
    if request.method not in SAFE and not view.csrf_in_form and not view.own_key:
        csrf.protect()
    return None


def _turn_away(view):
    if view.stream:
        raise SignedOut
    if for_staff(view.permission) and not any(grant.kind == GrantKind.STAFF for grant in held()):
        # What was posted cannot be looked at afterwards: then the way leads to the desk.
        way_back = {"next": request.full_path.rstrip("?")} if request.method in SAFE else {}
        return redirect(url_for("accounts.sign_in", **way_back))
    raise NotThere


def held() -> list[Grant]:
    """The live grants of the browser that asks, read once a request."""
    if "grants" not in g:
        g.grants = grants.held_by(session.get(BROWSER))
    return g.grants


def grant_for(permission: Permission, subject_id: str | None = None) -> Grant | None:
    """The newest grant of this browser that gives `permission`, for one thing where `subject_id` names it."""
    fits = (grant for grant in held() if grant.gives(permission))
    return next((grant for grant in fits if subject_id in (None, grant.subject_id)), None)


def holder(permission: Permission, subject_id: str | None = None) -> Grant:
    """As `grant_for`, for a view that cannot do without. Raises NotThere."""
    grant = grant_for(permission, subject_id)
    if grant is None:
        raise NotThere
    return grant


def browser() -> str | None:
    """The random id by which this browser is known; None for one that holds nothing yet."""
    return session.get(BROWSER)


def known_as(new_id: str) -> None:
    """Gives the browser a new id: what it held has been moved there, and no sign-in keeps an id known before."""
    session[BROWSER] = new_id
    session.permanent = True
    g.pop("grants", None)
