"""The page of a door: it works without a script, for the device that is enrolled there and for nobody else."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role
from webapp.checkin import devices
from webapp.checkin.models import Verdict
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.participants import actions as participants
from webapp.participants.models import Participant


@pytest.fixture
def browser(door, browser_at):
    return browser_at(door)


@pytest.fixture
def type_in(door, browser):
    """Types a code into the page's field and sends it."""

    def send(code: str, **more):
        return pages.submit(browser, f"/door/{door.id}", code=code, **more)

    return send


def verdict(reply) -> dict | None:
    """What fills the screen, read from what stands before the script's moulds."""
    page = reply.text.partition("<template")[0]
    found = re.search(r'<section class="verdict" data-kind="(\w+)" data-verdict="(\w+)"(.*)', page, re.DOTALL)
    if not found:
        return None
    said = {
        name: pages.text_of(text)
        for name, text in re.findall(r'<p class="(\w+)">(.*?)</p>', found[3], re.DOTALL)
        if name in ("word", "what", "who")
    }
    why = [pages.text_of(text) for text in re.findall(r'class="why">(.*?)</p>', found[3])]
    return {"kind": found[1], "verdict": found[2], **said, "why": [text for text in why if text]}


def test_a_typed_code_is_answered_full_screen(edition, type_in):
    issued = factories.issued_pass(edition)

    admitted = type_in(issued.short_code.lower())
    assert admitted.status_code == 200
    assert verdict(admitted) == {
        "kind": "admitted",
        "verdict": "admitted",
        "word": "Admitted",
        "what": "Delegate · Chile",
        "who": "Ana Rojas",
        "why": ["10:30, Main entrance"],
    }
    again = verdict(type_in(f"]Q1{factories.code(issued)}"))
    assert (again["kind"], again["word"], again["why"]) == (
        "already_in",
        "Already in",
        ["10:30, Main entrance", "Same person? Let them in."],
    )


def test_what_is_no_admission_sends_to_the_desk_and_blames_nobody(edition, type_in):
    issued = factories.issued_pass(edition)
    code = factories.code(issued)
    with transaction() as session:
        participants.revoke_passes(session, session.get(Participant, issued.participant_id), by="test")

    revoked = verdict(type_in(code))
    assert (revoked["kind"], revoked["word"], revoked["what"]) == (
        "stopped",
        "Please see the desk",
        "Delegate · Chile",
    )
    unknown = verdict(type_in("nonsense\0\u202e"))
    assert unknown == {
        "kind": "stopped",
        "verdict": "unknown",
        "word": "Please see the desk",
        "what": "",
        "who": "",
        "why": ["This code is not known here."],
    }


def test_every_verdict_has_words_and_a_shape(door, browser):
    text = browser.get(f"/door/{door.id}").text
    moulds = re.findall(r'<template data-verdict="(\w+)">\s*<section class="verdict" data-kind="(\w+)"', text)
    assert dict(moulds) == {
        **{Verdict.ADMITTED: "admitted", Verdict.ALREADY_IN: "already_in"},
        **dict.fromkeys((Verdict.WRONG_DAY, Verdict.WRONG_SESSION, Verdict.FULL), "elsewhere"),
        **dict.fromkeys((Verdict.REVOKED, Verdict.UNKNOWN, Verdict.OTHER_EDITION), "stopped"),
        **dict.fromkeys(("not_sent", "not_undone", "ended"), "elsewhere"),
        **dict.fromkeys(("not_a_pass", "two_codes"), "unread"),
    }


def test_an_admission_can_be_undone_from_its_answer(edition, door, type_in, browser, admitted):
    reply = type_in(factories.issued_pass(edition).short_code)
    scan_id = re.search(r'name="scan" value="([^"]+)"></?', reply.text.partition("reversal")[2])[1]
    assert len(admitted()) == 1

    data = {"csrf_token": pages.token_in(reply.text), "scan": scan_id}
    assert browser.post(f"/door/{door.id}/reversal", data=data).status_code == 303
    assert admitted() == []
    refused = type_in("nonsense")
    assert "reversal" not in refused.text.partition("<template")[0].partition("</header>")[2].replace(
        "/admissions/SCAN/reversal", ""
    )


