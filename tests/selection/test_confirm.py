"""A place is confirmed: a seat at the decided place of the panel, as the person chose to appear, and a pass by mail."""

from datetime import timedelta

import pytest

from tests import factories, pages
from tests.selection import steps
from webapp.access.permissions import GrantKind
from webapp.core import clock
from webapp.extensions import db
from webapp.participants.models import Appearance, OrganisationKind, Participant
from webapp.programme.models import Panellist
from webapp.selection.models import Reply


@pytest.fixture
def offered(desk):
    """Accepts somebody and releases the decisions."""

    def make(*application_ids):
        for application_id in application_ids:
            assert steps.accept(desk, application_id).status_code == 303
        assert steps.release(desk).status_code == 303

    return make


def test_the_place_is_confirmed(app, here, offered):
    one = steps.applied(here, "Red de mujeres", speaker="Ana Rojas", kind="coalition", locale="es")
    offered(one)
    browser = steps.applicant(app, one)
    said = steps.says(browser, one)
    assert "You are invited to speak Waiting for your answer" in said
    assert "kept for you until Friday 30 June 2023, 18:00, Geneva time (Europe/Zurich)" in said
    assert "Turkmenistan" in said
    assert "7 minutes" in said
    assert "Organisation only" in said
    assert steps.panel(here) == []

    reply = steps.confirm(browser, one)
    assert (reply.status_code, reply.location) == (303, f"/applications/{one}/decision?lang=en")
    assert "You will speak" in steps.says(browser, one)
    assert steps.decision(one).reply == Reply.CONFIRMED
    assert steps.panel(here) == [(None, 2), ("Ana Rojas", 7)]
    panellist = db.session.scalars(db.select(Panellist)).one()
    assert (panellist.application_id, panellist.appearance) == (one, Appearance.ORGANISATION)
    assert (panellist.organisation, panellist.kind) == ("Red de mujeres", OrganisationKind.COALITION)
    person = panellist.participant
    assert (person.locale, [at.state for at in person.expected_at]) == ("es", ["TM"])
    assert person.live_pass is not None


def test_only_who_agreed_to_be_photographed_will_wear_the_mark(app, here, offered):
    ana = steps.applied(here, "Red de mujeres", speaker="Ana Rojas", photographs="yes")
    fatou = steps.applied(here, "Collectif", speaker="Fatou Diop", photographs="no")
    offered(ana, fatou)
    for one in (ana, fatou):
        assert steps.confirm(steps.applicant(app, one), one).status_code == 303
    marked = db.select(Participant.name).where(Participant.photographed)
    assert db.session.scalars(marked).all() == ["Ana Rojas"]


def test_the_pass_comes_by_mail(app, here, offered):
    one = steps.applied(here, "Red de mujeres", speaker="Ana Rojas")
    offered(one)
    steps.confirm(steps.applicant(app, one), one)
    mail = steps.mail_to(one, "Here is the pass")
    assert mail.subject == "Pre-sessions 44: a message for you"
    assert mail.attachment is None
    assert [word for word in ("Ana", "Red de", "Turkmenistan") if word in mail.text] == []
    to_pass, to_application = pages.links_in(mail.text)
    phone = app.test_client()
    opened = steps.post(phone, to_pass, to_pass)
    held = db.session.scalars(db.select(Participant)).one().live_pass
    assert opened.location == f"/passes/{held.id}?lang=en"
    shown = phone.get(opened.location).text
    assert "Ana Rojas" in shown
    assert f"/passes/{held.id}.ics" in shown
    assert f"/passes/{held.id}.pdf" in shown
    assert to_application.startswith("/links/")


def test_pressing_twice_seats_once(app, here, offered):
    one = steps.applied(here)
    offered(one)
    browser = steps.applicant(app, one)
    assert [steps.confirm(browser, one).status_code for _ in range(2)] == [303, 303]
    assert len(steps.panel(here)) == 2
    assert len(steps.mails_to(one)) == 3  # the offer, the pass, and the safety line


def test_each_comes_to_the_decided_place_whoever_confirms_first(app, here, offered):
    names = ["Ana", "Ben", "Cleo"]
    ids = [steps.applied(here, speaker=name) for name in names]
    offered(*ids)
    for application_id in (ids[2], ids[0], ids[1]):
        assert steps.confirm(steps.applicant(app, application_id), application_id).status_code == 303
    assert [name for name, _minutes in steps.panel(here)] == [None, "Ana", "Ben", "Cleo"]


