"""The release: every mail is seen before; then all decisions are announced at once, with a mail to each."""

import re

import pytest

from tests import factories, pages
from tests.selection import steps
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock, jobs, outbox
from webapp.core.audit import AuditEntry
from webapp.core.jobs import Job
from webapp.extensions import db
from webapp.selection import offers
from webapp.selection.models import Decision, Reply

SUBJECT = "Pre-sessions 44: a message for you"


@pytest.fixture
def prepared(desk, here):
    """One of each outcome, and one undecided: their ids."""
    accepted = steps.applied(here, "Red de mujeres", speaker="Ana Rojas", locale="es")
    waiting = steps.applied(here, "Ligue pour les droits", locale="fr")
    declined, undecided = steps.applied(here, "Watch", locale="en"), steps.applied(here, "Late Office")
    steps.accept(desk, accepted)
    steps.wait(desk, waiting)
    steps.decline(desk, declined)
    return accepted, waiting, declined, undecided


def states_of(*ids):
    """(released, reply) of each."""
    rows = [steps.decision(application_id) for application_id in ids]
    return [row and (row.released_at is not None, row.reply) for row in rows]


def test_every_mail_is_seen_before(desk, prepared):
    html = desk.get(steps.RELEASE, query_string=steps.UNTIL).text
    shown = pages.text_of(html)
    assert "1 application is not decided yet" in shown
    assert "Late Office , Turkmenistan" in shown
    assert "Accepted 0 0 1 Waiting list 0 1 0 Declined 1 0 0" in shown
    assert "To confirm by: Friday 30 June 2023, 18:00, Geneva time (Europe/Zurich)" in shown
    letters = re.findall(r'<pre class="letter">(.*?)</pre>', html, re.S)
    assert len(letters) == 3
    assert "http://localhost:8000/links/…" in letters[0]
    assert "Late Office" not in "".join(letters)
    assert "Release 3 decisions" in shown
    assert steps.mails() == []


def test_what_was_seen_is_what_is_sent(desk, prepared):
    html = desk.get(steps.RELEASE, query_string=steps.UNTIL).text
    shown = [pages.unescape(text) for text in re.findall(r'<pre class="letter">(.*?)</pre>', html, re.S)]
    assert steps.release(desk).status_code == 303
    sent = {mail.to: re.sub(r"/links/\S+", "/links/…", mail.text) for mail in steps.mails()}
    order = [steps.application(application_id).email for application_id in prepared[:3]]
    assert [sent[to].strip() for to in order] == [text.strip() for text in shown]


def test_all_are_announced_at_once(desk, prepared):
    reply = steps.release(desk)
    assert (reply.status_code, reply.location) == (303, f"{steps.RELEASE}?lang=en")
    assert states_of(*prepared) == [(True, Reply.OPEN), (True, None), (True, None), None]
    assert {row.released_at for row in db.session.scalars(db.select(Decision))} == {steps.JUNE}
    addresses = [steps.application(application_id).email for application_id in prepared[:3]]
    found = {mail.to: mail.locale for mail in steps.mails()}
    assert found == dict(zip(addresses, ("es", "fr", "en"), strict=True))
    released = db.select(AuditEntry.object_id).where(AuditEntry.verb == "release")
    assert sorted(db.session.scalars(released)) == sorted(prepared[:3])


def test_no_mail_says_what_could_endanger(desk, prepared):
    steps.release(desk)
    words = ("Ana", "Rojas", "Red de", "Ligue", "Watch", "Turkm", "accepted", "declined", "speak")
    mails = steps.mails()
    assert [(word, mail.subject) for mail in mails for word in words if word in mail.subject] == []
    assert [(word, mail.text) for mail in mails for word in words[:6] if word in mail.text] == []


