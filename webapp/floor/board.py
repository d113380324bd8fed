"""What the moderators' page shows: the sitting, the whole queue, and what was done last."""

from datetime import timedelta

from sqlalchemy import Row

from webapp.core.refused import NotThere
from webapp.floor import act_words, queries
from webapp.floor.names import names, ways
from webapp.programme import queries as programme
from webapp.questions import order, undo
from webapp.questions import queries as questions
from webapp.questions.models import WAITING
from webapp.questions.queries import ModeratorsView

TEMPLATE = "floor/moderation.html"
# The parts of the page that change, as the stream brings them: what it swaps in first, the others by their ids.
LIVE = ("board", "facts", "controls")

# For so long the last act is offered to be undone with the time beside it; then quietly, for as long as it can be.
PROMINENT = timedelta(seconds=30)


def context(country_session_id: str) -> dict[str, object]:
    """Everything, as a moderator sees it."""
    country_session = queries.country_session(country_session_id)
    sitting = programme.sitting_view(country_session_id)
    queue = questions.queue_of(country_session_id)
    view = questions.moderators_view(country_session_id)
    named = names(country_session, sitting.speakers)
    return {
        "country_session": country_session,
        "zone": country_session.edition.zone,
        "sitting": sitting,
        "sitting_version": programme.sitting(country_session_id).version,
        "board": view,
        "round": queue.round if queue else 1,
        "suggested": order.suggestions(country_session_id),
        "in_this_order": ",".join(question.id for question in view.waiting),
        "prominent_for": PROMINENT,
        "last_act": undo.last_act(country_session_id),
        "done_word": lambda act: act_words.done(
            act.verb, named["mission"](act.mission) if act.mission else ""
        ),
        **named,
        **ways(country_session),
    }


def question(country_session_id: str, question_id: str) -> Row:
    """One question as the moderators see it. Raises NotThere."""
    found = find(questions.moderators_view(country_session_id), question_id)
    if found is None:
        raise NotThere
    return found


def find(view: ModeratorsView, question_id: str) -> Row | None:
    """None where there is no such question, or where it was withdrawn."""
    alone = (*view.inbox, *view.returned, *view.waiting, *view.round, *view.done)
    merged = (other for others in view.merged.values() for other in others)
    return next((known for known in (*alone, *merged) if known.id == question_id), None)


def leaders(view: ModeratorsView, merged: Row) -> list[Row]:
    """The questions with which this one can be asked: those in its own language first, then as the queue has them."""
    # What waits is not merged into what nobody has approved yet: it would be lost from the queue.
    waits = merged.status in WAITING
    offered = view.waiting if waits else (*view.waiting, *view.inbox)
    others = [other for other in offered if other.id != merged.id]
    return sorted(others, key=lambda other: other.language != merged.language)
