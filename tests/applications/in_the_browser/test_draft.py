"""A draft saves itself: kept on the device first, said to be so, received once, and then forgotten there."""

import json
import re
import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests import servers
from tests.applications import steps
from tests.applications.in_the_browser.drafts import NOT_YET, expect_said, expect_saved, kept_on
from tests.bad_line import Network, line_to
from tests.checkers import axe_problems
from webapp.access import grants
from webapp.access.permissions import GrantKind
from webapp.applications.models import Application, ApplicationStatus
from webapp.core.transaction import transaction
from webapp.extensions import db

NEW = "/editions/44/applications/new"
WORK = "Aim and work of the organisation"
FIRST = {"state": "TM", "language": "en", "kind": "cso"}


@pytest.fixture
def work(phone, draft):
    """The step with the long text, on a phone."""
    return lambda **options: phone(f"/applications/{draft}/work", holds=draft, **options)


def saves(page) -> list[str]:
    """The bodies that the page will have sent to save itself."""
    sent = []
    page.on(
        "request",
        lambda sends: sends.url.partition("?")[0].endswith("/answers") and sent.append(sends.post_data),
    )
    return sent


def test_the_first_field_begins_the_draft_and_the_page_becomes_its_page(edition, phone, answers):
    page = phone(NEW)
    page.get_by_label("Turkmenistan").check()
    expect_saved(page)
    expect(page).to_have_url(re.compile(r"/applications/\w{20}/about\?lang=en$"))
    assert (answers(), kept_on(page)) == ({"state": "TM"}, {})
    page.reload()
    expect(page.get_by_label("Turkmenistan")).to_be_checked()
    page.get_by_label("English").first.check()
    expect_saved(page)
    assert answers() == {"state": "TM", "language": "en"}


def test_in_another_language_the_page_is_still_that_of_the_draft(edition, phone):
    page = phone(NEW)
    page.get_by_label("Turkmenistan").check()
    expect_saved(page)
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(re.compile(r"/applications/\w{20}/about\?lang=fr$"))
    expect(page.locator("input[value=TM]")).to_be_checked()


def test_only_the_field_that_is_changed_is_sent(draft, phone, answers):
    page = phone(f"/applications/{draft}/statement", holds=draft)
    sent = saves(page)
    page.get_by_label("Women and girls").check()
    expect_saved(page)
    page.get_by_label("Issues that the statement would raise").fill("Access to justice")
    page.get_by_label("Issues that the statement would raise").blur()
    expect_saved(page)
    assert sent == ["themes=women", "issues=Access+to+justice"]
    assert answers() == FIRST | {"themes": ["women"], "issues": "Access to justice"}


def test_a_list_of_which_nothing_is_left_is_emptied(draft, phone, answers):
    page = phone(f"/applications/{draft}/statement", holds=draft)
    page.get_by_label("Women and girls").check()
    expect_saved(page)
    page.get_by_label("Women and girls").uncheck()
    expect_saved(page)
    assert answers() == FIRST | {"themes": []}


def test_who_types_without_a_pause_sends_no_more_than_once_a_second(work, draft, answers):
    page = work()
    # When each request began, and how many were under way then.
    page.evaluate("""() => {
        const own = fetch;
        let underWay = 0;
        window.sent = [];
        window.fetch = async (...given) => {
            sent.push([Date.now(), ++underWay]);
            try { return await own(...given); } finally { underWay--; }
        };
    }""")
    for times in range(8):
        page.get_by_label(WORK).fill(f"Change {times}")
        page.get_by_label(WORK).blur()  # which sends at once
        page.wait_for_timeout(250)
    expect_saved(page)
    began, under_way = zip(*page.evaluate("sent"), strict=True)
    assert answers(draft)["work"] == "Change 7"
    assert (len(began) > 1, set(under_way)) == (True, {1})
    assert [later - earlier for earlier, later in pairwise(began) if later - earlier < 990] == []


# ---- The line is cut ----


