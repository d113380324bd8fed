"""A limit that was used up at one server is used up at the other."""

from tests.several_processes.test_streams import ask_once_more
from webapp.extensions import db
from webapp.floor import phone
from webapp.questions.models import Question


def test_questions_are_counted_over_both_servers(pair, delegate, floor):
    """Each server alone would let all of these through."""
    most = int(phone.WRITES.split()[0])

    asked = [ask_once_more(delegate, pair.urls[number % 2], floor) for number in range(most + 2)]
    assert asked == [303] * most + [429, 429]
    db.session.rollback()
    assert db.session.query(Question).count() == most
