"""Receipts of a journey: for who took a grant, freed of metadata, seen by themselves alone."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.core.files import samples
from tests.selection import steps
from tests.travel import own
from webapp import config
from webapp.core import clock
from webapp.core.files.models import StoredFile
from webapp.extensions import db
from webapp.travel.models import Receipt

TAKEN = "Send a PDF, or a picture (JPEG or PNG), of at most 20 MB."


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def traveller(app, here):
    """Somebody who took a grant, in their browser."""
    return _traveller(app, here)


def _traveller(app, here, name="Ana Rojas"):
    one = own.seated(here, name)
    own.decided(one)
    browser = own.holder(app, one)
    own.accept(browser, one)
    return browser, one


def stored() -> list[tuple[str, str]]:
    """What is kept: (what it was for, amount), each with its file."""
    db.session.rollback()
    files = set(db.session.scalars(select(StoredFile.id)))
    receipts = db.session.scalars(select(Receipt).order_by(Receipt.what)).all()
    assert {receipt.file_id for receipt in receipts} == files
    return [(receipt.what, receipt.amount) for receipt in receipts]


def copies(browser, one: str) -> list[str]:
    html = browser.get(own.url(one, "travel-receipts")).text
    return re.findall(rf'href="(/applications/{one}/travel-receipts/\w+)\?', html)


def test_it_is_received_listed_and_given_back_without_its_metadata(traveller):
    browser, one = traveller
    reply = own.send_receipt(browser, one, samples.jpeg(), what="Taxi", amount="UZS 60 000")
    assert (reply.status_code, reply.location) == (303, f"/applications/{one}/travel-receipts?lang=en")
    said = own.says(browser, one, "travel-receipts")
    assert "Received." in said
    assert "Taxi UZS 60 000 , " in said
    assert "It is erased on Sunday 1 October 2023." in said
    (copy,) = copies(browser, one)
    reply = browser.get(copy)
    assert (reply.status_code, reply.mimetype) == (200, "image/jpeg")
    # What the camera or its owner called it is in nobody's folder of downloads.
    assert reply.headers["Content-Disposition"] == 'attachment; filename="receipt.jpg"'
    assert reply.headers["Cache-Control"] == "no-store"
    assert samples.secrets_in(samples.jpeg()) != set()
    assert samples.secrets_in(reply.data) == set()


@pytest.mark.parametrize(("body", "kind"), [(samples.plain_pdf, "pdf"), (samples.png, "png")])
def test_a_pdf_and_a_png_are_taken_too(traveller, body, kind):
    browser, one = traveller
    assert own.send_receipt(browser, one, body()).status_code == 303
    (copy,) = copies(browser, one)
    assert browser.get(copy).headers["Content-Disposition"] == f'attachment; filename="receipt.{kind}"'


def test_the_same_sent_twice_is_one_and_two_things_on_one_paper_are_two(traveller):
    browser, one = traveller
    for what in ("Visa", "Visa", "Photographs"):
        assert own.send_receipt(browser, one, samples.png(), what=what, amount="50").status_code == 303
    assert stored() == [("Photographs", "50"), ("Visa", "50")]


def test_it_is_removed_with_what_was_said_of_it(traveller):
    browser, one = traveller
    own.send_receipt(browser, one, samples.png())
    (copy,) = copies(browser, one)
    page = own.url(one, "travel-receipts")
    assert steps.post(browser, page, f"{copy}/removal").status_code == 303
    assert (stored(), copies(browser, one)) == ([], [])
    assert browser.get(copy).status_code == 404
    assert steps.post(browser, page, f"{copy}/removal").status_code == 404


def test_only_for_who_took_a_grant(app, here):
    """Not before it is released, not before it is accepted, not where it is declined or turned down, not without."""
    prepared, offered, declined, none = (own.seated(here, f"Speaker {number}") for number in range(4))
    own.decided(prepared, released=False)
    own.decided(offered)
    own.decided(declined, own.DECLINED)

    def status(one) -> int:
        return own.holder(app, one).get(own.url(one, "travel-receipts")).status_code

    assert [status(one) for one in (prepared, offered, declined, none)] == [404] * 4
    browser = own.holder(app, offered)
    own.accept(browser, offered)
    assert status(offered) == 200
    page = own.url(offered, "travel-receipts")
    own.send_receipt(browser, offered, samples.png())
    (copy,) = copies(browser, offered)
    token = own.pages.token_in(browser.get(page).text)
    own.turn_down(browser, offered)
    assert status(offered) == 404
    assert browser.get(copy).status_code == 404
    assert browser.post(page, data={"csrf_token": token, "what": "x", "amount": "1"}).status_code == 404
    assert browser.post(f"{copy}/removal", data={"csrf_token": token}).status_code == 404


def test_nobody_else_reaches_it_by_any_address(app, here, traveller):
    browser, one = traveller
    own.send_receipt(browser, one, samples.png())
    (file_id,) = (copy.rpartition("/")[2] for copy in copies(browser, one))
    other_browser, other = _traveller(app, here, "Ben Okri")
    page = own.url(other, "travel-receipts")
    for base in (one, other):  # also below an application of their own
        assert other_browser.get(own.url(base, f"travel-receipts/{file_id}")).status_code == 404
        removal = own.url(base, f"travel-receipts/{file_id}/removal")
        assert steps.post(other_browser, page, removal).status_code == 404
    assert app.test_client().get(own.url(one, f"travel-receipts/{file_id}")).status_code == 404
    assert len(stored()) == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(traveller):
    browser, one = traveller
    reply = own.send_receipt(browser, one, None)
    assert (reply.status_code, own.main_of(reply.text).count("Choose the file of the receipt.")) == (422, 2)
    assert 'value="Train to the airport"' in reply.text
    reply = own.send_receipt(browser, one, samples.png(), what="", amount="XAF\0")
    said = own.main_of(reply.text)
    assert reply.status_code == 422
    for sentence in (
        "Write what it was for, such as the train to the airport.",
        "This contains characters that cannot be printed.",
        "Choose the file once more: it was not kept.",
    ):
        assert said.count(sentence) == 2
    assert stored() == []


@pytest.mark.parametrize("body", [samples.docx, lambda: b"MZ" + b"\0" * 2000, lambda: b""])
def test_other_files_are_refused_whatever_their_name(traveller, body):
    browser, one = traveller
    reply = own.send_receipt(browser, one, body(), name="receipt.pdf")
    assert (reply.status_code, TAKEN in reply.text, "XAF 45 000" in reply.text) == (422, True, True)
    assert stored() == []


@pytest.mark.parametrize(("beyond", "status"), [(1, 422), (2**20, 413)])
def test_too_large_a_file_is_refused_with_the_limit(traveller, beyond, status):
    browser, one = traveller
    body = b"%PDF-" + b"x" * (config.current().upload_max_mb * 2**20 + beyond)
    reply = own.send_receipt(browser, one, body)
    said = own.main_of(reply.text)
    assert (reply.status_code, f"This file is too large. {TAKEN}" in said) == (status, True)
    assert stored() == []


def test_a_file_without_its_words_is_shown_and_can_be_removed(traveller):
    """The app was killed between the two."""
    browser, one = traveller
    own.send_receipt(browser, one, samples.png())
    db.session.execute(db.delete(Receipt))
    db.session.commit()
    assert "Receipt 1 Not given" in own.says(browser, one, "travel-receipts")
    (copy,) = copies(browser, one)
    assert steps.post(browser, own.url(one, "travel-receipts"), f"{copy}/removal").status_code == 303
    assert stored() == []


def test_receipts_can_be_sent_after_the_week_until_everything_is_erased(app, edition, traveller):
    """Every other link ends with the week: the mail that says "accepted" holds one that does not."""
    _browser, one = traveller
    (mail,) = steps.mails_to(one)
    assert mail.subject == "Pre-sessions 44: a message for you"
    assert "until Sunday 1 October 2023, also after the week" in mail.text
    assert [word for word in ("Ana", "Organisation", "Turkmenistan", "CHF") if word in mail.text] == []
    (link,) = own.pages.links_in(mail.text)
    for now, opens in (
        (datetime(2023, 9, 30, 21, 59, tzinfo=UTC), 200),
        (datetime(2023, 9, 30, 22, tzinfo=UTC), 404),
    ):
        clock.set_for_tests(now)
        phone = app.test_client()
        steps.post(phone, link, link)
        assert phone.get(own.url(one, "travel-receipts")).status_code == opens
