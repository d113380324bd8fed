"""Staff sign-in and sign-out."""

from flask import Blueprint, request, session, url_for

from webapp.access import guard, links
from webapp.access.guard import requires
from webapp.access.links import Purpose
from webapp.access.permissions import GrantKind, Permission
from webapp.accounts import actions, queries
from webapp.accounts.forms import SignInForm
from webapp.core import limits
from webapp.web import live
from webapp.web.language import current_language
from webapp.web.pages import go, page

NEXT = "next"
NEXT_MOST = 500
BY_HOST = "100 per 10 minutes"

bp = Blueprint("accounts", __name__, url_prefix="/staff")


@bp.get("/sign-in")
@requires(Permission.PUBLIC)
def sign_in():
    grant = guard.grant_for(Permission.LEAVE)
    if grant:
        return page("accounts/signed_in.html", person=queries.person(grant.subject_id))
    return page("accounts/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
@requires(Permission.PUBLIC, csrf_in_form=True)
def ask_for_link():
    """The same reply, after the same work, whether the address is a member's or not."""
    form = SignInForm()
    if not form.validate_on_submit():
        return page("accounts/sign_in.html", 422, form=form)
    email = form.email.data.lower()
    # By where it comes from alone: typing somebody's address must not keep that somebody out.
    limits.take(BY_HOST, "sign-in", request.remote_addr or "")
    session[NEXT] = _own_path(request.args.get("next", ""))
    actions.ask_for_link(email, current_language())
    return go("accounts.link_sent")


@bp.get("/sign-in/sent")
@requires(Permission.PUBLIC)
def link_sent():
    return page("accounts/link_sent.html", minutes=int(links.SIGN_IN.total_seconds() // 60))


@bp.post("/sign-out")
@requires(Permission.LEAVE)
def sign_out():
    grant = guard.holder(Permission.LEAVE)
    actions.sign_out(grant.id, by=grant.name)
    live.hub().end([grant.id])
    return go("site.home")


@bp.post("/sign-out-everywhere")
@requires(Permission.LEAVE)
def sign_out_everywhere():
    grant = guard.holder(Permission.LEAVE)
    live.hub().end(actions.sign_out_everywhere(grant.subject_id, by=grant.name))
    return go("site.home")


def _after_sign_in(_staff_id: str) -> str:
    """Where this browser was on its way to when it was asked to sign in; else the desk."""
    return _own_path(session.pop(NEXT, "")) or url_for("desk.home")


def _own_path(address: str) -> str:
    """`address` where it is a path of this site and can be looked at, else nothing.

    Browsers read `//host` and `/\\host` as another site, and drop tabs and line breaks before they look.
    """
    plain = address.isprintable() and len(address) <= NEXT_MOST and "\\" not in address
    own = address.startswith("/") and not address.startswith("//")
    return address if plain and own and not address.startswith(bp.url_prefix + "/") else ""


links.serves(GrantKind.STAFF, Purpose(open=actions.begin, address=_after_sign_in))