def test_what_is_typed_on_a_dead_line_is_kept_and_follows_by_itself(work, draft, answers):
    page = work()
    network = Network(page)
    network.cut()
    page.get_by_label(WORK).fill("Nos mots")
    expect_said(page, NOT_YET)
    kept = {f"/applications/{draft}/answers": {"work": ["Nos mots"]}}
    assert (answers(draft), kept_on(page), axe_problems(page)) == (FIRST, kept, [])
    network.restore()
    expect_saved(page)
    assert (answers(draft)["work"], kept_on(page)) == ("Nos mots", {})


def test_the_first_fields_on_a_dead_line_survive_a_reload_and_begin_one_draft(edition, phone, answers):
    page = phone(NEW)
    Network(page).cut()
    page.get_by_label("Turkmenistan").check()
    expect_said(page, NOT_YET)
    page.close()
    again = phone(NEW, context=page.context)
    expect(again.get_by_label("Turkmenistan")).to_be_checked()
    expect_said(again, "What you had typed on this device was put back. It has not been received yet.")
    assert (axe_problems(again), set(kept_on(again))) == ([], {"/editions/44/applications"})
    again.locator("[name=kind]").first.check()
    expect_said(again, "is saved now")
    assert (answers(), kept_on(again)) == ({"state": "TM", "kind": "cso"}, {})


def test_a_reply_that_is_lost_begins_no_second_draft(edition, phone, shared_server, answers):
    with line_to(shared_server.url) as line:
        page = phone(NEW, url=line.url)
        line.loses_replies = True
        page.get_by_label("Turkmenistan").check()
        expect_said(page, NOT_YET)
        assert (line.lost.is_set(), answers()) == (True, {"state": "TM"})
        line.loses_replies = False
        page.locator("[name=kind]").first.check()
        expect_saved(page)
    assert (answers(), kept_on(page)) == ({"state": "TM", "kind": "cso"}, {})  # which reads the only one


def test_a_reply_that_is_lost_before_the_page_is_loaded_anew(work, draft, shared_server, answers):
    """The server has it, so nothing is put back and nothing is sent twice."""
    with line_to(shared_server.url) as line:
        page = work(url=line.url)
        line.loses_replies = True
        page.get_by_label(WORK).fill("Our words")
        expect_said(page, NOT_YET)
        line.loses_replies = False
        sent = saves(page)
        page.reload()
        expect(page.get_by_label(WORK)).to_have_value("Our words")
        expect(page.locator(".draft-state")).to_be_empty()
    assert (kept_on(page), sent, answers(draft)["work"]) == ({}, [], "Our words")


def test_a_server_that_is_killed_while_it_works_on_it(
    tmp_path, databases, phone, draft, database_url, answers
):
    """Another connection has the database: the field is on its way and not in it when the power goes."""
    environment = {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}
    with servers.app_server(tmp_path, environment) as server:
        page = phone(f"/applications/{draft}/work", holds=draft, url=server.url)
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as other:
            other.execute("BEGIN IMMEDIATE")
            with page.expect_request(lambda request: request.method == "POST"):
                page.get_by_label(WORK).fill("Our words")
            server.kill()
            other.rollback()
        expect_said(page, NOT_YET)
        assert answers(draft) == FIRST
    with servers.app_server(tmp_path, environment, port=server.port):
        expect(page.locator(".draft-state")).to_have_text("Saved.")  # sent again by itself
    assert answers(draft)["work"] == "Our words"


def test_to_go_on_the_page_waits_for_the_line(work, draft, answers):
    page = work()
    network = Network(page)
    network.cut()
    page.get_by_label(WORK).fill("Our words")
    page.get_by_role("button", name="Save and continue").click()
    expect_said(page, NOT_YET)
    network.restore()
    expect(page).to_have_url(re.compile("/statement"))
    assert answers(draft)["work"] == "Our words"


def test_right_after_it_was_saved_one_goes_on_at_once(work):
    page = work()
    page.get_by_label(WORK).fill("Our words")
    expect_saved(page)
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_url(re.compile("/statement"))


def test_to_go_on_without_a_change_the_page_waits_too(phone, draft):
    page = phone(f"/applications/{draft}/about", holds=draft)
    network = Network(page)
    network.cut()
    page.get_by_role("button", name="Save and continue").click()
    expect_said(page, "There is no line at this moment.")
    assert axe_problems(page) == []
    network.restore()
    expect(page).to_have_url(re.compile("/organisation"))


