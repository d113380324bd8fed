"""Late links: one applicant gets a deadline of their own, by mail, and it can be taken back."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from tests import factories, pages
from tests.delegations import steps
from webapp.access import links
from webapp.access.links import LinkStatus
from webapp.access.permissions import GrantKind, Role
from webapp.applications import late_links
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.transaction import transaction
from webapp.extensions import db

HERE = "/desk/editions/44/late-links"
CLOSED = datetime(2023, 6, 1, tzinfo=UTC)
GENERIC = "Pre-sessions 44: a message for you"
LIGUE = "awa@ligue.example.org"


@pytest.fixture(autouse=True)
def edition(app):
    """Its call closed a few hours ago."""
    made = factories.edition(call_closes_on=date(2023, 5, 31))
    clock.set_for_tests(CLOSED)
    return made


@pytest.fixture
def desk(app):
    return steps.coordinator(app)


def give(desk, to=LIGUE, last_day="2023-06-07", language="fr"):
    typed = {"to": to, "last_day": last_day, "language": language}
    reply = desk.post(HERE, data={"csrf_token": pages.token_in(desk.get(HERE).text), **typed})
    # What the test reads next is what the request left.
    db.session.rollback()
    return reply


def draft(email=LIGUE, **values) -> Application:
    defaults = {
        "edition_number": 44,
        "status": ApplicationStatus.DRAFT,
        "locale": "es",
        "answers": {"email": email, "organisation": "Ligue des droits"},
        "email": email,
        "created_at": CLOSED,
        "changed_at": CLOSED,
    }
    with transaction() as session:
        made = Application(**{**defaults, **values})
        session.add(made)
    return made


def sent(**values) -> Application:
    return draft(status=ApplicationStatus.SENT, reference="44-K7RX3B", sent_at=CLOSED, **values)


def applications() -> list[Application]:
    return list(db.session.scalars(select(Application).order_by(Application.created_at, Application.id)))


def rows(desk) -> list[str]:
    """What the list says, one text for each applicant."""
    listed = desk.get(f"{HERE}?lang=en").text.partition("<aside")[0]
    return [pages.text_of(row) for row in re.findall(r'<li class="row">(.*?)</li>', listed, re.S)]


def token_of(mail) -> str:
    (link,) = steps.links_in(mail)
    return link.removeprefix("/links/").partition("?")[0]


def verbs() -> list[tuple[str, str]]:
    entries = select(AuditEntry).where(AuditEntry.object_kind == "application").order_by(AuditEntry.id)
    return [(entry.verb, entry.object_id) for entry in db.session.scalars(entries)]


@pytest.mark.parametrize("role", [Role.DOOR, Role.MODERATOR, Role.REVIEWER])
def test_other_roles_find_nothing(app, desk, role):
    give(desk)
    browser = app.test_client()
    factories.sign_in(browser, GrantKind.STAFF, "2" * 20, role)
    assert browser.get(HERE).status_code == 404
    assert LIGUE not in browser.get(HERE).text


def test_somebody_who_never_began_gets_an_empty_form_and_a_link(desk):
    assert give(desk).status_code == 303
    (made,) = applications()
    assert (made.status, made.locale, made.email, made.answers) == ("draft", "fr", LIGUE, {"email": LIGUE})
    assert made.late_until == datetime(2023, 6, 7, 22, tzinfo=UTC)
    mail = steps.mail(LIGUE, "44")
    assert mail.locale == "fr"
    assert "mercredi 7 juin 2023, 23:59 (Europe/Zurich)" in mail.text
    found = links.find(token_of(mail))
    assert (found.kind, found.subject_id, links.status(found)) == ("application", made.id, LinkStatus.LIVE)
    assert rows(desk) == [
        f"{LIGUE} Until Wednesday 7 June 2023, 23:59 (Geneva, Europe/Zurich) · Draft Take back the deadline of {LIGUE}"
    ]
    assert verbs() == [("give-late-link", made.id)]


def test_the_subject_and_the_beginning_say_nothing_of_applying(desk):
    give(desk, language="en")
    mail = steps.mail(LIGUE, "44")
    assert mail.subject == GENERIC
    assert mail.text.split("\n")[0] == "Good day,"
    assert "a deadline of your own to apply to speak at Pre-sessions 44" in mail.text
    draft("begun@ligue.example.org", locale="en")
    give(desk, to="begun@ligue.example.org")
    mail = steps.mail("begun@ligue.example.org", "44")
    assert mail.subject == GENERIC
    assert "more time for your application to speak at Pre-sessions 44" in mail.text
    assert "Ligue" not in mail.text


def test_an_address_that_has_begun_gets_more_time_for_that(desk):
    begun = draft()
    other = draft("somebody@else.example")
    elsewhere = factories.edition(45)
    untouched = draft(edition_number=elsewhere.number)
    give(desk, to=LIGUE.upper().replace("LIGUE.EXAMPLE.ORG", "ligue.example.org"))
    db.session.rollback()
    until = {each.id: each.late_until for each in applications()}
    assert until == {begun.id: datetime(2023, 6, 7, 22, tzinfo=UTC), other.id: None, untouched.id: None}
    assert steps.mail(LIGUE, "44").locale == "es"
    assert [mail.to for mail in steps.mails()] == [LIGUE]


def test_given_twice_it_is_one_deadline(desk):
    give(desk)
    give(desk, last_day="2023-06-10")
    (made,) = applications()
    assert made.late_until == datetime(2023, 6, 10, 22, tzinfo=UTC)
    assert [mail.to for mail in steps.mails()] == [LIGUE, LIGUE]


def test_given_by_two_at_once_it_is_one_draft(app, desk):
    start = Barrier(2)

    def one(_number) -> None:
        with app.app_context():
            start.wait(10)
            late_links.give_to_address(44, LIGUE, date(2023, 6, 7), locale="en", by="test")
            db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(one, range(2)))
    assert [made.email for made in applications()] == [LIGUE]


@pytest.mark.parametrize("known_as", ["reference", "id"])
def test_an_application_gets_it_by_its_reference_or_its_id(desk, known_as):
    made = sent()
    assert give(desk, to=getattr(made, known_as).swapcase()).status_code == 303
    db.session.rollback()
    (found,) = applications()
    assert (found.status, found.late_until) == ("sent", datetime(2023, 6, 7, 22, tzinfo=UTC))
    assert "44-K7RX3B" not in steps.mail(LIGUE, "44").text
    assert rows(desk)[0].startswith(f"44-K7RX3B {LIGUE} Until Wednesday 7 June 2023, 23:59")


@pytest.mark.parametrize(
    ("to", "last_day", "said"),
    [
        ("", "2023-06-07", "Write an e-mail address or a reference."),
        ("awa@", "2023-06-07", "Write an e-mail address such as name@example.org, or a reference"),
        ("44-AAAAAA", "2023-06-07", "No application of this edition has this reference."),
        (LIGUE, "", "Choose the last day that still counts."),
        (LIGUE, "next week", "Write the day with year, month and day"),
        (LIGUE, "2023-05-31", "That day is past."),
        (LIGUE, "2023-09-02", "By then the week is over."),
        (LIGUE, "9999-12-31", "By then the week is over."),
        (LIGUE, "0001-01-01", "That day is past."),
    ],
)
def test_what_cannot_be_gives_nothing_and_keeps_what_was_typed(desk, to, last_day, said):
    reply = give(desk, to=to, last_day=last_day, language="es")
    assert reply.status_code == 422
    assert said in reply.text
    assert f'value="{last_day}"' in reply.text
    assert '<option selected value="es">' in reply.text
    assert (applications(), steps.mails()) == ([], [])


def test_a_reference_of_another_edition_is_not_found(desk):
    factories.edition(45)
    sent(edition_number=45)
    assert "No application of this edition" in give(desk, to="44-K7RX3B").text


def test_what_was_withdrawn_stays_so(desk):
    draft(status=ApplicationStatus.WITHDRAWN, reference="44-K7RX3B")
    assert "was withdrawn" in give(desk, to="44-K7RX3B").text
    assert steps.mails() == []


def test_a_draft_without_an_address_needs_one(desk):
    made = draft(email=None, answers={})
    reply = give(desk, to=made.id)
    assert "no e-mail address in this draft" in reply.text
    assert steps.mails() == []


def test_while_the_call_is_open_for_everybody_nobody_needs_it(desk):
    clock.set_for_tests(CLOSED - timedelta(days=10))
    assert "open until then for everybody" in give(desk, last_day="2023-05-31").text
    assert give(desk, last_day="2023-06-01").status_code == 303


def test_after_the_week_nobody_gets_more_time(desk, edition):
    clock.set_for_tests(edition.closes_at)
    assert "This week is over" in give(again(desk), last_day="2023-09-10").text
    assert applications() == []


def test_drafts_that_others_began_with_somebody_s_address_flood_no_mailbox(desk):
    for _number in range(8):
        draft()
    give(desk)
    assert len(steps.mails()) == 5
    assert sum(made.late_until is not None for made in applications()) == 5


def again(desk):
    """The sign-in of the fixture ended with the day."""
    factories.sign_in(desk, GrantKind.STAFF, "3" * 20, Role.COORDINATOR)
    return desk


def test_taken_back_an_empty_draft_goes_with_its_link(desk):
    give(desk)
    made_id, token = applications()[0].id, token_of(steps.mail(LIGUE, "44"))
    take_back(desk, made_id)
    assert applications() == []
    assert links.status(links.find(token)) == LinkStatus.REVOKED
    assert rows(desk) == []
    assert verbs() == [("give-late-link", made_id), ("take-back-late-link", made_id)]


def take_back(desk, application_id: str) -> None:
    token = pages.token_in(desk.get(HERE).text)
    reply = desk.post(f"/desk/late-links/{application_id}/withdrawal", data={"csrf_token": token})
    assert reply.status_code == 303
    db.session.rollback()


def test_taken_back_what_was_written_stays_readable(desk):
    made = draft()
    give(desk)
    token = token_of(steps.mail(LIGUE, "44"))
    take_back(desk, made.id)
    (found,) = applications()
    assert (found.late_until, found.answers["organisation"]) == (None, "Ligue des droits")
    assert links.status(links.find(token)) == LinkStatus.LIVE
    reply = desk.post(
        f"/desk/late-links/{made.id}/withdrawal", data={"csrf_token": pages.token_in(desk.get(HERE).text)}
    )
    assert reply.status_code == 404


def test_with_the_link_one_writes_until_the_end_of_its_last_minute(app, desk):
    give(desk, language="en")
    (made_id,) = (made.id for made in applications())
    (link,) = steps.links_in(steps.mail(LIGUE, "44"))
    applicant = app.test_client()
    assert pages.submit(applicant, link).headers["Location"].startswith(f"/applications/{made_id}")
    clock.set_for_tests(datetime(2023, 6, 7, 21, 59, 59, tzinfo=UTC))
    assert write(applicant, made_id, "Ligue des droits") == 200
    clock.set_for_tests(datetime(2023, 6, 7, 22, tzinfo=UTC))
    assert write(applicant, made_id, "Another name") == 422
    assert applications()[0].answers["organisation"] == "Ligue des droits"
    assert "Ligue des droits" in applicant.get(f"/applications/{made_id}").text


def write(applicant, application_id: str, organisation: str) -> int:
    token = pages.token_in(applicant.get(f"/applications/{application_id}").text)
    reply = applicant.post(
        f"/applications/{application_id}/answers",
        data={"organisation": organisation},
        headers={"X-CSRFToken": token, "Accept": "application/json"},
    )
    db.session.rollback()
    return reply.status_code


def test_one_that_is_over_says_so(desk):
    give(desk)
    clock.set_for_tests(datetime(2023, 6, 7, 21, 59, 59, tzinfo=UTC))
    assert " Over " not in rows(again(desk))[0]
    clock.set_for_tests(datetime(2023, 6, 7, 22, tzinfo=UTC))
    assert " Over " in rows(again(desk))[0]
