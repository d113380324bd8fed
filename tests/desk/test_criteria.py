"""The coordinator sets the criteria; the call publishes them, and they are fixed once somebody has scored by them."""

from datetime import date

import pytest

from tests import factories, pages
from tests.review import steps
from webapp.core.audit import AuditEntry
from webapp.extensions import db
from webapp.review import criteria

HERE = "/desk/editions/44/criteria?lang=en"
REACH = {"text_en": "Reach", "text_fr": "Portée", "text_es": "Alcance", "weight": "3"}

pytestmark = pytest.mark.usefixtures("edition")


@pytest.fixture
def desk(app):
    return steps.coordinator(app)


def stored():
    """(text in English, weight) in their order."""
    db.session.rollback()
    return [(each.text["en"], each.weight) for each in criteria.of_edition(44)]


def test_without_any_the_page_says_what_to_do(desk):
    assert "There is none yet, and nobody can score before there is." in pages.text_of(desk.get(HERE).text)


def test_a_criterion_has_its_text_in_three_languages_and_a_weight(desk):
    assert pages.submit(desk, HERE, **REACH).status_code == 303
    (made,) = criteria.of_edition(44)
    assert (made.text, made.weight) == ({"en": "Reach", "fr": "Portée", "es": "Alcance"}, 3)
    page = pages.text_of(desk.get(HERE.replace("en", "fr")).text)
    assert "1. Portée" in page


def test_the_call_shows_them_to_everybody_in_their_order(desk, client):
    factories.edition(45, call_closes_on=date(2023, 8, 30))
    for text in ("Reach", "Expertise"):
        typed = {**REACH, "text_en": text, "text_fr": f"{text} (fr)"}
        assert pages.submit(desk, HERE.replace("44", "45"), **typed).status_code == 303
    page = pages.text_of(client.get("/editions/45/call?lang=fr").text)
    assert page.index("Reach (fr)") < page.index("Expertise (fr)")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("text_en", "", "Write the criterion in each language"),
        ("text_es", "  ", "Write the criterion in each language"),
        ("text_fr", "x" * 301, "Use at most 300 characters."),
        ("text_fr", "a\u202eb", "characters that cannot be printed"),
        ("weight", "0", "Write the weight as a number from 1 to 10."),
        ("weight", "11", "Write the weight as a number from 1 to 10."),
        ("weight", "two", "Write the weight as a number from 1 to 10."),
        ("weight", "", "Write the weight as a number from 1 to 10."),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(desk, field, typed, sentence):
    reply = pages.submit(desk, HERE, **{**REACH, field: typed})
    assert reply.status_code == 422
    assert sentence in pages.text_of(reply.text)
    assert [
        value for name, value in REACH.items() if name != field and f'value="{value}"' not in reply.text
    ] == []
    assert stored() == []


def test_there_is_an_end_to_them(desk):
    for number in range(criteria.MOST):
        steps.criterion(f"Criterion {number}")
    reply = pages.submit(desk, HERE, **REACH)
    assert (reply.status_code, len(stored())) == (422, criteria.MOST)
    assert "An edition has at most 20 criteria." in pages.text_of(reply.text)


def test_they_move_up_and_down(desk):
    for text in ("One", "Two", "Three"):
        last = steps.criterion(text)
    reply = pages.submit(desk, HERE, to=address(last, "/position"), place="1", seen_at="3")
    assert reply.status_code == 303
    assert stored() == [("Three", 1), ("One", 1), ("Two", 1)]


def test_a_page_left_open_moves_nothing(desk):
    first, _second = steps.criterion("One"), steps.criterion("Two")
    reply = pages.submit(desk, HERE, to=address(first, "/position"), place="2", seen_at="2")
    assert reply.status_code == 409
    assert "Somebody else changed the order meanwhile." in pages.text_of(reply.text)
    assert stored() == [("One", 1), ("Two", 1)]


@pytest.mark.parametrize("place", ["", "-1", "x", "9" * 30, "²"])
def test_a_place_that_is_none_is_the_nearest(desk, place):
    steps.criterion("One")
    two = steps.criterion("Two")
    assert pages.submit(desk, HERE, to=address(two, "/position"), place=place, seen_at="2").status_code == 303
    assert stored() == [("Two", 1), ("One", 1)]


def test_words_and_weight_change_until_somebody_scores(desk):
    made = steps.criterion("Reach")
    assert pages.submit(desk, address(made), **{**REACH, "text_en": "Breadth"}).status_code == 303
    assert stored() == [("Breadth", 3)]


def test_one_is_removed(desk):
    made = steps.criterion("Reach")
    assert pages.submit(desk, HERE, to=address(made, "/removal")).status_code == 303
    assert stored() == []
    assert [
        entry.verb
        for entry in db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))
        if entry.object_kind == "criterion"
    ] == ["add", "remove"]


class TestOnceSomebodyHasScored:
    @pytest.fixture(autouse=True)
    def made(self, edition):
        made = steps.criterion("Reach")
        steps.assessed(steps.application(edition), steps.reviewer(), 4)
        return made

    def test_the_page_says_so_and_offers_no_more(self, desk):
        page = desk.get(HERE).text
        assert "The criteria are fixed" in pages.text_of(page)
        assert ("Add a criterion" in page, "/removal" in page) == (False, False)

    def test_none_is_added(self, desk):
        reply = pages.submit(desk, HERE, **REACH)
        assert (reply.status_code, stored()) == (422, [("Reach", 1)])
        assert "so none can be added, removed or weighed otherwise" in pages.text_of(reply.text)

    def test_none_is_removed(self, desk, made):
        reply = pages.submit(desk, HERE, to=address(made, "/removal"))
        assert (reply.status_code, stored()) == (422, [("Reach", 1)])

    def test_none_is_weighed_otherwise(self, desk, made):
        reply = pages.submit(desk, address(made), **REACH)
        assert (reply.status_code, stored()) == (422, [("Reach", 1)])

    def test_the_words_are_put_right(self, desk, made):
        reply = pages.submit(desk, address(made), **{**REACH, "text_en": "Breadth", "weight": "1"})
        assert (reply.status_code, stored()) == (303, [("Breadth", 1)])


def test_those_of_another_edition_are_not_there(desk):
    factories.edition(45)
    made = steps.criterion("Reach")
    elsewhere = address(made).replace("/44/", "/45/")
    assert desk.get(elsewhere).status_code == 404
    for act in ("/removal", "/position"):
        reply = pages.submit(desk, HERE, to=address(made, act).replace("/44/", "/45/"), seen_at="1")
        assert reply.status_code == 404
    assert stored() == [("Reach", 1)]


def address(criterion_id: str, act: str = "") -> str:
    return f"/desk/editions/44/criteria/{criterion_id}{act}?lang=en"
