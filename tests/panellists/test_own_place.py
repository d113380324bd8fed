"""The panellist's own page: for whoever holds the application or the pass of that place, and for nobody else."""

from datetime import UTC, date, datetime

import pytest

from tests import factories, pages
from tests.panellists import steps
from tests.selection import steps as selection
from webapp.access import links
from webapp.access.permissions import GrantKind
from webapp.briefing.models import DueDate, Part
from webapp.core import clock
from webapp.extensions import db
from webapp.participants.models import OrganisationKind
from webapp.safety import mails
from webapp.safety.models import SafetyLine


def test_it_says_where_when_and_how(ana, here):
    here.room = "Room XXV"
    db.session.commit()
    said = ana.says()
    for words in (
        "Your place on the panel",
        "Turkmenistan",
        "Monday 28 August 2023, 10:00–11:00, Geneva time (Europe/Zurich)",
        "Room XXV",
        "7 minutes",
        "Ana Rojas",
        "In public Name and organisation",
        "Everybody reads Ana Rojas, Red de mujeres",
    ):
        assert words in said
    decision = ana.browser.get(f"/applications/{ana.application_id}/decision").text
    assert f'href="{ana.page}?lang=en"' in decision
    assert f'href="/applications/{ana.application_id}/decision?lang=en"' in ana.browser.get(ana.page).text


def test_the_pass_opens_it_too(app, ana):
    assert "Ana Rojas" in steps.with_pass(app, ana.id).get(ana.page).text


def test_nobody_else_is_let_in(app, desk, ana, here, edition):
    other = steps.seated(app, desk, here, "Ligue", speaker="Ben Diaz")
    delegate = app.test_client()
    factories.sign_in(delegate, GrantKind.PASS, factories.issued_pass(edition).id)
    strangers = [other.browser, steps.with_pass(app, other.id), delegate, desk, app.test_client()]
    assert [browser.get(ana.page).status_code for browser in strangers] == [404] * 5


@pytest.mark.parametrize("missing", ["0" * 20, "%00", "%ff", "x-y"])
def test_what_is_not_there(ana, missing):
    assert ana.browser.get(f"/panellists/{missing}").status_code == 404


def test_one_who_was_invited_without_an_application(app, here):
    invited = factories.panellist(here, "Cleo Paz", "Ombuds", OrganisationKind.NHRI, appearance=None)
    page = steps.with_pass(app, invited.id).get(f"/panellists/{invited.id}")
    assert page.status_code == 200
    assert "Everybody reads The National Human Rights Institution" in steps.pages.text_of(page.text)
    assert "/applications/" not in page.text


def test_who_was_taken_off_everything_reads_it_there(ana):
    row = ana.row
    row.hidden_at = clock.now()
    db.session.commit()
    said = ana.says()
    assert "In public Taken off everything, as you asked" in said
    assert "Everybody reads A speaker from civil society" in said


# ---- Until when ----


def test_a_due_date_is_past_once_its_day_is_over_in_geneva(ana, edition):
    db.session.add(DueDate(edition_number=edition.number, part=Part.TEXT, due_on=date(2023, 6, 12)))
    db.session.commit()
    clock.set_for_tests(datetime(2023, 6, 12, 21, 59, tzinfo=UTC))
    factories.sign_in(ana.browser, GrantKind.APPLICATION, ana.application_id)
    assert "Nothing yet until Monday 12 June 2023" in ana.says()
    assert "Please hand it in by Monday 12 June 2023, 23:59" in ana.says("/statement")
    clock.set_for_tests(datetime(2023, 6, 12, 22, 0, tzinfo=UTC))
    said = ana.says()
    assert "Nothing yet was due on Monday 12 June 2023" in said
    assert "until Monday" not in said
    assert "This was due on Monday 12 June 2023, 23:59, Geneva time" in ana.says("/statement")
    assert ("was due" in ana.says("/proposals"), said.count("was due")) == (False, 1)


# ---- The safety link again ----


def send_safety_link(browser, of):
    reply = pages.submit(browser, of.page, f"{of.page}/safety-link")
    db.session.rollback()
    return reply


def to_line(mail) -> list[str]:
    """To whose line the links of a mail lead."""
    tokens = [each.split("/links/")[1].split("?")[0] for each in pages.links_in(mail.text)]
    found = [links.find(token) for token in tokens]
    return [link.subject_id for link in found if link.kind == GrantKind.SAFETY_LINE]


def test_the_safety_link_goes_again_to_the_address_on_record_and_to_no_other(app, ana):
    line = db.session.get_one(SafetyLine, ana.row.participant_id)
    line.email = "on-record@red.example"
    db.session.commit()
    before = {mail.id for mail in selection.mails()}
    pass_alone = steps.with_pass(app, ana.id)
    for browser in (ana.browser, pass_alone):
        shown = browser.get(ana.page).text
        assert ("Send my safety link again" in shown, "on-record" in shown) == (True, False)
        assert send_safety_link(browser, ana).location == f"{ana.page}?lang=en"
    sent = [mail for mail in selection.mails() if mail.id not in before]
    assert [(mail.to, to_line(mail)) for mail in sent] == [
        ("on-record@red.example", [ana.row.participant_id])
    ] * 2
    assert "The link is on its way to the address that we have for it." in ana.says()


def test_the_safety_link_is_sent_five_times_an_hour_at_the_most(app, ana):
    before = len(selection.mails())
    keys = [ana.browser, steps.with_pass(app, ana.id)]
    assert [send_safety_link(keys[turn % 2], ana).status_code for turn in range(6)] == [303] * 5 + [429]
    assert len(selection.mails()) == before + 5


@pytest.mark.parametrize("missing", ["line", "address", "time"])
def test_without_a_line_that_can_be_mailed_there_is_no_such_button(app, ana, edition, missing):
    line = db.session.get_one(SafetyLine, ana.row.participant_id)
    until = mails.works_until(edition)
    if missing == "line":
        db.session.delete(line)
    elif missing == "address":
        line.email = None
    else:
        clock.set_for_tests(until)
        factories.sign_in(ana.browser, GrantKind.APPLICATION, ana.application_id)
    db.session.commit()
    before = len(selection.mails())
    assert "Send my safety link again" not in ana.browser.get(ana.page).text
    assert send_safety_link(ana.browser, ana).status_code == 404
    assert len(selection.mails()) == before


def test_nobody_else_has_the_safety_link_sent(app, desk, ana, here):
    other = steps.seated(app, desk, here, "Ligue", speaker="Ben Diaz")
    before = len(selection.mails())
    for browser in (other.browser, steps.with_pass(app, other.id)):
        token = pages.token_in(browser.get(other.page).text)
        assert browser.post(f"{ana.page}/safety-link", data={"csrf_token": token}).status_code == 404
    assert len(selection.mails()) == before
