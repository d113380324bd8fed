"""Reads of what was handed in: what somebody may read of one country session, and how much there is of an edition."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from webapp.briefing.models import HandedIn, Part, Proposal, ProposalKind, Readers, StatementText
from webapp.briefing.reading import any_may_read
from webapp.briefing.standing import Standing
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.refused import Stale
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.programme import queries as programme
from webapp.programme.models import Panellist, Presence, Statement, StatementStatus
from webapp.programme.queries import Speaker

FILES = (Part.FACTSHEET, Part.VIDEO)
TRIES = 3


# ---- What they may read ----


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody may read of one speaker; there is at least one part of it.

    `number` is the place among the panellists, by which files are named. `readers` says for each part that is here who
    reads it.
    """

    speaker: Speaker
    number: int
    presence: Presence
    readers: dict[Part, Readers]
    text: StatementText | None
    proposals: list[Proposal]
    factsheet: StoredFile | None
    video: StoredFile | None

    @property
    def has_documents(self) -> bool:
        """Whether there is anything beside proposals."""
        return bool(self.readers.keys() - {Part.PROPOSALS})


def readings(country_session_id: str, who: Standing) -> list[Reading]:
    """The panel in its order, without those of whom `who` may read nothing.

    PostgreSQL shows each statement what is committed by then. A version that came for the panel alone must not come out
    under the choice that stood for the one before it: what changed meanwhile is read again. Raises Stale where it goes
    on changing.
    """
    for _try in range(TRIES):
        before = _marks(country_session_id)
        found = _readings(country_session_id, who)
        if _marks(country_session_id) == before:
            return found
        db.session.expire_all()
    raise Stale(_("What stands here is being changed at this moment. Load this page again."))


def _marks(country_session_id: str) -> list[tuple]:
    """What decides on the readers of a panel's parts, on how its speakers are named, and on which version stands."""
    wanted = (
        select(
            *(HandedIn.panellist_id, HandedIn.part, HandedIn.version, HandedIn.readers),
            *(Panellist.hidden_at, Panellist.appearance, Statement.status),
        )
        .join(Panellist, Panellist.id == HandedIn.panellist_id)
        .join(Statement, Statement.panellist_id == Panellist.id)
        .where(Panellist.country_session_id == country_session_id)
        .order_by(HandedIn.panellist_id, HandedIn.part)
    )
    return [tuple(row) for row in db.session.execute(wanted)]


def _readings(country_session_id: str, who: Standing) -> list[Reading]:
    slots = [slot for slot in programme.slots(country_session_id) if slot.panellist]
    shown = {speaker.panellist_id: speaker for speaker in programme.shown(slots)}
    open_to = _open_to(who, _handed_in(Panellist.country_session_id == country_session_id))
    contents = _Contents(open_to)
    found = [
        contents.of(slot, shown[slot.panellist_id], number, open_to[slot.panellist_id])
        for number, slot in enumerate(slots, 1)
        if slot.panellist_id in open_to
    ]
    return [reading for reading in found if reading.readers]


_Row = tuple[HandedIn, Panellist, StatementStatus]


def _handed_in(where: object) -> list[_Row]:
    """Every part that was ever handed in, with what decides on its readers."""
    wanted = (
        select(HandedIn, Panellist, Statement.status)
        .join(Panellist, Panellist.id == HandedIn.panellist_id)
        .join(CountrySession, CountrySession.id == Panellist.country_session_id)
        .join(Statement, Statement.panellist_id == Panellist.id)
        .where(where, HandedIn.version > 0)
    )
    return [tuple(row) for row in db.session.execute(wanted)]


def _open_to(who: Standing, rows: Iterable[_Row]) -> dict[str, dict[Part, Readers]]:
    """By panellist: the parts that `who` may read, each with who else may."""
    found: dict[str, dict[Part, Readers]] = defaultdict(dict)
    for part, panellist, status in rows:
        if any_may_read(part, status, panellist.hidden_at is not None, who.as_readers_of(panellist)):
            found[part.panellist_id][part.part] = part.readers or Readers.PANEL
    return found


