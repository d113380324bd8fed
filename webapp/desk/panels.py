"""The panel of a country session, as its coordinator composes it."""

from dataclasses import dataclass

from flask import flash, request
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import NotThere, Refused, Stale
from webapp.desk.blueprint import bp
from webapp.desk.panel_forms import AppearanceForm, PanellistForm, SlotForm
from webapp.editions.models import CountrySession
from webapp.participants.models import Appearance, OrganisationKind
from webapp.participants.words import APPEARANCES, KINDS
from webapp.programme import panels, queries, sittings, words
from webapp.programme.models import Statement
from webapp.programme.queries import Speaker
from webapp.selection import replying
from webapp.web.forms import number
from webapp.web.pages import Body, go, page

HERE = "/country-sessions/<country_session_id>"
SLOT = HERE + "/statements/<statement_id>"


@dataclass(frozen=True, slots=True)
class Row:
    """A slot as it is, and as everybody sees it. `place` is from 1."""

    place: int
    slot: Statement
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the hour is spent on; `left` is below nought where the statements alone take longer."""

    statements: int
    opening: int
    left: int | None


@bp.get(HERE)
@requires(Permission.MANAGE_PROGRAMME)
def panel(country_session_id: str) -> Body:
    return _panel(country_session_id)


def _panel(country_session_id: str, refusal: Refused | None = None) -> Body:
    country_session = queries.country_session(country_session_id)
    rows = _rows(country_session_id)
    return page(
        "desk/panel.html",
        refusal.status if refusal else 200,
        country_session=country_session,
        rows=rows,
        minutes=_minutes(country_session, rows),
        sitting=queries.sitting(country_session_id),
        kinds=KINDS,
        appearances=APPEARANCES,
        presences=words.presences,
        notes=words.notes,
        refusal=refusal,
    )


def _rows(country_session_id: str) -> list[Row]:
    slots = queries.slots(country_session_id)
    both = zip(slots, queries.shown(slots), strict=True)
    return [Row(place, slot, speaker) for place, (slot, speaker) in enumerate(both, 1)]


def _minutes(country_session: CountrySession, rows: list[Row]) -> Minutes:
    statements = sum(row.slot.minutes for row in rows if row.slot.panellist_id)
    opening = sum(row.slot.minutes for row in rows if not row.slot.panellist_id)
    whole = country_session.edition.session_minutes
    return Minutes(statements, opening, whole - statements - opening if whole else None)


# ---- Panellists ----


@bp.get(HERE + "/panellists/new")
@requires(Permission.MANAGE_PROGRAMME)
def new_panellist(country_session_id: str) -> Body:
    return _new_panellist(country_session_id, PanellistForm())


@bp.post(HERE + "/panellists/new")
@requires(Permission.MANAGE_PROGRAMME, csrf_in_form=True)
def add_panellist(country_session_id: str) -> Body:
    form = PanellistForm()
    if not form.validate():
        return _new_panellist(country_session_id, form, 422)
    try:
        panels.add(
            country_session_id,
            name=form.name.data,
            organisation=form.organisation.data,
            kind=OrganisationKind(form.kind.data),
            minutes=form.minutes.number,
            locale=form.language.data,
            by=_by(),
        )
    except Refused as refusal:
        form.refuse(refusal.message)
        return _new_panellist(country_session_id, form, refusal.status)
    return _done(country_session_id, _("The panellist is on the panel, and has a pass."))


def _new_panellist(country_session_id: str, form: PanellistForm, status: int = 200) -> Body:
    country_session = queries.country_session(country_session_id)
    return page("desk/new_panellist.html", status, country_session=country_session, form=form)


# ---- One slot ----


@bp.get(SLOT)
@requires(Permission.MANAGE_PROGRAMME)
def slot(country_session_id: str, statement_id: str) -> Body:
    row = _row(country_session_id, statement_id)
    form = SlotForm(place=str(row.place), minutes=str(row.slot.minutes), seen_at=str(row.place))
    return _slot(country_session_id, row, form)


@bp.post(SLOT)
@requires(Permission.MANAGE_PROGRAMME, csrf_in_form=True)
def change_slot(country_session_id: str, statement_id: str) -> Body:
    row, form = _row(country_session_id, statement_id), SlotForm()
    if not form.validate():
        return _slot(country_session_id, row, form, 422)
    try:
        # The move first: where the order is another by now, nothing of the form is kept.
        if form.place.data != form.seen_at.data:
            _move(country_session_id, statement_id, form.place.number, form.seen_at.data)
        panels.set_minutes(country_session_id, statement_id, form.minutes.number, by=_by())
    except Refused as refusal:
        return _panel(country_session_id, refusal)
    return _done(country_session_id, _("The order and the minutes are kept."))


@bp.post(SLOT + "/position")
@requires(Permission.MANAGE_PROGRAMME)
def move_slot(country_session_id: str, statement_id: str) -> Body:
    place = number(request.form.get("place"))
    try:
        _move(country_session_id, statement_id, place, request.form.get("seen_at"))
    except Refused as refusal:
        return _panel(country_session_id, refusal)
    return go("desk.panel", country_session_id=country_session_id)


def _move(country_session_id: str, statement_id: str, place: int, seen_at: str | None) -> None:
    panels.move(country_session_id, statement_id, place=place, seen_at=number(seen_at), by=_by())


@bp.post(SLOT + "/removal")
@requires(Permission.MANAGE_PROGRAMME)
def remove_panellist(country_session_id: str, statement_id: str) -> Body:
    """Whoever came by an application gives the place back with it: they are written to, and the next one moves up."""
    panellist = _row(country_session_id, statement_id).slot.panellist
    try:
        if panellist and panellist.application_id and replying.take_off(panellist.application_id, by=_by()):
            return _done(
                country_session_id, _("The panellist is off the panel. The mail to them is on its way.")
            )
        panels.remove(country_session_id, statement_id, by=_by())
    except Refused as refusal:
        return _panel(country_session_id, refusal)
    return _done(country_session_id, _("The panellist is off the panel."))


@bp.post(SLOT + "/return")
@requires(Permission.MANAGE_PROGRAMME)
def put_back(country_session_id: str, statement_id: str) -> Body:
    version = number(request.form.get("version"))
    try:
        sittings.put_back(country_session_id, statement_id, version=version, by=_by())
    except Refused as refusal:
        return _panel(country_session_id, refusal)
    return _done(country_session_id, _("The statement waits again."))


def _slot(country_session_id: str, row: Row, form: SlotForm, status: int = 200) -> Body:
    return page(
        "desk/slot.html",
        status,
        country_session=queries.country_session(country_session_id),
        row=row,
        form=form,
        sitting=queries.sitting(country_session_id),
        kinds=KINDS,
        appearances=APPEARANCES,
        presences=words.presences,
        notes=words.notes,
    )


def _row(country_session_id: str, statement_id: str) -> Row:
    """Raises NotThere."""
    found = (row for row in _rows(country_session_id) if row.slot.id == statement_id)
    row = next(found, None)
    if row is None:
        raise NotThere
    return row


# ---- How somebody appears ----


@bp.get(SLOT + "/appearance")
@requires(Permission.MANAGE_PROGRAMME)
def appearance(country_session_id: str, statement_id: str) -> Body:
    row = _row(country_session_id, statement_id)
    chosen = row.slot.panellist and row.slot.panellist.appearance
    return _appearance(country_session_id, row, AppearanceForm(appearance=chosen, seen=chosen or ""))


@bp.post(SLOT + "/appearance")
@requires(Permission.MANAGE_PROGRAMME, csrf_in_form=True)
def record_appearance(country_session_id: str, statement_id: str) -> Body:
    row, form = _row(country_session_id, statement_id), AppearanceForm()
    if not form.validate():
        return _appearance(country_session_id, row, form, 422)
    chosen = Appearance(form.appearance.data)
    try:
        panels.record_appearance(
            country_session_id, statement_id, chosen, seen=form.seen.data or "", by=_by()
        )
    except Stale as stale:
        now = _row(country_session_id, statement_id)
        as_it_is = now.slot.panellist.appearance
        fresh = AppearanceForm(formdata=None, appearance=as_it_is, seen=as_it_is or "")
        fresh.refuse(stale.message)
        return _appearance(country_session_id, now, fresh, stale.status)
    return _done(country_session_id, _("The choice of the panellist is kept."))


def _appearance(country_session_id: str, row: Row, form: AppearanceForm, status: int = 200) -> Body:
    if row.slot.panellist is None:
        raise NotThere
    country_session = queries.country_session(country_session_id)
    return page("desk/appearance.html", status, country_session=country_session, row=row, form=form)


def _by() -> str:
    return guard.holder(Permission.MANAGE_PROGRAMME).name


def _done(country_session_id: str, said: str) -> Body:
    flash(said, "ok")
    return go("desk.panel", country_session_id=country_session_id)
