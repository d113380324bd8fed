"""A delegation for whoever holds its link: adding, changing, replacing and withdrawing delegates, and their passes."""

from collections.abc import Callable

from flask import flash, request, url_for
from flask_babel import gettext as _

from webapp.access import guard, links
from webapp.access.guard import requires
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind, Permission
from webapp.core import limits
from webapp.core.refused import NotThere, Refused, Stale
from webapp.delegations import actions, queries, standing
from webapp.delegations.blueprint import bp
from webapp.delegations.forms import DelegateForm, PeopleForm, WithdrawalForm
from webapp.delegations.models import Delegate, FocalPoint
from webapp.participants.models import Participant
from webapp.web.forms import Form
from webapp.web.language import current_language
from webapp.web.pages import Body, by_htmx, fragment, go, page
from webapp.web.shown import listed

# What is done to one delegate: for which focal point, to whom, with which answers, by whom.
Act = Callable[[str, str, Form, str], None]

BY_FOCAL_POINT, PASSES = "120 per hour", "5 per hour"


class _Acting:
    """The focal point for whom the browser that asks acts in one delegation. Raises NotThere."""

    def __init__(self, delegation_id: str):
        held = {
            grant.subject_id: grant for grant in guard.held() if grant.gives(Permission.MANAGE_DELEGATION)
        }
        self.focal_point: FocalPoint = queries.focal_point_of(delegation_id, held)
        self.grant: Grant = held[self.focal_point.id]
        self.edition = self.focal_point.delegation.edition

    def delegate(self, delegate_id: str) -> Delegate:
        return queries.delegate_seen_by(self.focal_point, delegate_id)

    def page(self, template: str, status: int = 200, **context: object) -> Body:
        return page(f"delegations/{template}.html", status, **self.shown, **context)

    @property
    def shown(self) -> dict[str, object]:
        focal_point = self.focal_point
        return {
            "focal_point": focal_point,
            "delegation": focal_point.delegation,
            "edition": self.edition,
            "attended": _attended,
        }

    @property
    def rows_url(self) -> str:
        return url_for("delegations.new_delegates", delegation_id=self.focal_point.delegation_id)

    def count(self) -> None:
        limits.take(BY_FOCAL_POINT, "manage-delegation", self.focal_point.id)

    def with_passes(self, done: str) -> str:
        """What was done, and how its passes come."""
        if self.focal_point.is_confirmed:
            return done + " " + _("The new passes are on their way to you by e-mail.")
        return done + " " + _("Passes follow once the secretariat has confirmed your registration.")

    def back(self, said: str) -> Body:
        flash(said, "ok")
        return go("delegations.show", delegation_id=self.focal_point.delegation_id)


def _attended(participant: Participant) -> str:
    """The country sessions that a participant is expected at, in words."""
    return listed([at.name(current_language()) for at in participant.expected_at])


@bp.get("/delegations/<delegation_id>")
@requires(Permission.MANAGE_DELEGATION)
def show(delegation_id: str):
    acting = _Acting(delegation_id)
    return acting.page("show", delegates=queries.delegates_seen_by(acting.focal_point))


@bp.get("/delegations/<delegation_id>/delegates/new")
@requires(Permission.MANAGE_DELEGATION)
def new_delegates(delegation_id: str):
    acting = _Acting(delegation_id)
    return acting.page("add", form=PeopleForm(acting.edition), refusal=None, url=acting.rows_url)


@bp.post("/delegations/<delegation_id>/delegates/new")
@requires(Permission.MANAGE_DELEGATION, csrf_in_form=True)
def turn_rows(delegation_id: str):
    acting = _Acting(delegation_id)
    form = PeopleForm(acting.edition)
    form.turn(request.form.get("step", ""))
    shown = {"form": form, "refusal": None, "url": acting.rows_url, **acting.shown}
    if by_htmx():
        return fragment("delegations/add.html", "rows", **shown)
    return page("delegations/add.html", **shown)


@bp.post("/delegations/<delegation_id>/delegates")
@requires(Permission.MANAGE_DELEGATION, csrf_in_form=True)
def add(delegation_id: str):
    acting = _Acting(delegation_id)
    form = PeopleForm(acting.edition)
    if not form.validate():
        return acting.page("add", 422, form=form, refusal=None, url=acting.rows_url)
    try:
        acting.count()
        actions.add(acting.focal_point.id, form.typed_people, number=form.number.data, by=acting.grant.name)
    except Refused as refusal:
        return acting.page("add", refusal.status, form=form, refusal=refusal, url=acting.rows_url)
    return acting.back(acting.with_passes(_("Added.")))


# ---- One delegate ----


