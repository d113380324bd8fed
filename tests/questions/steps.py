"""What delegates and moderators do in one country session, each seeing everything as it stands."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from webapp.core import clock
from webapp.extensions import db
from webapp.questions import asking, moderating, queries, undo
from webapp.questions.models import Answer, Question, QuestionKind, Wish


def ask(held, here, text="What steps?", **words):
    """The id of a new question; the clock goes on a second, so that it is later than what was asked before."""
    clock.set_for_tests(clock.now() + timedelta(seconds=1))
    words = {"text": text, "language": "en", **words}
    return asking.ask(here, held.id, submission=str(uuid4()), **words, by=f"pass:{held.id}")


def edit(held, question_id, text="Other words", **words):
    words = {"language": "en", "kind": QuestionKind.WRITTEN, "panellist_id": None, "version": 0, **words}
    words["version"] = words["version"] or stands(question_id).version
    asking.edit(question_id, held.participant_id, text=text, **words, by="test")


def withdraw(held, question_id):
    asking.withdraw(question_id, held.participant_id, by="test")


def stands(question_id):
    db.session.rollback()
    return db.session.get_one(Question, question_id)


def status(*question_ids):
    return [str(stands(question_id).status) for question_id in question_ids]


def does(act, question_id, here, **how):
    """A moderator's act upon a page that shows the present state."""
    clock.set_for_tests(clock.now() + timedelta(seconds=1))
    shown = {"version": stands(question_id).version, **how}
    act(question_id, here, **shown, by="staff:test")


def approved(held, here, text="What steps?", **words):
    question_id = ask(held, here, text, **words)
    does(moderating.approve, question_id, here)
    return question_id


def call(question_id, here):
    does(moderating.call, question_id, here, floor=on_floor(here))


def answer(question_id, here, answer=Answer.SPOKEN):
    does(moderating.answer, question_id, here, answer=answer)


def give_back(question_id, here):
    does(moderating.give_back, question_id, here, wish=Wish.SHORTER)


def merge(question_id, into, here):
    does(moderating.merge, question_id, here, into=into, into_version=stands(into).version)


def undo_last(here):
    undo.undo(undo.last_act(here).id, here, by="staff:test")


def on_floor(here):
    there = board(here).on_floor
    return there.id if there else ""


def board(here):
    db.session.rollback()
    return queries.moderators_view(here)


def waiting(here):
    """The texts of those that wait, in their order."""
    return [question.text for question in board(here).waiting]


def room(here):
    db.session.rollback()
    return queries.room_view(here)


def own(here, mission):
    db.session.rollback()
    return queries.own_view(here, mission)


def shown(here):
    """Everything that anybody sees, but for the versions, which undoing raises."""
    db.session.rollback()
    queue = queries.queue_of(here)
    unversioned = [
        tuple(value for name, value in row._asdict().items() if name != "version")
        for row in db.session.execute(queries.in_queue(queue.id))
    ]
    rows = db.session.execute(queries.in_queue(queue.id)).all()
    everybodys = {
        mission: [replace(question, version=0) for question in own_questions]
        for mission, own_questions in queries.for_missions(rows).items()
    }
    lists = queries.for_moderators(rows)
    ids = [
        [row.id for row in rows]
        for rows in (lists.inbox, lists.returned, lists.waiting, lists.round, lists.done)
    ]
    return room(here), unversioned, everybodys, ids, queue.round