def test_who_changes_something_while_it_waits_is_not_taken_on(work):
    page = work()
    network = Network(page)
    network.cut()
    page.get_by_label(WORK).fill("Half a")
    page.get_by_role("button", name="Save and continue").click()
    expect_said(page, NOT_YET)
    page.get_by_label(WORK).fill("Half a sentence, now whole")
    network.restore()
    expect_saved(page)
    expect(page).to_have_url(re.compile("/work"))


# ---- Coming back ----


@pytest.fixture
def left_behind(work):
    """A phone whose page was closed with words that were not received."""
    page = work()
    Network(page).cut()
    page.get_by_label(WORK).fill("Mine")
    expect_said(page, NOT_YET)
    page.close()
    return page.context


def test_who_comes_back_finds_what_was_typed_and_it_is_sent(work, left_behind, draft, answers):
    page = work(context=left_behind)
    expect(page.get_by_label(WORK)).to_have_value("Mine")
    expect_said(page, "What you had typed on this device was put back, and is saved now.")
    assert (answers(draft)["work"], kept_on(page), axe_problems(page)) == ("Mine", {}, [])


def test_what_was_changed_elsewhere_since_is_not_overwritten(work, left_behind, draft, new_context, answers):
    desk = work(context=new_context())
    desk.get_by_label(WORK).fill("Theirs")
    expect_saved(desk)
    page = work(context=left_behind)
    expect_said(page, "the answer was changed elsewhere since")
    expect(page.locator(".draft-state blockquote")).to_have_text("Mine")
    expect(page.get_by_label(WORK)).to_have_value("Theirs")
    assert (answers(draft)["work"], axe_problems(page)) == ("Theirs", [])
    page.get_by_role("button", name="Put it back into the form").click()
    expect_saved(page)
    assert (answers(draft)["work"], kept_on(page)) == ("Mine", {})


def test_what_was_changed_elsewhere_may_stay(work, left_behind, draft, new_context, answers):
    desk = work(context=new_context())
    desk.get_by_label(WORK).fill("Theirs")
    expect_saved(desk)
    page = work(context=left_behind)
    page.get_by_role("button", name="Delete from this device").click()
    expect(page.get_by_label(WORK)).to_have_value("Theirs")
    assert (answers(draft)["work"], kept_on(page)) == ("Theirs", {})


def test_another_page_of_the_draft_says_where_it_is_and_sends_nothing_for_it(
    phone, left_behind, draft, answers
):
    page = phone(f"/applications/{draft}/contact", context=left_behind)
    expect_said(page, "Something that you typed on another page has not been received.")
    assert (answers(draft), axe_problems(page)) == (FIRST, [])
    page.get_by_role("link", name="Open that page").click()
    expect_said(page, "is saved now")
    assert (answers(draft)["work"], kept_on(page)) == ("Mine", {})