@bp.get("/delegations/<delegation_id>/delegates/<delegate_id>")
@requires(Permission.MANAGE_DELEGATION)
def edit(delegation_id: str, delegate_id: str):
    acting = _Acting(delegation_id)
    delegate = acting.delegate(delegate_id)
    form = DelegateForm(acting.edition, delegate, name=delegate.participant.name)
    return acting.page("change", delegate=delegate, form=form, refusal=None)


@bp.post("/delegations/<delegation_id>/delegates/<delegate_id>")
@requires(Permission.MANAGE_DELEGATION, csrf_in_form=True)
def change(delegation_id: str, delegate_id: str):
    acting = _Acting(delegation_id)
    form = DelegateForm(acting.edition, acting.delegate(delegate_id), name="")
    done = _("Saved. The pass stays the same.")
    return _try(acting, "change", delegate_id, form, _change, done)


def _change(focal_point_id: str, delegate_id: str, form: DelegateForm, by: str) -> None:
    actions.change(focal_point_id, delegate_id, form.person, version=form.version.data, by=by)


@bp.get("/delegations/<delegation_id>/delegates/<delegate_id>/replacement")
@requires(Permission.MANAGE_DELEGATION)
def new_replacement(delegation_id: str, delegate_id: str):
    acting = _Acting(delegation_id)
    delegate = acting.delegate(delegate_id)
    form = DelegateForm(acting.edition, delegate, name="")
    return acting.page("replace", delegate=delegate, form=form, refusal=None)


@bp.post("/delegations/<delegation_id>/delegates/<delegate_id>/replacement")
@requires(Permission.MANAGE_DELEGATION, csrf_in_form=True)
def replace(delegation_id: str, delegate_id: str):
    acting = _Acting(delegation_id)
    form = DelegateForm(acting.edition, acting.delegate(delegate_id), name="")
    done = acting.with_passes(_("Replaced. The old pass no longer works."))
    return _try(acting, "replace", delegate_id, form, _replace, done)


def _replace(focal_point_id: str, delegate_id: str, form: DelegateForm, by: str) -> None:
    version, number = form.version.data, form.number.data
    actions.replace(focal_point_id, delegate_id, form.person, version=version, number=number, by=by)


@bp.get("/delegations/<delegation_id>/delegates/<delegate_id>/withdrawal")
@requires(Permission.MANAGE_DELEGATION)
def ask_withdrawal(delegation_id: str, delegate_id: str):
    acting = _Acting(delegation_id)
    delegate = acting.delegate(delegate_id)
    form = WithdrawalForm(data={"version": str(delegate.version)})
    return acting.page("withdraw", delegate=delegate, form=form, refusal=None)


@bp.post("/delegations/<delegation_id>/delegates/<delegate_id>/withdrawal")
@requires(Permission.MANAGE_DELEGATION, csrf_in_form=True)
def withdraw(delegation_id: str, delegate_id: str):
    acting = _Acting(delegation_id)
    acting.delegate(delegate_id)
    done = _("Withdrawn. The pass no longer works.")
    return _try(acting, "withdraw", delegate_id, WithdrawalForm(), _withdraw, done)


def _withdraw(focal_point_id: str, delegate_id: str, form: WithdrawalForm, by: str) -> None:
    actions.withdraw(focal_point_id, delegate_id, version=form.version.data, by=by)


def _try(acting: _Acting, template: str, delegate_id: str, form: Form, act: Act, done: str) -> Body:
    """Acts on one delegate; refused, it shows what was typed beside the delegate as they stand now."""
    refusal = None
    if form.validate():
        try:
            acting.count()
            act(acting.focal_point.id, delegate_id, form, acting.grant.name)
            return acting.back(done)
        except Refused as reason:
            refusal = reason
    delegate = acting.delegate(delegate_id)
    if isinstance(refusal, Stale):
        form.version.data = str(delegate.version)  # now the person has seen it
    status = refusal.status if refusal else 422
    return acting.page(template, status, delegate=delegate, form=form, refusal=refusal)


# ---- Passes and links ----


@bp.post("/delegations/<delegation_id>/passes")
@requires(Permission.MANAGE_DELEGATION)
def send_passes(delegation_id: str):
    acting = _Acting(delegation_id)
    limits.take(PASSES, "send-passes", acting.focal_point.id)
    actions.send_passes(acting.focal_point.id)
    return acting.back(_("The passes are on their way to you by e-mail."))


def _address(focal_point_id: str) -> str:
    return url_for("delegations.show", delegation_id=queries.focal_point(focal_point_id).delegation_id)


def _lost_address(focal_point_id: str) -> str | None:
    try:
        focal_point = queries.focal_point(focal_point_id)
    except NotThere:
        return None  # an invitation that was withdrawn
    return url_for("delegations.lost_link", number=focal_point.delegation.edition_number)


links.serves(
    GrantKind.DELEGATION,
    links.Purpose(
        open=standing.open_link,
        address=_address,
        send_again=standing.send_link_again,
        lost=_lost_address,
    ),
)