def test_what_each_mail_says(desk, here):
    ids = [steps.applied(here) for _ in range(3)]
    steps.accept(desk, ids[0])
    steps.wait(desk, ids[1])
    steps.decline(desk, ids[2])
    steps.release(desk)
    accepted, waiting, declined = (steps.mails_to(application_id)[0] for application_id in ids)
    assert {accepted.subject, waiting.subject, declined.subject} == {SUBJECT}
    assert "you are invited to speak" in accepted.text
    assert "confirm by Friday 30 June 2023, 18:00, Geneva time (Europe/Zurich)." in accepted.text
    assert "is on the waiting list" in waiting.text
    assert "was not selected for a place on the panel" in declined.text
    assert "Write to the permanent missions in Geneva" in declined.text
    assert [len(pages.links_in(mail.text)) for mail in (accepted, waiting, declined)] == [1, 1, 1]
    reference = steps.application(ids[2]).reference
    assert f"Application {reference}" in declined.text


def test_the_link_in_the_mail_gives_the_application(app, desk, here):
    one = steps.applied(here)
    steps.decline(desk, one)
    steps.release(desk)
    (link,) = pages.links_in(steps.mails_to(one)[0].text)
    browser = app.test_client()
    steps.post(browser, link, link)
    assert "Your application was not selected" in steps.says(browser, one)


def test_each_applicant_reads_their_outcome(app, desk, prepared):
    steps.release(desk)
    words = ("You are invited to speak", "on the waiting list", "was not selected", "Not decided yet")
    said = [steps.says(steps.applicant(app, each), each) for each in prepared]
    assert [[word in text for word in words] for text in said] == [
        [word == other for other in words] for word in words
    ]
    assert "Write to the permanent missions" in said[2]


def test_pressing_twice_releases_once(desk, prepared):
    seen = steps.seen_in(desk.get(steps.RELEASE, query_string=steps.UNTIL).text)
    assert [steps.release(desk, seen=seen).status_code for _ in range(2)] == [303, 303]
    assert len(steps.mails()) == 3
    assert len(db.session.scalars(db.select(Job).where(Job.kind == offers.LAPSE)).all()) == 1


def test_releasing_again_tells_only_what_was_decided_since(desk, prepared):
    steps.release(desk)
    clock.set_for_tests(clock.now() + jobs.FIRST_RETRY)
    steps.decline(desk, prepared[3])
    assert "Release 1 decision" in pages.text_of(desk.get(steps.RELEASE).text)
    assert steps.release(desk).status_code == 303
    assert len(steps.mails()) == 4
    assert len(steps.mails_to(prepared[3])) == 1
    shown = pages.text_of(desk.get(steps.RELEASE).text)
    assert "Mon 12 Jun 10:30, 1 decision Mails on their way" in shown
    assert "Mon 12 Jun 10:30, 3 decisions Mails on their way" in shown


def test_what_was_changed_after_the_preview_is_shown_before_it_is_released(desk, prepared):
    accepted, waiting, _declined, undecided = prepared
    seen = steps.seen_in(desk.get(steps.RELEASE, query_string=steps.UNTIL).text)
    steps.decline(desk, undecided)
    reply = steps.release(desk, seen=seen)
    assert reply.status_code == 409
    assert "Release 4 decisions" in pages.text_of(reply.text)
    assert (states_of(accepted, waiting), steps.mails()) == ([(False, None), (False, None)], [])
    assert steps.release(desk, seen=steps.seen_in(reply.text)).status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2023-06-12", "hour": "10:29"}, "The date to confirm by has passed."),
        ({"day": "2023-06-11"}, "The date to confirm by has passed."),
        ({"day": "2023-08-28", "hour": "00:00"}, "must lie before the week begins"),
        ({"day": "2023-09-02"}, "must lie before the week begins"),
        ({"day": "30 June"}, "Write the day as 2023-07-07, and the hour as 23:59."),
        ({"day": "0001-01-01"}, "Write the day as 2023-07-07"),
        ({"day": "9999-12-31"}, "Write the day as 2023-07-07"),
        ({"hour": "24:00"}, "Write the day as 2023-07-07"),
        ({"hour": ""}, "Write the day as 2023-07-07"),
    ],
)
def test_a_date_that_cannot_be(desk, prepared, typed, sentence):
    reply = steps.release(desk, **typed)
    assert (reply.status_code, sentence in reply.text) == (422, True)
    assert (states_of(*prepared[:3]), steps.mails()) == ([(False, None)] * 3, [])
    looked = desk.get(steps.RELEASE, query_string={**steps.UNTIL, **typed})
    assert (looked.status_code, sentence in looked.text) == (422, True)