def test_the_last_minute_counts_and_the_next_does_not(app, here, offered):
    early, late = steps.applied(here, speaker="Ana"), steps.applied(here, speaker="Ben")
    offered(early, late)
    until = steps.decision(early).reply_until
    assert until.isoformat() == "2023-06-30T16:01:00+00:00"
    clock.set_for_tests(until - timedelta(seconds=1))
    assert steps.confirm(steps.applicant(app, early), early).status_code == 303
    clock.set_for_tests(until)
    browser = steps.applicant(app, late)
    assert "The time to confirm is over" in steps.says(browser, late)
    reply = steps.confirm(browser, late)
    assert (reply.status_code, "the place is not kept any longer" in reply.text) == (422, True)
    assert [name for name, _minutes in steps.panel(here)] == [None, "Ana"]


def test_nobody_confirms_what_was_not_offered(app, desk, here):
    waiting, declined, undecided = (steps.applied(here) for _ in range(3))
    steps.wait(desk, waiting)
    steps.decline(desk, declined)
    steps.release(desk)
    for application_id in (waiting, declined, undecided):
        browser = steps.applicant(app, application_id)
        for noun in ("confirmation", "refusal", "pass-mail"):
            assert steps.reply(browser, application_id, noun).status_code == 404
    assert steps.panel(here) == []


def test_nobody_confirms_before_the_release(app, desk, here):
    one = steps.applied(here)
    steps.accept(desk, one)
    browser = steps.applicant(app, one)
    assert steps.confirm(browser, one).status_code == 404
    assert (steps.decision(one).reply, steps.panel(here)) == (None, [])


def test_nobody_confirms_for_another(app, here, offered):
    one, other = steps.applied(here), steps.applied(here)
    offered(one, other)
    browser = steps.applicant(app, other)
    assert browser.get(steps.page_of(one)).status_code == 404
    assert steps.post(browser, steps.page_of(other), f"/applications/{one}/confirmation").status_code == 404
    assert steps.panel(here) == []


def test_who_withdrew_does_not_confirm(app, here, offered):
    one = steps.applied(here)
    offered(one)
    steps.withdraw(one)
    reply = steps.confirm(steps.applicant(app, one), one)
    assert (reply.status_code, "This application was withdrawn." in reply.text) == (422, True)
    assert steps.panel(here) == []


def test_a_country_session_that_is_not_held_seats_nobody(app, here, offered):
    one = steps.applied(here)
    offered(one)
    here.status = "not_held"
    db.session.commit()
    reply = steps.confirm(steps.applicant(app, one), one)
    assert (reply.status_code, "will not be held" in reply.text) == (422, True)
    assert steps.decision(one).reply == Reply.OPEN


def test_who_moved_into_two_rooms_at_once_is_told(app, edition, offered):
    """The hours were changed after the decisions."""
    first, second = edition.country_sessions[:2]
    one = steps.applied(first, "Red", speaker="Ana")
    other = steps.applied(second, "Red", speaker="Ana")
    offered(one, other)
    steps.confirm(steps.applicant(app, one), one)
    second.starts_at = first.starts_at
    db.session.commit()
    reply = steps.confirm(steps.applicant(app, other), other)
    assert reply.status_code == 422
    assert "another country session at the same time" in reply.text
    assert steps.decision(other).reply == Reply.OPEN


def test_who_speaks_in_two_hours_has_one_pass(app, edition, offered):
    first, second = edition.country_sessions[:2]
    both = [steps.applied(place, "Red", speaker="Ana") for place in (first, second)]
    offered(*both)
    for application_id in both:
        steps.confirm(steps.applicant(app, application_id), application_id)
    person = db.session.scalars(db.select(Participant)).one()
    assert (len(person.passes), [at.state for at in person.expected_at]) == (1, ["TM", "BF"])


def test_the_pass_is_sent_again(app, here, offered):
    one = steps.applied(here)
    offered(one)
    browser = steps.applicant(app, one)
    assert steps.reply(browser, one, "pass-mail").status_code == 404
    steps.confirm(browser, one)
    assert steps.reply(browser, one, "pass-mail").status_code == 303
    assert len(steps.mails_to(one)) == 4


def test_a_pass_signs_nobody_in_as_the_applicant(app, here, offered):
    one = steps.applied(here)
    offered(one)
    steps.confirm(steps.applicant(app, one), one)
    held = db.session.scalars(db.select(Participant)).one().live_pass
    phone = app.test_client()
    factories.sign_in(phone, GrantKind.PASS, held.id)
    assert phone.get(steps.page_of(one)).status_code == 404