def test_loading_the_answer_again_scans_nothing_anew(edition, type_in, scans_stored):
    issued, scan = factories.issued_pass(edition), str(uuid4())

    first = verdict(type_in(issued.short_code, scan=scan))
    assert verdict(type_in(issued.short_code, scan=scan)) == first
    assert scans_stored() == 1
    # Without a number of its own, or with nonsense in its place, a form is a scan of its own.
    assert verdict(type_in(issued.short_code, scan="nonsense"))["verdict"] == "already_in"
    assert scans_stored() == 2


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"code": ""}, "Scan a pass, or type the eight letters of its code."),
        ({"code": " \t"}, "Scan a pass, or type the eight letters of its code."),
        ({"code": "B" * 513}, "That is too long for a code. Scan the pass again."),
        ({"code": "BCDFGHJK", "csrf_token": "lost"}, "This page had been open for too long."),
    ],
)
def test_a_form_that_is_refused_says_why_and_keeps_what_was_typed(type_in, scans_stored, typed, error):
    reply = type_in(**typed)

    assert (reply.status_code, verdict(reply), scans_stored()) == (422, None, 0)
    assert error in reply.text.partition('class="error-summary"')[2]
    if "csrf_token" in typed:
        assert 'value="BCDFGHJK"' in reply.text


def test_files_and_missing_fields_are_no_code(door, browser, scans_stored):
    token = pages.token_in(browser.get(f"/door/{door.id}").text)
    address = f"/door/{door.id}"

    assert browser.post(address, data={"csrf_token": token}).status_code == 422
    with_file = {"csrf_token": token, "code": (io.BytesIO(b"BCDFGHJK"), "code.txt")}
    assert browser.post(address, data=with_file).status_code == 422
    bytes_of_old = b"csrf_token=" + token.encode() + b"&code=%ff%fe"
    reply = browser.post(address, data=bytes_of_old, content_type="application/x-www-form-urlencoded")
    assert (reply.status_code, verdict(reply)["verdict"]) == (200, "unknown")


def test_the_page_hands_the_key_to_its_script_and_is_kept_by_nobody(door, browser):
    reply = browser.get(f"/door/{door.id}?lang=en")

    assert reply.headers["Cache-Control"] == "no-store"
    assert f'data-key="{devices.key_of(door.device_id)}"' in reply.text
    for told in ("scans", "count", "calls", "admissions/SCAN/reversal"):
        assert f'="/door/{door.id}/{told}?lang=en"' in reply.text
    assert f'="/door/{door.id}/stream?calls=0&amp;lang=en"' in reply.text
    for script in ("door", "signals", "reader", "camera", "desk"):
        assert re.search(rf'<script defer src="/static/{script}\.js\?v=\w+"', reply.text)


def test_it_is_there_for_its_device_alone(app, edition, door, at_work, browser_at, steward):
    """A member of staff is led to choosing, who is signed out to the sign-in; a device of another door has that one."""
    other = browser_at(at_work(factories.door(edition, name="Gate 40")))
    holder = app.test_client()
    factories.sign_in(holder, GrantKind.PASS, factories.issued_pass(edition).id)
    for client in (app.test_client(), steward, other, holder):
        for part in ("count", "calls"):
            assert client.get(f"/door/{door.id}/{part}").status_code == 404
        for part in ("people", "desk-call", f"passes/{'0' * 20}/scans"):
            assert client.post(f"/door/{door.id}/{part}").status_code in (404, 422)
        assert client.get(f"/door/{door.id}/stream").status_code == 401
        assert client.post(f"/door/{door.id}").status_code == 404
    reply = steward.get(f"/door/{door.id}?lang=en")
    assert (reply.status_code, reply.location) == (303, "/door?lang=en")
    assert "does not work that door, or no longer" in steward.get("/door?lang=en").text
    for client in (app.test_client(), holder):
        reply = client.get(f"/door/{door.id}?lang=en")
        assert (reply.status_code, reply.location.partition("?")[0]) == (302, "/staff/sign-in")
    assert other.get(f"/door/{door.id}").status_code == 404
    for nothing in ("0" * 20, "nothing", "%00"):
        for client in (other, steward):
            assert client.get(f"/door/{nothing}").status_code == 404


def test_it_is_gone_after_twelve_hours(door, browser):
    clock.set_for_tests(factories.NOW + timedelta(hours=12, seconds=-1))
    assert browser.get(f"/door/{door.id}").status_code == 200
    clock.set_for_tests(factories.NOW + timedelta(hours=12, minutes=1))
    reply = browser.get(f"/door/{door.id}")
    assert (reply.status_code, reply.location.partition("?")[0]) == (302, "/staff/sign-in")


def test_one_browser_may_work_several_doors(edition, door, browser, at_work):
    gate = at_work(factories.door(edition, name="Gate 40"))
    factories.sign_in(browser, GrantKind.DOOR, gate.device_id)
    for each in (door, gate):
        reply = browser.get(f"/door/{each.id}")
        assert (reply.status_code, f'data-key="{each.key}"' in reply.text) == (200, True)


def test_a_member_of_staff_keeps_the_own_sign_in(app, edition, door):
    client = app.test_client()
    factories.sign_in(client, GrantKind.STAFF, factories.staff(Role.DOOR).id, Role.DOOR)
    factories.sign_in(client, GrantKind.DOOR, door.device_id)
    assert [client.get(address).status_code for address in ("/door", f"/door/{door.id}")] == [200, 200]
