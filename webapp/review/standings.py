"""All the applications of an edition beside each other: how far they are read, how they score, which may be the same.

Two thousand of them are put in order for one page, so they come by one Core statement, and what is alike is worked out
once.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    Engine,
    String,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import joinedload

from webapp.applications.models import Application, ApplicationStatus
from webapp.core.live import versions
from webapp.extensions import db
from webapp.review import criteria, queries
from webapp.review.holding import applications_topic, topic
from webapp.review.models import Assessment, Assignment, Recusal

_a, _recusal = Application.__table__.c, Recusal.__table__.c
_BETWEEN = "|"  # stands in no JSON that holds ids and numbers alone


def _counts_of(table) -> ColumnElement[bool]:
    """Of this application, by somebody who is not recused from it. Most are recused from nothing: they are asked first,
    and of the others alone it is looked up."""
    covers = exists().where(
        _recusal.staff_id == table.staff_id,
        _recusal.edition_number == _a.edition_number,
        or_(
            _recusal.country_session_id == _a.country_session_id,
            _recusal.organisation_folded == _a.organisation_folded,
        ),
    )
    hidden = covers.correlate_except(Recusal.__table__)  # the application is that of the statement around
    somebody = table.staff_id.in_(bindparam("recused", expanding=True))
    return and_(table.application_id == _a.id, ~and_(somebody, hidden))


_given, _assigned = Assessment.__table__.c, Assignment.__table__.c
_SENT = and_(_a.edition_number == bindparam("number"), _a.status == bindparam("status"))
_APPLICATIONS = select(
    _a.id,
    _a.organisation,
    _a.organisation_folded,
    func.lower(_a.email),
    _a.country_session_id,
    type_coerce(_a.kind, String),
    type_coerce(_a.sent_at, String),
).where(_SENT)
# Only the head of each row is read for this, unless somebody is recused.
_SCORES = select(
    _a.id,
    select(func.aggregate_strings(cast(_given.scores, Text), _BETWEEN))
    .where(_counts_of(_given))
    .scalar_subquery(),
    select(func.count()).select_from(Assignment.__table__).where(_counts_of(_assigned)).scalar_subquery(),
).where(_SENT)
_scope = _a.sent["scope"].as_string()
_FACTS = select(_a.id, _a.country_session_id, type_coerce(_a.kind, String), _scope).where(
    _a.edition_number == bindparam("number"), _a.status == ApplicationStatus.SENT
)
_OF_SCOPE = select(_a.id).where(_a.edition_number == bindparam("number"), _scope == bindparam("scope"))
_RECUSED = select(_recusal.staff_id).where(_recusal.edition_number == bindparam("number")).distinct()
_COUNTS = (
    select(type_coerce(_a.status, String), func.count())
    .where(_a.edition_number == bindparam("number"))
    .group_by(_a.status)
)
# Apart, because the ids stand in no index with the status, and all rows would be read for them.
_COUNTS_WITHOUT = _COUNTS.where(_a.id.not_in(bindparam("hidden", expanding=True)))


Names = tuple[str | None, str | None]  # the folded organisation, and the address


class Standing(NamedTuple):
    """One application. `mean` is that of all the scores that count, `spread` how far the highest reader is from the
    lowest; None where there is none, or no second. `twin`: the same applicant applies for this State twice;
    `elsewhere`: for another State too; `names` are what they are known by for this. `sent_at` is the database's own: to
    put them in order, and for nothing else."""

    id: str
    organisation: str
    country_session_id: str
    kind: str
    sent_at: object
    names: Names
    twin: bool
    elsewhere: bool
    readers: int
    scored: int
    mean: float | None
    spread: float | None


class Facts(NamedTuple):
    """What an application is counted by."""

    id: str
    country_session_id: str
    kind: str
    scope: str | None


def counts(number: int, hidden: Collection[str] = ()) -> Mapping[str, int]:
    """How many applications of each status; drafts too, of which nothing else is known here."""
    asked = {"number": number, "hidden": list(hidden)} if hidden else {"number": number}
    found = db.session.execute(_COUNTS_WITHOUT if hidden else _COUNTS, asked)
    return Counter(dict(map(tuple, found)))


def facts(number: int) -> list[Facts]:
    """Of each that was sent, in no order. The scope lies within its answers, so nothing else asks for it."""
    return [Facts(*row) for row in db.session.execute(_FACTS, {"number": number})]


def of_scope(number: int, scope: str) -> set[str]:
    """The ids of those that work there."""
    return set(db.session.scalars(_OF_SCOPE, {"number": number, "scope": scope}))


def standings(number: int, status: ApplicationStatus = ApplicationStatus.SENT) -> Sequence[Standing]:
    """All that were sent (or withdrawn), in no order. Read once for each version.

    The rows of applications are wide, and nothing takes as long as to read them: they are read anew where one of them
    changed, and not for a score. How many there are is asked as well, in case some are erased in a way that raises no
    version.
    """
    topics = applications_topic(number), topic(number)
    # Before the rows: were they newer than their mark, they would merely be read once more.
    raised, tally = versions.read(list(topics)), counts(number)
    about = number, status
    sent = _once(("sent", *about), (raised[topics[0]], tally), lambda: _applications(*about))
    return _once(("all", *about), (raised, tally), lambda: _standings(*about, sent))


def without(every: Sequence[Standing], hidden: Collection[str]) -> Sequence[Standing]:
    """As if the hidden ones were not there: they are nobody's duplicates either."""
    shown = [row for row in every if row.id not in hidden]
    if len(shown) == len(every):
        return every
    same = _Applicants((*row.names, row.country_session_id) for row in shown)
    return [_marked(row, *same.of(*row.names, row.country_session_id)) for row in shown]


