"""Who may read which application, and the scores that count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from webapp.access.permissions import HOLDERS, Permission
from webapp.accounts.models import Staff
from webapp.applications.models import Application, ApplicationStatus
from webapp.core.refused import NotThere
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.review.models import Assessment, Assignment, Criterion, Recusal


def is_recused(staff_id: object) -> ColumnElement[bool]:
    """Whether the person of `staff_id` (a value or a column) must not judge the Application of the statement around."""
    recusal = aliased(Recusal)
    covers = exists().where(
        recusal.staff_id == staff_id,
        recusal.edition_number == Application.edition_number,
        or_(
            recusal.country_session_id == Application.country_session_id,
            recusal.organisation_folded == Application.organisation_folded,
        ),
    )
    # However deep it stands: the statement around says which application, and whose.
    return covers.correlate_except(recusal)


# The one way in which a reviewer finds anything: what was assigned to them, is not withdrawn, and is not hidden.
_SEEN = (
    select(Application)
    .join(Assignment, Assignment.application_id == Application.id)
    .join(Application.country_session)
    .where(
        Assignment.staff_id == bindparam("staff_id"),
        Application.status == ApplicationStatus.SENT,
        ~is_recused(bindparam("staff_id")),
    )
    .options(contains_eager(Application.country_session))
)
_ONE_SEEN = _SEEN.where(Application.id == bindparam("application_id"))
_PILE = (
    _SEEN.add_columns(Assessment)
    .outerjoin(
        Assessment,
        and_(
            Assessment.application_id == Application.id,
            Assessment.staff_id == bindparam("staff_id"),
        ),
    )
    .order_by(
        Application.edition_number.desc(),
        Assessment.id.is_not(None),
        CountrySession.position,
        Application.sent_at,
        Application.id,
    )
)
_LEFT = (
    select(func.count())
    .select_from(Application)
    .join(Assignment, Assignment.application_id == Application.id)
    .where(
        Assignment.staff_id == bindparam("staff_id"),
        Application.edition_number.in_(bindparam("numbers", expanding=True)),
        Application.status == ApplicationStatus.SENT,
        ~is_recused(bindparam("staff_id")),
        ~exists().where(
            Assessment.application_id == Application.id, Assessment.staff_id == bindparam("staff_id")
        ),
    )
)
_HIDDEN = select(Application.id).where(
    Application.edition_number == bindparam("number"),
    # Most have recused themselves from nothing: this is asked once, and then no application is looked at.
    exists().where(Recusal.staff_id == bindparam("staff_id"), Recusal.edition_number == bindparam("number")),
    is_recused(bindparam("staff_id")),
)
_ASSESSMENTS = (
    select(Assessment, Staff, is_recused(Assessment.staff_id))
    .join(Staff, Staff.id == Assessment.staff_id)
    .join(Application, Application.id == Assessment.application_id)
    .where(Assessment.application_id == bindparam("application_id"))
    .order_by(Assessment.assessed_at, Assessment.id)
)


_READERS = (
    select(Staff).where(Staff.role.in_(HOLDERS[Permission.REVIEW])).order_by(Staff.role.desc(), Staff.email)
)


@dataclass(frozen=True, slots=True)
class Given:
    """An assessment and who gave it. `counts` is false where they have recused themselves since."""

    assessment: Assessment
    staff: Staff
    counts: bool


def is_of_before(assessment: Assessment, application: Application) -> bool:
    """Whether the application was sent again after it was given: it may be about what is no longer so."""
    return application.sent_at is not None and assessment.assessed_at < application.sent_at


def application_read_by(staff_id: str, application_id: str, session: Session | None = None) -> Application:
    """One that a reviewer is to read. Raises NotThere for every other: unassigned, withdrawn, hidden."""
    asked = {"staff_id": staff_id, "application_id": application_id}
    found = (session or db.session).scalar(_ONE_SEEN, asked)
    if found is None:
        raise NotThere
    return found


def pile(staff_id: str) -> list[tuple[Application, Assessment | None]]:
    """What a reviewer is to read, each with what they made of it; what waits comes first."""
    return [tuple(row) for row in db.session.execute(_PILE, {"staff_id": staff_id})]


def left_to_read(staff_id: str, edition_numbers: Sequence[int]) -> int:
    asked = {"staff_id": staff_id, "numbers": list(edition_numbers)}
    return db.session.scalar(_LEFT, asked)


def hidden_from(staff_id: str, edition_number: int, session: Session | None = None) -> frozenset[str]:
    """The ids of the applications of an edition that somebody must not judge: of every status, read by them or not."""
    asked = {"staff_id": staff_id, "number": edition_number}
    return frozenset((session or db.session).scalars(_HIDDEN, asked))


def own_assessment(staff_id: str, application_id: str, session: Session | None = None) -> Assessment | None:
    mine = select(Assessment).filter_by(application_id=application_id, staff_id=staff_id)
    return (session or db.session).scalar(mine)


def assessments(application_id: str) -> list[Given]:
    """All of one application, the oldest first."""
    rows = db.session.execute(_ASSESSMENTS, {"application_id": application_id})
    return [Given(assessment, staff, not recused) for assessment, staff, recused in rows]


def assessments_seen_by(staff_id: str, application_id: str) -> list[Given]:
    """Those of others that count, for a reviewer who has given their own; before that, none."""
    given = assessments(application_id)
    if not any(each.staff.id == staff_id for each in given):
        return []
    return [each for each in given if each.counts and each.staff.id != staff_id]


def sent_application(number: int, application_id: str) -> Application:
    """One that was sent to this edition, and maybe withdrawn since, for the coordinator. Raises NotThere."""
    found = db.session.get(Application, application_id)
    if found is None or found.edition_number != number or found.sent is None:
        raise NotThere
    return found


def readers_of(application_id: str) -> Sequence[Staff]:
    """Who is to read one application, in the order of their addresses."""
    given = (
        select(Staff)
        .join(Assignment, Assignment.staff_id == Staff.id)
        .join(Application, Application.id == Assignment.application_id)
        .where(Assignment.application_id == application_id, ~is_recused(Staff.id))
    )
    return db.session.scalars(given.order_by(Staff.email)).all()


def free_to_read(application_id: str) -> Sequence[Staff]:
    """Who may be given one application and has not got it, as `readers`."""
    has_it = select(Assignment.staff_id).where(Assignment.application_id == application_id)
    must_not = exists().where(Application.id == application_id, is_recused(Staff.id))
    return db.session.scalars(_READERS.where(Staff.id.not_in(has_it), ~must_not)).all()


def loads(number: int) -> dict[str, tuple[int, int]]:
    """By person: how many applications of an edition they have to read, and how many of these they have scored."""
    count = (
        select(Assignment.staff_id, func.count(), func.count(Assessment.id))
        .join(Application, Application.id == Assignment.application_id)
        .outerjoin(
            Assessment,
            and_(
                Assessment.application_id == Assignment.application_id,
                Assessment.staff_id == Assignment.staff_id,
            ),
        )
        .where(
            Application.edition_number == number,
            Application.status == ApplicationStatus.SENT,
            ~is_recused(Assignment.staff_id),
        )
        .group_by(Assignment.staff_id)
    )
    return {staff_id: (given, scored) for staff_id, given, scored in db.session.execute(count)}


def readers(session: Session | None = None) -> Sequence[Staff]:
    """Who may be given applications to read: reviewers first, in the order of their addresses."""
    return (session or db.session).scalars(_READERS).all()


def mean(criteria: Sequence[Criterion], scores: dict[str, int]) -> float | None:
    """The weighted mean of an assessment, from 0 to 5; None where nothing of it is about these criteria."""
    return weighted([(each.id, each.weight) for each in criteria], scores)


def weighted(weights: Iterable[tuple[str, int]], scores: dict[str, int]) -> float | None:
    """As `mean`, where (id, weight) of each criterion is all that is at hand."""
    known = [(weight, scores[criterion_id]) for criterion_id, weight in weights if criterion_id in scores]
    total = sum(weight for weight, _score in known)
    return sum(weight * score for weight, score in known) / total if total else None
