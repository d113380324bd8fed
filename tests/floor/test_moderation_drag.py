"""The order of the queue by drag, with a mouse and with a finger: it ends in the act that the buttons do."""

import re

import pytest
from playwright.sync_api import expect

from webapp.core import clock
from webapp.extensions import db
from webapp.questions import moderating, queries
from webapp.questions.models import QuestionStatus as S


@pytest.fixture
def database_url(shared_database_url):
    return shared_database_url


@pytest.fixture
def app(app):
    """The server runs in a process of its own, with a clock that goes: so this one's must go as well."""
    clock.set_for_tests(None)
    return app


class Mouse:
    def __init__(self, page):
        self.page = page

    def down(self, x, y):
        self.page.mouse.move(x, y)
        self.page.mouse.down()

    def move(self, x, y):
        self.page.mouse.move(x, y)

    def up(self):
        self.page.mouse.up()


class Finger:
    def __init__(self, page):
        self.browser = page.context.new_cdp_session(page)

    def down(self, x, y):
        self._send("touchStart", {"x": x, "y": y})

    def move(self, x, y):
        self._send("touchMove", {"x": x, "y": y})

    def up(self):
        self._send("touchEnd")

    def _send(self, kind, *points):
        self.browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [*points]})


def take(page, pointer, question, above):
    """Holds a question by its handle just above another one."""
    handle = page.locator(f"#question-{question} .handle").bounding_box()
    there = page.locator(f"#question-{above}").bounding_box()
    x, y = handle["x"] + 20, handle["y"] + 20
    pointer.down(x, y)
    for part in (0.3, 0.6, 1):
        pointer.move(x, y + (there["y"] + 5 - y) * part)


def waiting(here):
    db.session.rollback()
    return [question.mission for question in queries.moderators_view(here.id).waiting]


@pytest.mark.parametrize(
    ("kind", "options"),
    [(Mouse, {}), (Finger, {"has_touch": True, "viewport": {"width": 390, "height": 1600}})],
)
def test_a_question_is_dragged_to_its_place_and_escape_lets_go(desk, asked, here, kind, options):
    questions = asked("CL", "FJ", "NO", status=S.APPROVED)
    page = desk(**options)
    pointer = kind(page)
    take(page, pointer, questions["NO"], above=questions["CL"])
    expect(page.locator(f"#question-{questions['CL']}")).to_have_class(re.compile("drop-before"))
    page.keyboard.press("Escape")
    pointer.up()
    expect(page.locator(".dragged, .drop-before")).to_have_count(0)
    assert waiting(here) == ["CL", "FJ", "NO"]
    take(page, pointer, questions["NO"], above=questions["CL"])
    pointer.up()
    expect(page.locator("#said")).to_contain_text("Norway: moved.")
    assert waiting(here) == ["NO", "CL", "FJ"]
    expect(page.locator(f"#question-{questions['NO']}")).to_be_focused()


def test_a_drop_that_comes_too_late_is_refused_with_the_new_view(desk, asked, here):
    questions = asked("CL", "FJ", "NO", status=S.APPROVED)
    page = desk(deaf=True)
    moderating.call(questions["CL"], here.id, floor="", version=2, by="test")
    mouse = Mouse(page)
    take(page, mouse, questions["NO"], above=questions["CL"])
    mouse.up()
    expect(page.locator("#said")).to_contain_text("The question of Norway waits in the queue: place 2.")
    expect(page.get_by_role("region", name="on the floor")).to_contain_text("What of CL?")
    assert waiting(here) == ["FJ", "NO"]


def test_a_change_by_somebody_else_stays_under_the_hand(desk, asked, here):
    questions = asked("CL", "FJ", "NO", status=S.APPROVED)
    page = desk()
    mouse = Mouse(page)
    take(page, mouse, questions["NO"], above=questions["FJ"])
    moderating.mark_next(questions["CL"], here.id, version=2, by="test")
    expect(page.get_by_text("Marked next", exact=True)).to_be_visible()
    expect(page.locator(f"#question-{questions['NO']}")).to_have_class(re.compile("dragged"))
    # The board was drawn anew, and a line higher: so the pointer goes to where it now belongs.
    there = page.locator(f"#question-{questions['FJ']}").bounding_box()
    mouse.move(there["x"] + 50, there["y"] + 5)
    mouse.up()
    expect(page.locator("#said")).to_contain_text("Norway: moved.")
    assert waiting(here) == ["CL", "NO", "FJ"]
