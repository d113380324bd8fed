"""The moderators' page in a browser: all by keyboard, two at once, and nothing that was typed or held is lost."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.checkers import axe_problems
from webapp.core import clock
from webapp.extensions import db
from webapp.programme.models import Phase
from webapp.questions import moderating, queries
from webapp.questions.models import QuestionStatus as S

SECONDS = 1000


@pytest.fixture
def database_url(shared_database_url):
    return shared_database_url


@pytest.fixture
def app(app):
    """The server runs in a process of its own, with a clock that goes: so this one's must go as well."""
    clock.set_for_tests(None)
    return app


def has_focus(page, question_id):
    expect(page.locator(f"#question-{question_id}")).to_be_focused()


def said(page, text):
    expect(page.locator("#said")).to_contain_text(text)


def column(page, name):
    return page.get_by_role("region", name=name)


def statuses(questions):
    db.session.rollback()
    return {mission: str(queries_status(question)) for mission, question in questions.items()}


def queries_status(question_id):
    return db.session.execute(
        db.select(queries.Question.status).where(queries.Question.id == question_id)
    ).scalar_one()


def test_a_morning_by_keyboard_alone(desk, asked):
    questions = asked("CL", "FJ", "NO")
    page = desk()
    page.keyboard.press("j")
    has_focus(page, questions["CL"])
    page.keyboard.press("a")
    said(page, "Chile: approved. To undo it, press z.")
    # The next question took its place, and with it the focus.
    has_focus(page, questions["FJ"])
    page.keyboard.press("d")
    page.keyboard.press("2")
    said(page, "Fiji: not taken up.")
    has_focus(page, questions["NO"])
    page.keyboard.press("z")
    said(page, "Undone: Fiji: not taken up.")
    page.keyboard.press("ArrowRight")
    has_focus(page, questions["CL"])
    page.keyboard.press("n")
    said(page, "Chile: marked next.")
    has_focus(page, questions["CL"])
    page.keyboard.press("c")
    said(page, "Chile: called to the floor.")
    expect(column(page, "on the floor")).to_contain_text("What of CL?")
    # Nothing else waits: then the column has the focus, never the page.
    expect(page.locator("#queue-column")).to_be_focused()
    page.keyboard.press("ArrowRight")
    has_focus(page, questions["CL"])
    page.keyboard.press("w")
    said(page, "Chile: done.")
    assert statuses(questions) == {"CL": "answered", "FJ": "pending", "NO": "pending"}
    has_focus(page, questions["CL"])
    assert axe_problems(page) == []


def test_what_is_typed_into_a_field_presses_nothing(desk, asked):
    questions = asked("CL", "FJ", status=S.APPROVED)
    page = desk()
    page.keyboard.press("j")
    page.locator("article", has_text="What of CL?").get_by_text("More").click()
    place = page.locator(f"#place-{questions['CL']}")
    place.fill("")
    place.press_sequentially("cnz. 2")
    expect(place).to_have_value("cnz. 2")
    assert statuses(questions) == {"CL": "approved", "FJ": "approved"}
    place.press("Enter")
    said(page, "Write the place in the queue as a number, from 1.")
    expect(place).to_have_value("cnz. 2")


