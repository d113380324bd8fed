"""What waits is its delegation's and the moderators' alone: on no page, in no frame, not even as a rising number."""

import pytest

from tests import factories
from webapp.core.live import versions
from webapp.extensions import db
from webapp.programme import audiences
from webapp.questions import asking, moderating, order
from webapp.questions.audiences import own
from webapp.questions.models import Answer, QuestionKind, Reason
from webapp.questions.models import QuestionStatus as S

SECRET = "Why were the journalists detained?"
HTMX = {"HX-Request": "true"}
UNSEEN = [S.PENDING, S.APPROVED, S.NEXT, S.ANSWERED, S.NOT_TAKEN_UP]


@pytest.fixture
def people(delegate_of, screen, moderator):
    return {
        "asker": delegate_of("FJ", "Seini Tora").browser,
        "colleague": delegate_of("FJ", "Josaia Koroi").browser,
        "another mission": delegate_of("NO", "Kari Nordmann").browser,
        "State under Review": delegate_of("TM", "Aman Berdiyev").browser,
        "hall": screen,
        "moderator": moderator,
    }


# All that each can open in this country session, as page and as part.
PAGES = {
    "asker": ["", "/questions", "/questions/new"],
    "colleague": ["", "/questions", "/questions/new"],
    "another mission": ["", "/questions", "/questions/new"],
    "State under Review": ["", "/questions", "/questions/new"],
    "hall": ["/hall"],
    "moderator": ["/moderation", "/hall"],
}
STREAMS = {
    "asker": "delegates",
    "colleague": "delegates",
    "another mission": "delegates",
    "State under Review": "delegates",
    "hall": "hall",
    "moderator": "moderators",
}


@pytest.mark.parametrize("status", [*UNSEEN, S.ON_FLOOR])
def test_the_words_of_a_question(people, delegate_of, stream, here, status):
    factories.question(delegate_of("FJ", "Seini").held, here, SECRET, status=status)
    seen = set()
    for who, browser in people.items():
        replies = [browser.get(path, headers=headers) for path in PAGES[who] for headers in ({}, HTMX)]
        texts = [reply.text for reply in replies if reply.status_code == 200]
        texts.append(stream(browser, f"/stream/{STREAMS[who]}?mine=99").event()["data"])
        assert len(texts) > len(PAGES[who])
        if any(SECRET in text for text in texts):
            seen.add(who)
    assert seen == (set(people) if status == S.ON_FLOOR else {"asker", "colleague", "moderator"})


@pytest.mark.parametrize("status", [S.PENDING, S.APPROVED, S.NOT_TAKEN_UP])
def test_whose_it_is(people, delegate_of, stream, here, status):
    factories.question(delegate_of("FJ", "Seini").held, here, SECRET, status=status)
    for who in ("another mission", "State under Review", "hall"):
        texts = [people[who].get(path).text for path in PAGES[who]]
        texts.append(stream(people[who], f"/stream/{STREAMS[who]}").event()["data"])
        assert not any("Fiji" in text or "Seini" in text for text in texts)


def test_the_public_sees_nothing_of_it(app, delegate_of, here):
    factories.question(delegate_of("FJ", "Seini").held, here, SECRET, status=S.ON_FLOOR)
    nobody = app.test_client()
    for path in ("", "/questions", "/questions/new", "/hall", "/moderation", "/hall/join.svg"):
        reply = nobody.get(f"/floor/{here.id}{path}")
        assert reply.status_code in (302, 404)
        assert SECRET not in reply.text


def numbers(here):
    db.session.rollback()
    topics = {
        "moderators": audiences.moderators(here.id),
        "delegates": audiences.delegates(here.id),
        "hall": audiences.hall(here.id),
        "FJ": own(here.id, "FJ"),
        "NO": own(here.id, "NO"),
        "TM": own(here.id, "TM"),
    }
    read = versions.read(list(topics.values()))
    return {name: read[topic] for name, topic in topics.items()}


def test_a_number_rises_for_those_whose_view_changed_and_for_nobody_else(delegate_of, here, edition):
    fiji, norway = delegate_of("FJ", "Seini").held, delegate_of("NO", "Kari").held
    factories.question(norway, here, status=S.APPROVED)
    passed = factories.question(norway, here).id
    last = numbers(here)

    def raised():
        nonlocal last
        before, last = last, numbers(here)
        return {name for name in last if last[name] != before[name]}

    room, fijis = {"delegates", "hall"}, {"moderators", "FJ"}
    asked = factories.question(fiji, here, SECRET).id
    assert raised() == fijis
    participant = fiji.participant_id
    asking.edit(
        asked,
        participant,
        text="Other words",
        language="en",
        kind=QuestionKind.WRITTEN,
        panellist_id=None,
        version=1,
        by="test",
    )
    assert raised() == fijis
    moderating.leave_out(asked, here.id, reason=Reason.TIME, version=2, by="test")
    assert raised() == fijis
    moderating.bring_back(asked, here.id, version=3, by="test")
    assert raised() == fijis | room  # one more waits
    order.move(asked, here.id, place=1, seen_at=2, version=4, by="test")
    assert raised() == fijis | {"NO"}  # both stand elsewhere in the queue; how many wait is as before
    moderating.leave_out(passed, here.id, reason=Reason.TIME, version=1, by="test")
    assert raised() == {"moderators", "NO"}
    moderating.mark_next(asked, here.id, version=4, by="test")
    assert raised() == fijis | room
    moderating.call(asked, here.id, floor="", version=5, by="test")
    assert raised() == fijis | room | {"NO"}
    moderating.answer(asked, here.id, answer=Answer.SPOKEN, version=6, by="test")
    assert raised() == fijis | room
    withdrawn = factories.question(fiji, here, SECRET).id
    assert raised() == fijis
    asking.withdraw(withdrawn, participant, by="test")
    assert raised() == fijis
    factories.question(fiji, edition.country_sessions[1], SECRET, status=S.ON_FLOOR)
    assert raised() == set()


def test_an_act_that_is_refused_raises_nothing(delegate_of, moderator, here):
    asked = factories.question(delegate_of("FJ").held, here, status=S.ON_FLOOR).id
    before = numbers(here)
    assert moderator.post(f"/questions/{asked}/approval", version=3).status_code == 409
    assert moderator.post(f"/questions/{asked}/call", version=3).status_code == 409
    assert numbers(here) == before
