"""One queue may serve several country sessions: their screens show the same, one question is on the floor of all."""

from uuid import uuid4

import pytest

from tests import factories
from webapp.core.live import versions
from webapp.core.refused import Stale
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.programme import audiences
from webapp.questions import asking, moderating, queries
from webapp.questions.models import Question, Queue, QueueCountrySession


@pytest.fixture
def sessions(app):
    """The ids of three country sessions, of which the first two have one queue."""
    made = [one.id for one in factories.edition().country_sessions[:3]]
    queue = Queue()
    db.session.add(queue)
    db.session.flush()
    db.session.add_all(QueueCountrySession(country_session_id=one, queue_id=queue.id) for one in made[:2])
    db.session.commit()
    return made


@pytest.fixture
def held(sessions):
    issued = factories.issued_pass(db.session.get(Edition, 44), mission="FJ")
    return issued.id


def asked_in(country_session_id, held, text):
    made = asking.ask(country_session_id, held, submission=str(uuid4()), text=text, language="en", by="test")
    moderating.approve(made, country_session_id, version=1, by="test")
    return made


def test_each_shows_the_questions_of_both_and_the_third_its_own(sessions, held):
    for country_session_id, text in zip(sessions, "abc", strict=True):
        asked_in(country_session_id, held, text)
    seen = [[one.text for one in queries.moderators_view(session).waiting] for session in sessions]
    assert seen == [["a", "b"], ["a", "b"], ["c"]]


def test_a_change_is_told_to_the_screens_of_both(sessions, held):
    asked_in(sessions[0], held, "a")
    topics = [audiences.hall(session) for session in sessions]
    read = versions.read(topics)
    assert [read[topic] for topic in topics] == [1, 1, 0]


def test_one_question_is_on_the_floor_of_both_and_one_of_the_third(sessions, held):
    first, second, third = (asked_in(*each) for each in zip(sessions, [held] * 3, "abc", strict=True))
    moderating.call(first, sessions[1], floor="", version=2, by="test")
    with pytest.raises(Stale):
        moderating.call(second, sessions[1], floor="", version=2, by="test")
    moderating.call(third, sessions[2], floor="", version=2, by="test")
    assert [db.session.get_one(Question, one).status for one in (first, second, third)] == [
        "on_floor",
        "approved",
        "on_floor",
    ]