def test_the_last_minute_before_the_week_is_a_date(desk, prepared):
    assert steps.release(desk, day="2023-08-27", hour="23:59").status_code == 303
    assert steps.decision(prepared[0]).reply_until.isoformat() == "2023-08-27T22:00:00+00:00"


def test_the_page_proposes_two_weeks(desk, prepared):
    assert "To confirm by: Monday 26 June 2023, 23:59" in pages.text_of(desk.get(steps.RELEASE).text)


def test_who_would_be_in_two_rooms_by_now_stops_it(desk, edition):
    """The hours were changed after the decisions."""
    first, second = edition.country_sessions[:2]
    ids = [steps.applied(place, "Red", speaker="Ana") for place in (first, second)]
    for application_id in ids:
        steps.accept(desk, application_id)
    second.starts_at = first.starts_at
    db.session.commit()
    reply = steps.release(desk)
    assert (reply.status_code, "Nobody is in two rooms at once" in reply.text) == (422, True)
    assert (states_of(*ids), steps.mails()) == ([(False, None)] * 2, [])


def test_a_withdrawn_application_hears_nothing(desk, prepared):
    steps.withdraw(prepared[0])
    steps.release(desk)
    assert states_of(*prepared[:3]) == [(False, None), (True, None), (True, None)]
    assert steps.mails_to(prepared[0]) == []


def test_what_was_announced_is_not_decided_otherwise(desk, prepared):
    steps.release(desk)
    for application_id in prepared[:3]:
        for verb in (steps.accept, steps.wait, steps.decline, steps.take_back):
            reply = verb(desk, application_id)
            assert (reply.status_code, "This decision was announced" in reply.text) == (422, True)
    assert states_of(*prepared[:3]) == [(True, Reply.OPEN), (True, None), (True, None)]


# ---- How far the mails are ----


def test_the_page_shows_how_many_mails_wait(desk, prepared):
    steps.release(desk)
    shown = pages.text_of(desk.get(steps.RELEASE).text)
    assert "Released Mon 12 Jun 10:30, 3 decisions Mails on their way 3 mails wait in the outbox" in shown
    part = desk.get(steps.RELEASE, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in part
    assert "csrf" not in part.lower()
    assert jobs.work_off(outbox.JOB) == 3
    shown = pages.text_of(desk.get(steps.RELEASE).text)
    assert "Mon 12 Jun 10:30, 3 decisions All mails sent" in shown
    assert "hx-trigger" not in desk.get(steps.RELEASE).text


def test_mails_that_go_out_later_are_not_counted_with_it(app, desk, prepared):
    steps.release(desk)
    jobs.work_off(outbox.JOB)
    clock.set_for_tests(clock.now() + jobs.FIRST_RETRY)
    steps.confirm(steps.applicant(app, prepared[0]), prepared[0])
    assert len(steps.mails()) == 2
    assert "All mails sent" in desk.get(steps.RELEASE).text


def test_nothing_to_release(desk, edition):
    assert "There is nothing to release" in desk.get(steps.RELEASE).text
    assert steps.release(desk, seen="0").status_code == 303
    assert steps.mails() == []


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.DOOR, Role.REVIEWER])
def test_others_of_the_staff_find_nothing(app, edition, role, here):
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, factories.staff(role).id, role)
    found = [
        browser.get(page).status_code
        for page in (steps.OVERVIEW, steps.RELEASE, f"{steps.OVERVIEW}/{here.id}")
    ]
    assert found == [404, 404, 404]
