"""Who reads which application: spread evenly by one click, or given and taken one by one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from webapp.applications.models import Application, ApplicationStatus
from webapp.core import audit, clock
from webapp.core.refused import NotThere, Refused
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession
from webapp.review import queries
from webapp.review.holding import hold
from webapp.review.models import Assignment, Recusal

READERS = range(1, 6)  # for one application


@dataclass(frozen=True, slots=True)
class Spread:
    """What one click did. `short` counts the applications for which too few are left who may read them."""

    assigned: int
    short: int


@dataclass(slots=True)
class _Waiting:
    """An application that needs readers, and who has it already."""

    application_id: str
    state: str
    organisation: str
    read_by: set[str]


def spread(
    number: int, staff_ids: Collection[str], *, readers: int, country_session_id: str | None = None, by: str
) -> Spread:
    """Gives every application (of one State, where that is said) as many `readers` as are wanted, out of `staff_ids`.

    What somebody has already stays with them. The load is even over all that each has to read in the edition; who reads
    a State goes on reading it as long as that keeps it even. The same rows give the same result.
    """
    if readers not in READERS:
        raise Refused(
            _("Write how many read each as a number from %(least)s to %(most)s.", least=1, most=READERS[-1])
        )
    with transaction() as session:
        hold(session, number)
        order = [person.id for person in queries.readers(session) if person.id in set(staff_ids)]
        if not order:
            raise Refused(_("Choose at least one person to read them."))
        every = _applications(session, number)
        loads = Counter(dict.fromkeys(order, 0))
        loads.update(staff_id for each in every for staff_id in each.read_by if staff_id in loads)
        waiting = [
            each for each in every if len(each.read_by) < readers and country_session_id in (None, each.state)
        ]
        given = _given_out(waiting, order, loads, readers, _recusals(session, number))
        _assign(session, given, by)
        short = sum(len(each.read_by) < readers for each in waiting)
        return Spread(len(given), short)


def _given_out(
    waiting: Sequence[_Waiting],
    order: Sequence[str],
    loads: Counter[str],
    readers: int,
    recused: Mapping[str, set[str]],
) -> list[tuple[str, str]]:
    """(application, reader), application by application in the order given. Counts them into `loads` and `read_by`."""
    given: list[tuple[str, str]] = []
    level = _level(loads, sum(readers - len(each.read_by) for each in waiting))
    of_state: Counter[tuple[str, str]] = Counter()
    for each in waiting:
        while len(each.read_by) < readers:
            may = [
                staff_id
                for staff_id in order
                if staff_id not in each.read_by and not recused[staff_id] & {each.state, each.organisation}
            ]
            if not may:
                break
            chosen = min(
                may,
                key=lambda staff_id: (
                    max(0, loads[staff_id] + 1 - level),
                    -of_state[staff_id, each.state],
                    loads[staff_id],
                ),
            )
            given.append((each.application_id, chosen))
            each.read_by.add(chosen)
            loads[chosen] += 1
            of_state[chosen, each.state] += 1
    return given


def _level(loads: Mapping[str, int], more: int) -> int:
    """How much each has in the end, where `more` is poured over `loads` until it is even: rounded down."""
    level = min(loads.values())
    while sum(max(0, level + 1 - load) for load in loads.values()) <= more:
        level += 1
    return level


def _applications(session: Session, number: int) -> list[_Waiting]:
    """Those that were sent, State by State in the edition's order, then as they came."""
    sent = (
        select(
            Application.id,
            Application.country_session_id,
            Application.organisation_folded,
        )
        .join(CountrySession, CountrySession.id == Application.country_session_id)
        .where(Application.edition_number == number, Application.status == ApplicationStatus.SENT)
        .order_by(CountrySession.position, Application.sent_at, Application.id)
    )
    have = (
        select(Assignment.application_id, Assignment.staff_id)
        .join(Application, Application.id == Assignment.application_id)
        .where(Application.edition_number == number, ~queries.is_recused(Assignment.staff_id))
    )
    read_by: dict[str, set[str]] = defaultdict(set)
    for application_id, staff_id in session.execute(have):
        read_by[application_id].add(staff_id)
    return [_Waiting(*row, read_by[row.id]) for row in session.execute(sent)]


def _recusals(session: Session, number: int) -> Mapping[str, set[str]]:
    """By person: the ids of the country sessions and the folded names of what they must not judge."""
    found: dict[str, set[str]] = defaultdict(set)
    for recusal in session.scalars(select(Recusal).where(Recusal.edition_number == number)):
        found[recusal.staff_id].add(recusal.country_session_id or recusal.organisation_folded)
    return found


def _assign(session: Session, given: Sequence[tuple[str, str]], by: str) -> None:
    if given:
        now = clock.now()
        session.execute(
            insert(Assignment),
            [
                {"application_id": application_id, "staff_id": staff_id, "assigned_at": now}
                for application_id, staff_id in given
            ],
        )
        named = (f"{application_id}:{staff_id}" for application_id, staff_id in given)
        audit.record(session, "assign", "assignment", *named, by=by)


def assign(number: int, application_id: str, staff_id: str, *, by: str) -> None:
    """One application for one person. Twice is once. Raises Refused where they recused themselves; NotThere."""
    with transaction() as session:
        hold(session, number)
        application = _sent(session, number, application_id)
        if staff_id not in {person.id for person in queries.readers(session)}:
            raise NotThere
        here = select(Application.id).where(Application.id == application.id, queries.is_recused(staff_id))
        if session.scalar(here):
            raise Refused(_("This person must not judge it: see the recusals."))
        if session.get(Assignment, (application_id, staff_id)) is None:
            _assign(session, [(application_id, staff_id)], by)


def take_away(number: int, application_id: str, staff_id: str, *, by: str) -> None:
    """Twice is once. Raises Refused where they have scored it; NotThere."""
    with transaction() as session:
        hold(session, number)
        _sent(session, number, application_id)
        found = session.get(Assignment, (application_id, staff_id))
        if found is None:
            return
        if queries.own_assessment(staff_id, application_id, session):
            raise Refused(
                _("They have scored it, and the score counts. Where it must not, record a recusal.")
            )
        session.delete(found)
        audit.record(session, "take-away", "assignment", f"{application_id}:{staff_id}", by=by)


def _sent(session: Session, number: int, application_id: str) -> Application:
    """Raises NotThere."""
    found = session.get(Application, application_id)
    if found is None or found.edition_number != number or found.status != ApplicationStatus.SENT:
        raise NotThere
    return found
