"""Reads of safety lines: one as its holder sees it, and all of an edition as its coordinator does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from webapp.core import clock
from webapp.core.refused import NotThere
from webapp.editions.models import Edition, Format
from webapp.extensions import db
from webapp.participants.models import Category, Participant
from webapp.programme.models import Panellist, Presence
from webapp.safety.models import SafetyLine, SafetyWord, Word

WAIT_FOR_DESK = (Word.CALL_ME, Word.OFF_EVERYTHING)


def line(participant_id: str) -> SafetyLine:
    """With its participant and edition. Raises NotThere."""
    whole = joinedload(SafetyLine.participant).joinedload(Participant.edition)
    found = db.session.scalar(
        select(SafetyLine).where(SafetyLine.participant_id == participant_id).options(whole)
    )
    if found is None:
        raise NotThere
    return found


def said(participant_id: str, session: Session | None = None) -> list[SafetyWord]:
    """What was said over a line, the oldest first."""
    words = select(SafetyWord).where(SafetyWord.participant_id == participant_id)
    return list((session or db.session).scalars(words.order_by(SafetyWord.said_at, SafetyWord.id)))


def is_hidden(participant_id: str, session: Session | None = None) -> bool:
    """Whether they are off everything now."""
    hidden = select(func.count()).where(
        Panellist.participant_id == participant_id, Panellist.hidden_at.is_not(None)
    )
    return bool((session or db.session).scalar(hidden))


def stands_off(participant_id: str, session: Session | None = None) -> bool:
    """Whether nothing is left to hide: they are hidden, or sit on no panel any more."""
    shown = select(func.count()).where(
        Panellist.participant_id == participant_id, Panellist.hidden_at.is_(None)
    )
    return not (session or db.session).scalar(shown)


# ---- The coordinator's page ----


@dataclass(frozen=True, slots=True)
class Row:
    """One panellist as the coordinator sees them. Without a line there is nothing but who they are."""

    participant: Participant
    panels: Sequence[Panellist]
    line: SafetyLine | None
    words: Sequence[SafetyWord]

    @property
    def open_calls(self) -> list[SafetyWord]:
        """The calls that nobody answered, the oldest first."""
        return [word for word in self.words if word.word == Word.CALL_ME and word.answered_at is None]

    @property
    def open_removal(self) -> SafetyWord | None:
        """Taken off everything, and nobody has seen to what is left to do."""
        removals = (each for each in self.words if each.word == Word.OFF_EVERYTHING and not each.answered_at)
        return next(removals, None)

    @property
    def hidden(self) -> bool:
        return any(panellist.hidden_at for panellist in self.panels)

    @property
    def arrived_at(self) -> datetime | None:
        return self._first(Word.ARRIVED)

    @property
    def home_at(self) -> datetime | None:
        return self._first(Word.HOME)

    @property
    def travels(self) -> bool:
        """Whether they came, or are to come, into the room."""
        return (
            self.arrived_at is not None
            or self.home_at is not None
            or any(panellist.presence == Presence.IN_ROOM for panellist in self.panels)
        )

    @property
    def is_settled(self) -> bool:
        return self.line is not None and (self.line.settled_at is not None or self.home_at is not None)

    @property
    def silent(self) -> bool:
        """Nothing was heard from them until the instant after which silence shows."""
        line = self.line
        overdue = line is not None and line.home_by is not None and clock.now() >= line.home_by
        return overdue and self.travels and not self.is_settled

    def _first(self, word: Word) -> datetime | None:
        return next((each.said_at for each in self.words if each.word == word), None)


def row(line: SafetyLine, session: Session) -> Row:
    """One panellist, by their line."""
    on_panels = select(Panellist).where(Panellist.participant_id == line.participant_id)
    panels = session.scalars(on_panels.order_by(Panellist.country_session_id, Panellist.id)).all()
    return Row(line.participant, panels, line, said(line.participant_id, session))


@dataclass(frozen=True, slots=True)
class Board:
    """An edition's panellists. The first three are what waits for somebody, the most urgent first."""

    calls: list[Row]
    removals: list[Row]
    silent: list[Row]
    everybody: list[Row]
    travels: bool

    @property
    def waiting(self) -> int:
        """How many people are among the first three."""
        return len({row.participant.id for row in (*self.calls, *self.removals, *self.silent)})


def board(edition: Edition) -> Board:
    """In four statements, however many there are."""
    rows = _rows(edition)
    calls = [row for row in rows if row.open_calls]
    removals = [row for row in rows if row.open_removal]
    return Board(
        calls=sorted(calls, key=lambda row: row.open_calls[0].said_at),
        removals=sorted(removals, key=lambda row: row.open_removal.said_at),
        silent=[row for row in rows if row.silent],
        everybody=rows,
        travels=edition.format != Format.VIRTUAL,
    )


def editions_with_lines() -> list[Edition]:
    """Those of whose panellists something is to be heard, the newest first: lines are erased soon after the week."""
    numbers = select(Participant.edition_number).join(SafetyLine, SafetyLine.participant_id == Participant.id)
    wanted = select(Edition).where(Edition.number.in_(numbers))
    return list(db.session.scalars(wanted.order_by(Edition.starts_on.desc(), Edition.number.desc())))


def _rows(edition: Edition) -> list[Row]:
    """Whoever sits on a panel, and whoever has a line and sits on none any more, by name."""
    with_line = select(SafetyLine.participant_id)
    people = db.session.scalars(
        select(Participant)
        .where(Participant.edition_number == edition.number)
        .where(or_(Participant.category == Category.PANELLIST, Participant.id.in_(with_line)))
        .order_by(Participant.name_folded, Participant.id)
    ).all()
    panels, lines, words = _panels(edition), _lines(edition), _words(edition)
    rows = [Row(each, panels.get(each.id, ()), lines.get(each.id), words.get(each.id, ())) for each in people]
    return [row for row in rows if row.panels or row.line]


def _panels(edition: Edition) -> dict[str, list[Panellist]]:
    found = (
        select(Panellist)
        .join(Participant, Participant.id == Panellist.participant_id)
        .where(Participant.edition_number == edition.number)
        .options(joinedload(Panellist.country_session))
        .order_by(Panellist.country_session_id, Panellist.id)
    )
    return _by_participant(db.session.scalars(found))


def _lines(edition: Edition) -> dict[str, SafetyLine]:
    of_edition = (
        select(SafetyLine)
        .join(Participant, Participant.id == SafetyLine.participant_id)
        .where(Participant.edition_number == edition.number)
    )
    return {line.participant_id: line for line in db.session.scalars(of_edition)}


def _words(edition: Edition) -> dict[str, list[SafetyWord]]:
    of_edition = (
        select(SafetyWord)
        .join(Participant, Participant.id == SafetyWord.participant_id)
        .where(Participant.edition_number == edition.number)
        .order_by(SafetyWord.said_at, SafetyWord.id)
    )
    return _by_participant(db.session.scalars(of_edition))


def _by_participant(rows) -> dict[str, list]:
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(row.participant_id, []).append(row)
    return found
