"""An act takes no more statements with twenty questions than with four: the floor is as quick when a morning ends."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.questions import steps
from webapp.core import clock
from webapp.extensions import db
from webapp.questions import moderating, order, queries, undo
from webapp.questions.models import Answer, Reason

FEW, MANY = 4, 20
# Rows are written in the order of their random ids, and one that changes in other columns than the rest splits them.
SPLIT = 2


@contextmanager
def counted():
    """Counts what is sent to the database; many rows in one statement are one."""
    sent = []

    def note(_connection, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def later():
    """Every row that changes gets another time, and what was read before is forgotten."""
    clock.set_for_tests(clock.now() + timedelta(seconds=1))
    db.session.rollback()


def queue(here, held, how_many):
    """Questions that wait, all of one mission, so that each act tells as many topics."""
    return [steps.approved(held, here, str(number)) for number in range(how_many)]


def heard(here, held, how_many):
    asked = queue(here, held, how_many)
    for question in asked:
        steps.call(question, here)
    return asked


def led(here, held, how_many):
    asked = queue(here, held, how_many)
    for question in asked[1:]:
        steps.merge(question, asked[0], here)
    return [asked[0], steps.approved(held, here, "the other")]


def take_suggestion(here, asked):
    last = asked[-1]
    steps.does(order.move, last, here, place=1, seen_at=len(asked))
    shown = [question.id for question in steps.board(here).waiting]
    return lambda: order.take_suggestion(here, seen=shown, by="test")


def act(verb, which=0, **how):
    return lambda here, asked: (
        lambda: verb(asked[which], here, version=steps.stands(asked[which]).version, **how, by="test")
    )


def merge(here, asked):
    shown = {"into_version": steps.stands(asked[1]).version, "version": steps.stands(asked[0]).version}
    return lambda: moderating.merge(asked[0], here, into=asked[1], **shown, by="test")


CASES = {
    "leave out": (queue, act(moderating.leave_out, reason=Reason.TIME)),
    "mend": (queue, act(moderating.mend, text="Words", language="fr")),
    "mark next": (queue, act(moderating.mark_next)),
    "call": (queue, act(moderating.call, floor="")),
    "answer": (heard, act(moderating.answer, which=-1, answer=Answer.SPOKEN)),
    "bring back": (heard, act(moderating.bring_back)),
    "move": (queue, lambda here, asked: act(order.move, -1, place=1, seen_at=len(asked))(here, asked)),
    "take suggestion": (queue, take_suggestion),
    "close round": (heard, lambda here, asked: lambda: moderating.close_round(here, round=1, by="test")),
    "merge": (led, merge),
    "suggest": (queue, lambda here, asked: lambda: order.suggestions(here)),
    "last act": (queue, lambda here, asked: lambda: undo.last_act(here)),
    "board": (queue, lambda here, asked: lambda: queries.moderators_view(here)),
}


@pytest.mark.parametrize("case", CASES)
def test_no_more_statements_for_many_questions_than_for_few(here, elsewhere, chile, case):
    prepared, made = CASES[case]
    counts, undone = [], []
    for country_session, how_many in ((here, FEW), (elsewhere, MANY)):
        do = made(country_session, prepared(country_session, chile, how_many))
        later()
        with counted() as sent:
            do()
        counts.append(len(sent))
        newest = undo.last_act(country_session).id
        later()
        with counted() as sent:
            undo.undo(newest, country_session, by="test")
        undone.append(len(sent))
    assert abs(counts[1] - counts[0]) <= SPLIT
    assert abs(undone[1] - undone[0]) <= SPLIT


def test_asking_and_withdrawing_too(here, elsewhere, chile):
    counts = []
    for country_session, how_many in ((here, FEW), (elsewhere, MANY)):
        asked = queue(country_session, chile, how_many)
        with counted() as sent:
            steps.ask(chile, country_session)
            steps.edit(chile, asked[0])
            steps.give_back(asked[0], country_session)
            steps.withdraw(chile, asked[0])
        counts.append(len(sent))
    assert abs(counts[1] - counts[0]) <= SPLIT
