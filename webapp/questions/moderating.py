"""What moderators do with a question. Each act is one transaction, can be undone, and tells exactly whom it concerns.

Every one is given the version that the page showed, and raises Stale where the question is another by now.
"""

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from webapp.core import clock
from webapp.core.refused import NotThere, Refused, Stale
from webapp.questions.acts import CHANGED, must_be_current, must_be_in, on_question, on_queue, to_the_end
from webapp.questions.merging import hand_over, lead, led_by
from webapp.questions.models import (
    IN_ROUND,
    OPEN,
    WAITING,
    Answer,
    Question,
    QuestionKind,
    QuestionStatus,
    Queue,
    Reason,
    Wish,
)

_S = QuestionStatus


def approve(question_id: str, country_session_id: str, *, version: int, by: str) -> None:
    """From the inbox into the queue, at its end; also what was returned, as it is."""
    with on_question("approve", question_id, country_session_id, version, by) as (session, question):
        must_be_in(question, {_S.PENDING, _S.RETURNED})
        question.become(_S.APPROVED, clock.now())
        question.wish = None
        to_the_end(session, question)


def give_back(question_id: str, country_session_id: str, *, wish: Wish, version: int, by: str) -> None:
    """To its asker, with a wish. Those that were to be asked together with it do not wait for that."""
    with on_question("give-back", question_id, country_session_id, version, by) as (session, question):
        hand_over(session, question)
        question.become(_S.RETURNED, clock.now())
        question.wish = wish


def leave_out(question_id: str, country_session_id: str, *, reason: Reason, version: int, by: str) -> None:
    """Not taken up, for a reason that judges nobody; nor are those that it leads. It can be brought back."""
    with on_question("leave-out", question_id, country_session_id, version, by) as (_session, question):
        question.become(_S.NOT_TAKEN_UP, clock.now())
        question.reason = reason
        question.wish = None


def merge(
    question_id: str, country_session_id: str, *, into: str, into_version: int, version: int, by: str
) -> None:
    """Has a question asked together with `into`, which leads; so are those that it led itself.

    Raises NotThere where `into` is of another queue, Refused where it is the same or is pending and this one is not:
    what was approved would be lost from the queue. Stale unless `into` is pending or waits, with that version.
    """
    with on_question("merge", question_id, country_session_id, version, by) as (session, question):
        leader = session.get(Question, into)
        if leader is None or leader.queue_id != question.queue_id:
            raise NotThere
        if leader is question:
            raise Refused(_("Choose another question with which this one is asked."))
        must_be_current(leader, into_version)
        must_be_in(leader, WAITING | {_S.PENDING})
        if leader.status == _S.PENDING and question.status in WAITING:
            raise Refused(
                _("The other question is not approved yet. Approve it first, or merge it into this one.")
            )
        others = led_by(session, question)
        question.become(_S.MERGED, clock.now())
        question.merged_into_id = leader.id
        lead(session, leader, others)


def mend(
    question_id: str, country_session_id: str, *, text: str, language: str, version: int, by: str
) -> None:
    """Corrects the words, such as a typing error. What its asker wrote is kept beside, and the asker is told."""
    with on_question("mend", question_id, country_session_id, version, by) as (_session, question):
        must_be_in(question, OPEN | IN_ROUND)
        if question.kind == QuestionKind.WRITTEN and not text.strip():
            raise Refused(_("Write the question."))
        if (text, language) == (question.text, question.language):
            return
        as_asked = question.text if question.text_as_asked is None else question.text_as_asked
        question.text_as_asked = None if text == as_asked else as_asked
        question.text, question.language = text, language
        _reworded(question)


def translate(
    question_id: str, country_session_id: str, *, text: str, language: str, version: int, by: str
) -> None:
    """Puts a translation beside the words; without a text takes it away."""
    with on_question("translate", question_id, country_session_id, version, by) as (_session, question):
        must_be_in(question, OPEN | IN_ROUND)
        if language == question.language and text:
            raise Refused(
                _("The question is in this language already. Choose the language of the translation.")
            )
        question.translation = text or None
        question.translation_language = language if text else None
        _reworded(question)


def _reworded(question: Question) -> None:
    # Not `has_changed`: the lists go by when a question came into them, and there it stays where it is.
    question.version += 1


def mark_next(question_id: str, country_session_id: str, *, version: int, by: str) -> None:
    """Tells the room that this mission is next. Several may be."""
    with on_question("mark-next", question_id, country_session_id, version, by) as (_session, question):
        must_be_in(question, {_S.APPROVED})  # not one that is merged: what it is asked with is marked
        question.become(_S.NEXT, clock.now())


def call(question_id: str, country_session_id: str, *, floor: str, version: int, by: str) -> None:
    """Puts the question on every screen. The one that was there has been heard, and stays in the round.

    `floor` is the question that the page showed there, or "". Raises Stale where it is another by now: of two
    moderators who call at once, one wins.
    """
    with on_question("call", question_id, country_session_id, version, by) as (session, question):
        of_queue = Question.queue_id == question.queue_id
        there = session.scalar(select(Question).where(of_queue, Question.status == _S.ON_FLOOR))
        if there is question:
            raise Stale(CHANGED)
        if (there.id if there else "") != floor:
            raise Stale(_("Somebody else changed what is on the floor. Here is how it stands now."))
        if there:
            there.become(_S.HEARD, clock.now())
            session.flush()  # the database lets no second one come to the floor, not even for an instant
        question.become(_S.ON_FLOOR, clock.now())
        question.round = session.get_one(Queue, question.queue_id).round


def answer(question_id: str, country_session_id: str, *, answer: Answer, version: int, by: str) -> None:
    """Done with a question that was put, and what became of it."""
    with on_question("answer", question_id, country_session_id, version, by) as (_session, question):
        question.become(_S.ANSWERED, clock.now())
        question.answer = answer


def bring_back(question_id: str, country_session_id: str, *, version: int, by: str) -> None:
    """Back among those that wait: while it is being put, or marked next, to the place that it had, else to the end.

    One that was merged is asked on its own again: in the inbox, where nobody has approved it.
    """
    keeps_its_place = IN_ROUND | {_S.NEXT}
    with on_question("bring-back", question_id, country_session_id, version, by) as (session, question):
        must_be_in(question, keeps_its_place | {_S.ANSWERED, _S.NOT_TAKEN_UP, _S.MERGED})
        was_never_approved = question.status == _S.MERGED and question.position == 0
        if was_never_approved:
            question.become(_S.PENDING, clock.now())
        else:
            if question.status not in keeps_its_place:
                to_the_end(session, question)
            question.become(_S.APPROVED, clock.now())
        question.reason = question.answer = question.round = question.merged_into_id = None


def close_round(country_session_id: str, *, round: int, by: str) -> None:
    """The panel has answered what was put in this round; the next question opens another.

    Raises Stale where it is not the present round, Refused where nothing was put in it.
    """
    with on_queue("close-round", country_session_id, by) as (session, held):
        if held.queue.round != round:
            raise Stale(_("Somebody else closed this round. Here is how it stands now."))
        of_queue = Question.queue_id == held.queue.id
        put = session.scalars(select(Question).where(of_queue, Question.status.in_(IN_ROUND))).all()
        if not put:
            raise Refused(_("No question has been put in this round yet."))
        for question in put:
            question.become(_S.ANSWERED, clock.now())
            question.answer = question.answer or Answer.SPOKEN
        held.queue.round += 1