class _Contents:
    """The newest version of each part that is open, read for a whole panel at once."""

    def __init__(self, open_to: dict[str, dict[Part, Readers]]):
        def having(*parts: Part) -> list[str]:
            return [each for each, known in open_to.items() if known.keys() & set(parts)]

        self.texts = texts_of(having(Part.TEXT))
        self.files = _files(having(*FILES))
        self.proposals = defaultdict(list)
        for proposal in _proposals(having(Part.PROPOSALS)):
            self.proposals[proposal.panellist_id].append(proposal)

    def of(self, slot: Statement, speaker: Speaker, number: int, open_to: dict[Part, Readers]) -> Reading:
        found = {
            Part.TEXT: self.texts.get(slot.panellist_id),
            Part.PROPOSALS: self.proposals.get(slot.panellist_id, []),
            **{part: self.files.get((slot.panellist_id, part)) for part in FILES},
        }
        # What was handed in may have been taken away again.
        there = {part: content for part, content in found.items() if part in open_to and content}
        return Reading(
            speaker=speaker,
            number=number,
            presence=slot.panellist.presence,
            readers={part: open_to[part] for part in Part if part in there},
            text=there.get(Part.TEXT),
            proposals=there.get(Part.PROPOSALS, []),
            factsheet=there.get(Part.FACTSHEET),
            video=there.get(Part.VIDEO),
        )


def texts_of(panellist_ids: Sequence[str]) -> dict[str, StatementText]:
    wanted = select(StatementText).where(_is_newest(panellist_ids))
    return {text.panellist_id: text for text in db.session.scalars(wanted)} if panellist_ids else {}


def _is_newest(panellist_ids: Sequence[str]) -> ColumnElement[bool]:
    """The newest version of a text, unless it is empty."""
    newest = (
        select(StatementText.panellist_id, func.max(StatementText.version))
        .where(StatementText.panellist_id.in_(panellist_ids))
        .group_by(StatementText.panellist_id)
    )
    return tuple_(StatementText.panellist_id, StatementText.version).in_(newest) & (StatementText.text != "")


def _proposals(panellist_ids: Sequence[str]) -> Sequence[Proposal]:
    if not panellist_ids:
        return []
    wanted = select(Proposal).where(Proposal.panellist_id.in_(panellist_ids))
    return db.session.scalars(wanted.order_by(Proposal.panellist_id, Proposal.position, Proposal.id)).all()


def _files(panellist_ids: Sequence[str]) -> dict[tuple[str, Part], StoredFile]:
    """The newest that is whole; what stood before it nobody is given."""
    if not panellist_ids:
        return {}
    wanted = select(StoredFile).where(*_are_whole(panellist_ids))
    found = db.session.scalars(wanted.order_by(StoredFile.created_at, StoredFile.id))
    return {(stored.subject_id, Part(stored.purpose)): stored for stored in found}


def _are_whole(panellist_ids: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        StoredFile.subject_id.in_(panellist_ids),
        StoredFile.purpose.in_(FILES),
        StoredFile.status == FileStatus.READY,
    )


# ---- How much there is ----


@dataclass(frozen=True, slots=True)
class Counts:
    """How much somebody may read of one country session."""

    texts: int
    questions: int
    recommendations: int
    factsheets: int
    videos: int


def counts(edition_number: int, who: Standing) -> dict[str, Counts]:
    """By country session; those of which `who` may read nothing are left out."""
    rows = _handed_in(CountrySession.edition_number == edition_number)
    open_to = _open_to(who, rows)
    there = how_many(list(open_to))
    found: dict[str, Counter[object]] = defaultdict(Counter)
    for part, panellist, _status in rows:
        if part.part in open_to.get(part.panellist_id, {}):
            found[panellist.country_session_id] += there[part.panellist_id, part.part]
    return {here: _counts(many) for here, many in found.items() if many}


def how_many(
    panellist_ids: Sequence[str], session: Session | None = None
) -> dict[tuple[str, Part], Counter[object]]:
    """By panellist and part: how many there are of each thing; of proposals, by kind."""
    found: dict[tuple[str, Part], Counter[object]] = defaultdict(Counter)
    if not panellist_ids:
        return found
    session = session or db.session()
    for panellist_id in session.scalars(select(StatementText.panellist_id).where(_is_newest(panellist_ids))):
        found[panellist_id, Part.TEXT][Part.TEXT] = 1
    files = select(StoredFile.subject_id, StoredFile.purpose).where(*_are_whole(panellist_ids))
    for subject_id, purpose in session.execute(files):
        found[subject_id, Part(purpose)][Part(purpose)] = 1
    kinds = (
        select(Proposal.panellist_id, Proposal.kind, func.count())
        .where(Proposal.panellist_id.in_(panellist_ids))
        .group_by(Proposal.panellist_id, Proposal.kind)
    )
    for panellist_id, kind, many in session.execute(kinds):
        found[panellist_id, Part.PROPOSALS][kind] = many
    return found


def _counts(many: Counter[object]) -> Counts:
    return Counts(
        texts=many[Part.TEXT],
        questions=many[ProposalKind.QUESTION],
        recommendations=many[ProposalKind.RECOMMENDATION],
        factsheets=many[Part.FACTSHEET],
        videos=many[Part.VIDEO],
    )