def _marked(row: Standing, twin: bool, elsewhere: bool) -> Standing:
    if (row.twin, row.elsewhere) == (twin, elsewhere):
        return row
    return row._replace(twin=twin, elsewhere=elsewhere)


# By database: in a test there is another each time.
_kept: WeakKeyDictionary[Engine, dict[tuple, tuple]] = WeakKeyDictionary()


def _once(name: tuple, mark: object, read: Callable[[], Sequence]) -> Sequence:
    """What `read` gave when the mark became this one."""
    kept = _kept.setdefault(db.engine, {})
    known = kept.get(name)
    if known is None or known[0] != mark:
        known = kept[name] = mark, read()
    return known[1]


def _applications(number: int, status: ApplicationStatus) -> Sequence[tuple]:
    """What is known of each beside its scores. In no order: the database takes longer to sort rows this wide than to
    read them."""
    rows = db.session.execute(_APPLICATIONS, {"number": number, "status": status}).all()
    same = _Applicants((row[2], row[3], row[4]) for row in rows)
    return [
        (application_id, organisation, country_session_id, kind, sent_at, (folded, email))
        + same.of(folded, email, country_session_id)
        for application_id, organisation, folded, email, country_session_id, kind, sent_at in rows
    ]


def _standings(number: int, status: ApplicationStatus, sent: Sequence[tuple]) -> Sequence[Standing]:
    recused = db.session.scalars(_RECUSED, {"number": number}).all()
    asked = {"number": number, "status": status, "recused": recused or [""]}
    scores = {row[0]: row for row in db.session.execute(_SCORES, asked)}
    marks = _marks(tuple((each.id, each.weight) for each in criteria.of_edition(number)))
    found = []
    for facts_of_one in sent:
        _id, texts, readers = scores.get(facts_of_one[0], _UNREAD)
        found.append(Standing(*facts_of_one, readers, *marks[texts]))
    return found


_UNREAD = (None, None, 0)

Weights = tuple[tuple[str, int], ...]  # (id, weight) of each criterion


@lru_cache(maxsize=8)
def _marks(weights: Weights) -> "_Marks":
    return _Marks(weights)


class _Marks(dict[str | None, tuple[int, float | None, float | None]]):
    """How many have scored, the mean of them, and how far apart they are: by the text of all their scores.

    The text says it all, so what was worked out once holds for every later request.
    """

    def __init__(self, weights: Weights):
        super().__init__({None: _NO_MARKS})
        self.weights = weights

    def __missing__(self, scores: str) -> tuple[int, float | None, float | None]:
        means = [_mean(self.weights, each) for each in scores.split(_BETWEEN)]
        spread = max(means) - min(means) if len(means) > 1 else None
        if len(self) > _KEPT_MOST:
            self.clear()
            self[None] = _NO_MARKS
        self[scores] = marks = len(means), sum(means) / len(means), spread
        return marks


_NO_MARKS = (0, None, None)
_KEPT_MOST = 10_000


@lru_cache(maxsize=_KEPT_MOST)
def _mean(weights: Weights, scores: str) -> float:
    return queries.weighted(weights, json.loads(scores)) or 0.0


class _Applicants:
    """Who stands in an edition more than once: by the folded name, or by the address that they gave."""

    def __init__(self, applicants: Iterable[tuple[str | None, str | None, str]]):
        """(folded organisation, address, country session) of each application."""
        known = [(name, here) for folded, email, here in applicants for name in (folded, email)]
        self.everywhere = Counter(name for name, _here in known)
        self.repeated = {name for name, times in self.everywhere.items() if name and times > 1}
        self.here = Counter(each for each in known if each[0] in self.repeated)

    def of(self, folded: str | None, email: str | None, country_session_id: str) -> tuple[bool, bool]:
        """Whether they apply more than once for this State, and whether for another. No folded name is an address."""
        twin = elsewhere = False
        for name in self.repeated & {folded, email}:
            here = self.here[name, country_session_id]
            twin = twin or here > 1
            elsewhere = elsewhere or self.everywhere[name] > here
        return twin, elsewhere


def same_applicant(application: Application) -> Sequence[Application]:
    """The other applications of the edition that name the same organisation or the same address, as they came."""
    same = []
    if application.organisation_folded:
        same.append(Application.organisation_folded == application.organisation_folded)
    if application.email:
        same.append(func.lower(Application.email) == application.email.lower())
    others = select(Application).where(
        Application.edition_number == application.edition_number,
        Application.status == ApplicationStatus.SENT,
        Application.id != application.id,
        or_(false(), *same),
    )
    others = others.options(joinedload(Application.country_session))
    return db.session.scalars(others.order_by(Application.sent_at, Application.id)).all()
