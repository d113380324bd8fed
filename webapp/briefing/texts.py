"""The text of a statement: its versions, each of which is kept, and how long it takes to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.applications import answers
from webapp.briefing.handing_in import hand_in, hold, must_be_open, standing_of
from webapp.briefing.models import Part, StatementText
from webapp.core import clock, limits
from webapp.core.refused import NotThere, Stale
from webapp.core.transaction import transaction
from webapp.extensions import db

WORDS_A_MINUTE = 120  # product: simultaneous speech is about that fast; interpreters keep up with it
MOST = 50_000  # characters: more than an hour of speech, so that nobody is refused for being long
SAVES = "60 per hour"
KEPT = 50  # versions: a page shows them all


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is, and how many seconds it takes at WORDS_A_MINUTE, a begun one counted whole."""

    words: int
    seconds: int


def length(text: str) -> Length:
    words = answers.words(text)
    return Length(words, -(-words * 60 // WORDS_A_MINUTE))


# ---- What is there ----


def versions(panellist_id: str, session: Session | None = None) -> Sequence[StatementText]:
    """The newest first: that one stands."""
    wanted = select(StatementText).where(StatementText.panellist_id == panellist_id)
    return (session or db.session).scalars(wanted.order_by(StatementText.version.desc())).all()


def current(panellist_id: str, session: Session | None = None) -> StatementText | None:
    wanted = select(StatementText).where(StatementText.panellist_id == panellist_id)
    return (session or db.session).scalar(wanted.order_by(StatementText.version.desc()).limit(1))


def version(panellist_id: str, number: int) -> StatementText:
    """Raises NotThere."""
    return _of(versions(panellist_id), number)


def _of(known: Sequence[StatementText], number: int) -> StatementText:
    found = next((each for each in known if each.version == number), None)
    if found is None:
        raise NotThere
    return found


# ---- Writing it ----


def save(panellist_id: str, text: str, language: str, *, seen: int, by: str) -> bool:
    """A new version, unless it says what the newest says already: whether there is one. `text` is clean (core.text).

    `seen` is the number of the version that the page showed, 0 for none: raises Stale where another one stands, and
    Refused once the week is over.
    """
    limits.take(SAVES, "save-statement", panellist_id)
    with transaction() as session:
        held = hold(session, panellist_id)
        newest = current(panellist_id, session)
        if newest and (newest.text, newest.language) == (text, language):
            return False  # sent twice is once
        must_be_open(held)
        _must_have_seen(session, panellist_id, seen)
        _add(session, panellist_id, text, language, by)
        return True


def bring_back(panellist_id: str, number: int, *, seen: int, by: str) -> bool:
    """An older version once more, as a new one; as `save`. Raises NotThere where there is none of this number."""
    limits.take(SAVES, "save-statement", panellist_id)
    with transaction() as session:
        held = hold(session, panellist_id)
        known = versions(panellist_id, session)
        old, newest = _of(known, number), known[0]
        if (newest.text, newest.language) == (old.text, old.language):
            return False
        must_be_open(held)
        _must_have_seen(session, panellist_id, seen)
        _add(session, panellist_id, old.text, old.language, by)
        return True


def _must_have_seen(session: Session, panellist_id: str, seen: int) -> None:
    if standing_of(session, panellist_id, Part.TEXT).version != seen:
        raise Stale(_("The text was changed on another page or device meanwhile. Nothing was overwritten."))


def _add(session: Session, panellist_id: str, text: str, language: str, by: str) -> None:
    row = hand_in(session, panellist_id, Part.TEXT, by=by)
    session.add(
        StatementText(
            panellist_id=panellist_id,
            version=row.version,
            language=language,
            text=text,
            written_at=clock.now(),
        )
    )
    oldest = StatementText.version <= row.version - KEPT
    session.execute(delete(StatementText).where(StatementText.panellist_id == panellist_id, oldest))


def take_back(panellist_id: str, *, seen: int, by: str) -> None:
    """Erases every version: nobody reads it any more, and nobody can bring it back. Raises Stale, Refused."""
    with transaction() as session:
        held = hold(session, panellist_id)
        known = versions(panellist_id, session)
        if not known:
            return
        must_be_open(held)
        _must_have_seen(session, panellist_id, seen)
        hand_in(session, panellist_id, Part.TEXT, by=by)
        for each in known:
            session.delete(each)
