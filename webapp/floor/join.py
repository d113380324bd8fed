"""The way into the live page for a phone that comes by the QR code on the hall screen."""

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.access import guard, links
from webapp.access.guard import requires
from webapp.access.links import LinkStatus
from webapp.access.permissions import Permission
from webapp.core import limits
from webapp.core.ids import new_browser_id
from webapp.core.refused import NotThere, Refused
from webapp.floor import queries
from webapp.floor.blueprint import bp
from webapp.floor.forms import JoinForm
from webapp.participants import desk_codes
from webapp.participants import queries as participants
from webapp.web.pages import Body, go, page

# Wrong codes alone are counted: all missions may share one address, and nobody at it can keep the others out.
WRONG_BY_HOST = "100 per 10 minutes"


@bp.get("/join")
@requires(Permission.PUBLIC)
def join(country_session_id: str):
    here = queries.country_session(country_session_id)
    held = [grant.subject_id for grant in guard.held() if grant.gives(Permission.FOLLOW_FLOOR)]
    if participants.newest_of(held, here.edition_number):
        return go("floor.follow", country_session_id=country_session_id)
    return _join_page(here, JoinForm())


@bp.post("/join")
@requires(Permission.PUBLIC, csrf_in_form=True)
def join_by_code(country_session_id: str):
    here, form = queries.country_session(country_session_id), JoinForm()
    if not form.validate_on_submit():
        return _join_page(here, form, 422)
    try:
        pass_id = _use(form.code.data)
    except Refused as reason:
        form.code.errors = [reason.message]
        return _join_page(here, form, reason.status)
    return _onward(here, pass_id)


def _use(code: str) -> str:
    """The pass that the code stands for, which this browser holds from now on. Raises Refused."""
    fresh = new_browser_id()
    try:
        status, grant = links.use(desk_codes.token_of(code), guard.browser(), fresh)
    except NotThere:
        limits.take(WRONG_BY_HOST, "join", request.remote_addr or "")
        raise Refused(_("There is no such code. Look again at what the desk wrote down.")) from None
    if grant is None:
        raise Refused(
            _("This code was used before. Ask the desk for a new one.")
            if status == LinkStatus.SPENT
            else _("This code is no longer good. Ask the desk for a new one.")
        )
    guard.known_as(fresh)
    return grant.subject_id


def _onward(here, pass_id: str) -> Response:
    """To the live page; with a pass of another edition, to the pass."""
    if participants.newest_of([pass_id], here.edition_number):
        return go("floor.follow", country_session_id=here.id)
    return Response(status=303, headers={"Location": url_for("participants.show_pass", pass_id=pass_id)})


def _join_page(here, form: JoinForm, status: int = 200) -> Body:
    return page("floor/join.html", status, country_session=here, form=form, problem=form.errors)
