"""What becomes of a place that was offered: confirmed, with a seat on the panel and a pass; turned down, also later; or
taken away by the coordinator."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.permissions import GrantKind
from webapp.applications import sending
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import audit, clock, jobs
from webapp.core.refused import NotThere, Refused
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.participants.models import Appearance, Pass
from webapp.programme import panels
from webapp.programme import queries as programme
from webapp.programme.audiences import told_of_sitting
from webapp.programme.holding import hold
from webapp.programme.models import Panellist
from webapp.safety import lines as safety_lines
from webapp.selection import mails, offers, queries
from webapp.selection.models import Decision, Outcome, Reply


def confirm(application_id: str, *, by: str) -> None:
    """They will speak: a seat at the decided place, a pass, and the mail with it. Twice is once.

    Raises Refused once the date has passed, and NotThere where no place was offered.
    """
    with _replying(application_id) as (session, decision):
        if decision.reply == Reply.CONFIRMED:
            return
        if decision.application.status != ApplicationStatus.SENT:
            raise Refused(_("This application was withdrawn."))
        if decision.application.sent_at > decision.decided_at:
            raise Refused(
                _("You sent your application again after it was decided on. Write to the secretariat.")
            )
        if decision.reply == Reply.OPEN and clock.now() >= decision.reply_until:
            raise Refused(
                _(
                    "The time to confirm is over, and the place is not kept any longer. Write to the secretariat."
                )
            )
        _answer(session, decision, Reply.CONFIRMED, by)
        mails.own_pass(session, decision, _take_seat(session, decision, by))


def turn_down(application_id: str, *, by: str) -> None:
    """They will not speak, or no longer: the next of the waiting list moves up. Twice is once.

    Raises Refused where they speak already or questions were put to them, and NotThere where no place was offered.
    """
    with _replying(application_id) as (session, decision):
        if decision.reply != Reply.TURNED_DOWN:
            _give_back(session, decision, by)


def _give_back(session: Session, decision: Decision, by: str) -> None:
    try:
        country_session = _end_place(session, decision, Reply.TURNED_DOWN, by)
    except _Needed:
        raise Refused(
            _(
                "Questions were put to you, or your statement has begun, so the place cannot be given back"
                " here. Write to the secretariat, or speak to the moderator."
            )
        ) from None
    mails.turned_down(session, decision)
    offers.move_up(session, country_session, decision, by=by)


def take_off(application_id: str, *, by: str) -> bool:
    """The coordinator takes whoever confirmed off the panel: as `turn_down`, with a mail that says who did it.

    False where nobody has a seat by this application that was confirmed, and nothing is done. Raises Refused where they
    speak already or questions were put to them.
    """
    with transaction() as session:
        application = queries.hold(session, application_id)
        decision = session.get(Decision, application_id)
        if decision is None or decision.reply != Reply.CONFIRMED:
            return False
        if queries.seat_of(application, session) is None:
            return False
        country_session = _end_place(session, decision, Reply.TAKEN_OFF, by)
        mails.taken_off(session, decision)
        offers.move_up(session, country_session, decision, by=by)
        return True


@jobs.handles(sending.WITHDRAWAL)
def withdraw(application_id: str) -> None:
    """Whoever withdraws the application gives the place back with it. Where that is no longer possible, the builder
    shows the coordinator that somebody on the panel has withdrawn."""
    try:
        with _replying(application_id) as (session, decision):
            if decision.reply in (Reply.OPEN, Reply.CONFIRMED):
                _give_back(session, decision, by=f"{GrantKind.APPLICATION}:{application_id}")
    except (NotThere, Refused):
        return


def send_pass(application_id: str) -> None:
    """Mails the way to the pass once more. Raises NotThere where there is none."""
    with _replying(application_id) as (session, decision):
        held = queries.pass_of(session, decision.application)
        if decision.reply != Reply.CONFIRMED or held is None:
            raise NotThere
        mails.own_pass(session, decision, held)


@contextmanager
def _replying(application_id: str) -> Iterator[tuple[Session, Decision]]:
    with transaction() as session:
        queries.hold(session, application_id)
        decision = session.get(Decision, application_id)
        if decision is None or decision.released_at is None or decision.outcome != Outcome.ACCEPTED:
            raise NotThere
        yield session, decision


def _answer(session: Session, decision: Decision, reply: Reply, by: str) -> None:
    decision.answer(reply)
    decision.replied_at = clock.now()
    decision.version += 1
    for job in (offers.REMINDER, offers.LAPSE):
        jobs.forget(session, job, [decision.application_id])
    audit.record(session, str(reply), "decision", decision.application_id, by=by)


# ---- The seat on the panel ----


class _Needed(Refused):
    """The panel cannot do without them any more."""


def _end_place(session: Session, decision: Decision, reply: Reply, by: str) -> CountrySession:
    """Whatever became of it, the place is theirs no longer, nor is the seat. Raises _Needed."""
    was_confirmed = decision.reply == Reply.CONFIRMED
    _answer(session, decision, reply, by)
    country_session = hold(session, decision.application.country_session_id)
    if was_confirmed:
        _leave_seat(session, country_session, decision.application, by)
    return country_session


def _take_seat(session: Session, decision: Decision, by: str) -> Pass:
    application, sent = decision.application, decision.application.sent
    country_session = hold(session, application.country_session_id)
    if country_session.status == CountrySessionStatus.NOT_HELD:
        raise Refused(_("This country session will not be held. The secretariat will write to you."))
    with told_of_sitting(session, country_session.id):
        if programme.sitting(country_session.id, session).under_review_opens:
            panels.give_opening(session, country_session.id)
        panellist = panels.seat(
            session,
            country_session,
            name=str(sent["speaker"]),
            organisation=application.organisation,
            kind=application.kind,
            minutes=decision.minutes,
            locale=application.locale,
            by=by,
            application_id=application.id,
            appearance=Appearance(sent["appearance"]) if sent.get("appearance") else None,
            photographed=sent.get("photographs") == "yes",
            before=_next_on_panel(session, decision),
        )
    safety_lines.open(
        session,
        panellist.participant,
        email=application.email or str(sent["email"]),
        locale=application.locale,
        edition=application.edition,
    )
    return queries.pass_of(session, application)


def _next_on_panel(session: Session, decision: Decision) -> str | None:
    """The panellist who confirmed already and whose decided place comes after this one."""
    behind = (
        select(Panellist.id)
        .join(Decision, Decision.application_id == Panellist.application_id)
        .where(
            Panellist.country_session_id == decision.application.country_session_id,
            Decision.position > decision.position,
        )
        .order_by(Decision.position)
        .limit(1)
    )
    return session.scalar(behind)


def _leave_seat(session: Session, country_session: CountrySession, application: Application, by: str) -> None:
    with told_of_sitting(session, country_session.id):
        for panellist in session.scalars(queries.panellists_of(application)):
            try:
                panels.unseat(session, panellist, by=by)
            except Refused as refusal:
                raise _Needed(refusal.message) from None