def test_nothing_is_sent_while_something_waits_on_another_page(phone, left_behind, draft):
    with transaction() as session:
        whole = {name: value for answered in steps.ANSWERS.values() for name, value in answered.items()}
        session.get_one(Application, draft).answers = whole
    page = phone(f"/applications/{draft}/check", context=left_behind)
    expect_said(page, "Something that you typed on another page has not been received.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("link", name="Open that page").click()
    expect(page.locator(".draft-state blockquote")).to_have_text("Mine")
    db.session.rollback()
    assert db.session.get_one(Application, draft).status == ApplicationStatus.DRAFT


def test_nobody_who_does_not_hold_the_draft_is_shown_it(edition, phone, left_behind):
    left_behind.clear_cookies()
    page = phone(NEW, context=left_behind)
    expect(page.get_by_label("Turkmenistan")).not_to_be_checked()
    assert "Mine" not in page.content()


def test_what_was_never_begun_can_be_deleted_and_goes_after_a_day(edition, phone, answers):
    page = phone(NEW)
    Network(page).cut()
    page.get_by_label("Turkmenistan").check()
    expect_said(page, NOT_YET)
    page.close()
    back = phone(NEW, context=page.context)
    back.get_by_role("button", name="Delete from this device").click()
    expect(back.get_by_label("Turkmenistan")).not_to_be_checked()
    assert kept_on(back) == {}
    back.get_by_role("link", name="Privacy").click()
    fields = {"state": {"now": ["TM"], "was": [[]], "page": NEW}}
    kept = {"draft /editions/44/applications": json.dumps({"at": 1_600_000_000_000, "fields": fields})}
    back.evaluate("(kept) => Object.assign(localStorage, kept)", kept)
    back.goto(back.url.replace("/privacy", NEW))
    expect(back.get_by_label("Turkmenistan")).not_to_be_checked()
    assert kept_on(back) == {}


# ---- What the server refuses ----


def test_where_it_is_not_signed_in_any_more_the_words_stay(work, phone, draft, answers):
    page = work()
    with transaction() as session:
        grants.end_all(session, GrantKind.APPLICATION, draft)
    page.get_by_label(WORK).fill("Our words")
    expect_said(page, "Not signed in on this device any more.")
    expect(page.get_by_label(WORK)).to_have_value("Our words")
    assert (answers(draft), axe_problems(page)) == (FIRST, [])
    page.close()
    back = work(context=page.context)  # by the link from the mail
    expect(back.get_by_label(WORK)).to_have_value("Our words")
    expect_said(back, "is saved now")
    assert answers(draft)["work"] == "Our words"


def test_after_the_deadline_the_words_stay_on_the_page(work, draft, edition, answers):
    page = work()
    with transaction() as session:
        session.merge(edition).call_closes_on = edition.call_opens_on
    page.get_by_label(WORK).fill("Our words")
    expect_said(page, "The deadline has passed")
    expect(page.get_by_label(WORK)).to_have_value("Our words")
    assert (answers(draft), axe_problems(page)) == (FIRST, [])


def test_what_was_not_received_before_the_deadline_is_shown_afterwards(
    phone, left_behind, draft, edition, answers
):
    with transaction() as session:
        session.merge(edition).call_closes_on = edition.call_opens_on
    page = phone(f"/applications/{draft}/work", context=left_behind)
    expect(page).to_have_url(re.compile(rf"/applications/{draft}\?"))  # nothing can be changed any more
    expect_said(page, "You had typed this on this device. It was not received before the deadline:")
    expect(page.locator(".draft-state blockquote")).to_have_text("Mine")
    assert (answers(draft), axe_problems(page)) == (FIRST, [])
    page.get_by_role("button", name="Delete from this device").click()
    expect(page.locator(".draft-state")).to_be_empty()
    assert kept_on(page) == {}


# ---- Nothing stays ----


def test_erased_from_this_device_nothing_stays_there(phone, left_behind, draft):
    page = phone(f"/applications/{draft}", context=left_behind)
    assert set(kept_on(page)) == {f"/applications/{draft}/answers"}
    page.get_by_role("button", name="Erase from this device").click()
    expect(page.get_by_role("heading", name="Erased from this device")).to_be_visible()
    assert (kept_on(page), page.evaluate("localStorage.length")) == ({}, 0)


# ---- Devices of other kinds ----


def test_a_device_that_keeps_nothing_says_so_and_saves_all_the_same(work, draft, new_context, answers):
    context = new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    )
    page = work(context=context)
    network = Network(page)
    network.cut()
    page.get_by_label(WORK).fill("Our words")
    expect_said(page, "Not yet received, and this device cannot keep it.")
    network.restore()
    expect_saved(page)
    assert answers(draft)["work"] == "Our words"


def test_a_device_without_room_says_so_and_saves_all_the_same(work, draft, new_context, answers):
    context = new_context()
    full = "try { localStorage.full = 'x'.repeat(5 * 2 ** 20 - 6); } catch {}"
    context.add_init_script(f"addEventListener('load', () => {{ {full} }})")
    page = work(context=context)
    network = Network(page)
    network.cut()
    page.get_by_label(WORK).fill("Our words")
    expect_said(page, "Not yet received, and this device cannot keep it.")
    network.restore()
    expect_saved(page)
    assert answers(draft)["work"] == "Our words"


def test_without_scripts_each_step_is_a_form(phone, draft, new_context, answers):
    page = phone(f"/applications/{draft}/work", holds=draft, context=new_context(java_script_enabled=False))
    page.get_by_label(WORK).fill("Our words")
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_url(re.compile("/statement"))
    assert answers(draft)["work"] == "Our words"