def test_the_shortcuts_can_be_put_off_and_stay_off(desk, asked):
    questions = asked("CL", "FJ")
    page = desk()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    assert axe_problems(page) == []
    keys.get_by_label("Keyboard shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.locator("article").first.focus()
    page.keyboard.press("a")
    page.keyboard.press("?")
    expect(keys).to_be_hidden()
    # What is no letter goes on working, and so does every button.
    page.keyboard.press("ArrowDown")
    has_focus(page, questions["FJ"])
    assert statuses(questions) == {"CL": "pending", "FJ": "pending"}
    page.get_by_role("button", name="Approve the question of Chile").click()
    said(page, "Chile: approved.")


def test_one_key_blanks_every_screen_and_escape_does_not(desk, here):
    factories.sitting(here, Phase.FLOOR)
    page = desk()
    page.keyboard.press("Escape")
    page.keyboard.press(".")
    said(page, "Every screen is blank.")
    expect(page.locator("#facts")).to_contain_text("Every screen is blank")
    page.keyboard.press("Escape")
    page.keyboard.press(".")
    said(page, "The screens show again.")


def test_space_and_plus_are_for_the_timer_unless_a_control_has_the_focus(desk, here):
    left = {"timer_total": 300, "timer_left": 200}
    factories.sitting(here, Phase.FLOOR, **left)
    page = desk()
    timer = page.locator("#controls .timer")
    expect(timer).to_have_text("3:20")
    page.keyboard.press("+")
    expect(timer).to_have_text("4:20")
    page.keyboard.press("Space")
    said(page, "The timer runs on.")
    expect(timer).to_have_text(re.compile("4:1[5-9]"))
    page.get_by_role("button", name="Keys").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    expect(timer).to_have_text(re.compile("4:[01]"))


@pytest.mark.parametrize("wrong_by", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_timer_is_right_on_a_device_whose_clock_is_wrong(desk, here, wrong_by):
    ends_at = clock.now() + timedelta(seconds=100)
    factories.sitting(here, Phase.FLOOR, timer_total=300, timer_ends_at=ends_at)
    page = desk(before=lambda page: page.clock.install(time=clock.now() + wrong_by))
    timer = page.locator("#controls .timer")
    expect(timer).to_have_text(re.compile("1:[34]"))
    page.clock.fast_forward(101 * SECONDS)
    expect(timer).to_have_text(re.compile(r"\+0:\d\d over time"))
    expect(timer).to_have_class("timer over")


def test_a_question_that_others_moved_keeps_the_focus_and_a_menu_stays_open(desk, asked, here):
    questions = asked("CL", "FJ", "NO", status=S.APPROVED)
    page = desk()
    fiji = page.locator(f"#question-{questions['FJ']}")
    fiji.get_by_text("More").click()
    fiji.get_by_label("To place").fill("3")
    moderating.mark_next(questions["CL"], here.id, version=2, by="test")
    expect(page.get_by_text("Marked next", exact=True)).to_be_visible()
    expect(fiji.get_by_label("To place")).to_be_visible()
    expect(fiji.get_by_label("To place")).to_have_value("3")
    expect(fiji.get_by_label("To place")).to_be_focused()
    page.locator(f"#question-{questions['NO']}").focus()
    moderating.call(questions["NO"], here.id, floor="", version=2, by="test")
    expect(column(page, "on the floor")).to_contain_text("What of NO?")
    has_focus(page, questions["NO"])


def test_of_two_moderators_who_call_at_once_one_wins_and_the_other_sees_how_it_stands(desk, asked):
    questions = asked("CL", "FJ", status=S.APPROVED)
    pages = {mission: desk(deaf=True) for mission in questions}
    for mission, page in pages.items():
        page.locator(f"#question-{questions[mission]}").focus()
    for page in pages.values():
        page.keyboard.press("c")
    told = "Somebody else changed what is on the floor."
    for page in pages.values():
        expect(page.locator("#said")).to_contain_text(re.compile(f"called to the floor|{told}"))
        expect(column(page, "on the floor").locator("article")).to_have_count(1)
        expect(page.locator("body")).not_to_be_focused()
    assert sorted(statuses(questions).values()) == ["approved", "on_floor"]
    assert sum(told in page.locator("#said").inner_text() for page in pages.values()) == 1


def test_a_draft_outlives_escape_a_reload_and_a_refusal(desk, asked, here):
    question = asked("CL", status=S.APPROVED)["CL"]
    page = desk(deaf=True)
    article, words = page.locator(f"#question-{question}"), page.get_by_label("The question")
    article.focus()
    page.keyboard.press("e")
    words.fill("What of Chile, then?")
    assert axe_problems(page) == []
    page.keyboard.press("Escape")
    has_focus(page, question)
    page.reload()
    article.focus()
    page.keyboard.press("e")
    expect(words).to_have_value("What of Chile, then?")
    moderating.mark_next(question, here.id, version=2, by="test")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("changed by somebody else meanwhile")
    expect(words).to_have_value("What of Chile, then?")
    page.get_by_role("button", name="Save").click()
    said(page, "Chile: wording mended.")
    expect(article).to_contain_text("What of Chile, then?")
    has_focus(page, question)
    page.keyboard.press("e")
    expect(words).to_have_value("What of Chile, then?")


def test_closing_is_confirmed_in_a_sheet(desk, asked, here):
    factories.sitting(here, Phase.FLOOR)
    asked("CL")
    page = desk()
    page.get_by_text("Sitting", exact=True).click()
    page.get_by_role("link", name="Close the country session…").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("1 question has not been put.")
    sheet.get_by_role("button", name="Close the country session").click()
    said(page, "The country session is closed.")
    expect(sheet).to_be_hidden()


def test_an_act_without_a_connection_says_so(desk, asked):
    questions = asked("CL")
    page = desk()
    page.keyboard.press("j")
    page.route(re.compile("/approval"), lambda route: route.abort())
    page.keyboard.press("a")
    said(page, "Nothing was sent: there is no connection. Press once more.")
    has_focus(page, questions["CL"])
    page.unroute(re.compile("/approval"))


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_scrolls_sideways_and_the_dock_is_within_reach(desk, asked, here, width):
    asked("CL", "FJ")
    asked("NO", "GH", status=S.APPROVED)
    left = {"timer_total": 300, "timer_left": 200}
    slot = factories.statement(factories.panellist(here, organisation="A very long name " * 8))
    factories.sitting(here, Phase.STATEMENTS, **left)
    page = desk(viewport={"width": width, "height": 844})
    assert slot.id
    assert axe_problems(page) == []
    for name in ("Blank", "+1 min", "Next speaker"):
        expect(page.get_by_role("button", name=name).first).to_be_in_viewport(ratio=1)
