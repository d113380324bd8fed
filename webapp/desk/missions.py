"""The missions of an edition: invitations, and claims that wait for the coordinator."""

from flask import flash, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core import limits
from webapp.core.refused import Refused
from webapp.delegations import queries as delegations
from webapp.delegations import standing
from webapp.desk import queries
from webapp.desk.blueprint import bp
from webapp.desk.forms import InvitationForm
from webapp.editions import queries as editions
from webapp.editions.models import Edition
from webapp.web.language import current_language
from webapp.web.pages import Body, go, page

TYPED_MOST = 100


@bp.get("/editions/<int:number>/missions")
@requires(Permission.MANAGE_MISSIONS)
def missions(number: int):
    edition = editions.edition(number)
    return _missions(edition, InvitationForm())


@bp.post("/editions/<int:number>/invitations")
@requires(Permission.MANAGE_MISSIONS, csrf_in_form=True)
def invite(number: int):
    edition = editions.edition(number)
    form = InvitationForm()
    if not form.validate():
        return _missions(edition, form, 422)
    by = guard.holder(Permission.MANAGE_MISSIONS).name
    try:
        limits.take("10 per hour", "invite", form.email.data.casefold())
        standing.invite(
            number,
            form.mission.data,
            form.email.data,
            form.language.data,
            number=form.number.data,
            by=by,
        )
    except Refused as refusal:
        return _missions(edition, form, refusal.status, refusal)
    return _done(number, _("The invitation is on its way."))


@bp.post("/invitations/<focal_point_id>/renewal")
@requires(Permission.MANAGE_MISSIONS)
def renew_invitation(focal_point_id: str):
    number = _edition_of(focal_point_id)
    limits.take("10 per hour", "invite", focal_point_id)
    standing.send_link_again(focal_point_id)
    return _done(number, _("A new link is on its way to the same address."))


@bp.post("/invitations/<focal_point_id>/withdrawal")
@requires(Permission.MANAGE_MISSIONS)
def withdraw_invitation(focal_point_id: str):
    return _answer(focal_point_id, standing.withdraw_invitation, _("The invitation is withdrawn."))


@bp.post("/claims/<focal_point_id>/confirmation")
@requires(Permission.MANAGE_MISSIONS)
def confirm_claim(focal_point_id: str):
    return _answer(
        focal_point_id, standing.confirm, _("Confirmed. The passes are on their way to the focal point.")
    )


@bp.post("/claims/<focal_point_id>/refusal")
@requires(Permission.MANAGE_MISSIONS)
def refuse_claim(focal_point_id: str):
    return _answer(focal_point_id, standing.refuse, _("Not confirmed. The focal point is told so by e-mail."))


def _answer(focal_point_id: str, act, done: str) -> Body:
    """Answers for one focal point; where another coordinator was quicker, the page as it stands now."""
    number = _edition_of(focal_point_id)
    try:
        act(focal_point_id, by=guard.holder(Permission.MANAGE_MISSIONS).name)
    except Refused as refusal:
        return _missions(editions.edition(number), InvitationForm(), refusal.status, refusal)
    return _done(number, done)


def _edition_of(focal_point_id: str) -> int:
    return delegations.focal_point(focal_point_id).delegation.edition_number


def _done(number: int, said: str) -> Body:
    flash(said, "ok")
    return go("desk.missions", number=number)


def _missions(
    edition: Edition, form: InvitationForm, status: int = 200, refusal: Refused | None = None
) -> Body:
    name, stage = request.args.get("name", "")[:TYPED_MOST], request.args.get("stage", "")
    return page(
        "desk/missions.html",
        status,
        edition=edition,
        form=form,
        refusal=refusal,
        claims=queries.claims(edition),
        rows=queries.missions(edition, current_language(), name, stage),
        sought=name,
        stage=stage,
        Stage=queries.Stage,
    )
