"""Reminders: to those who have not handed in what is asked for, once, with a link of their own and no word of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests import factories, pages
from tests.briefing import handed
from tests.selection import steps
from webapp.access.permissions import Role
from webapp.applications.models import Application
from webapp.briefing import dues, reminders
from webapp.briefing.models import Part
from webapp.core import clock, jobs
from webapp.core.audit import AuditEntry
from webapp.core.jobs import Job
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition, Format
from webapp.extensions import db
from webapp.participants.models import Appearance, OrganisationKind
from webapp.programme import panels
from webapp.programme.models import Panellist, Presence

DUE = date(2023, 8, 18)
BEFORE, AFTER = (datetime(2023, 8, day, 7, tzinfo=UTC) for day in (15, 19))
DESK = "/desk/editions/44/statements"


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def desk(app, edition):
    return handed.staff(app, Role.COORDINATOR)


@pytest.fixture
def dated(edition):
    dues.keep(44, {Part.TEXT: DUE}, seen="", by="test")


def seated(country_session, organisation: str = "Red de mujeres", **answers) -> Panellist:
    """Somebody who applied, was chosen and confirmed."""
    application_id = steps.applied(country_session, organisation, **answers)
    with transaction() as session:
        return panels.seat(
            session,
            session.get(CountrySession, country_session.id),
            name=f"Speaker of {organisation}",
            organisation=organisation,
            kind=OrganisationKind.CSO,
            minutes=7,
            locale="en",
            by="test",
            application_id=application_id,
            appearance=Appearance.PUBLIC,
        )


def at(instant) -> int:
    """Works off what is due then."""
    clock.set_for_tests(instant)
    return jobs.work_off(dues.JOB)


def address(panellist: Panellist) -> str:
    db.session.rollback()
    return db.session.get_one(Application, panellist.application_id).email


def written_to() -> list[str]:
    return [mail.to for mail in steps.mails()]


def change(panellist: Panellist, **values) -> None:
    with transaction() as session:
        row = session.get_one(Panellist, panellist.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_once_before_and_once_after(dated, here):
    ana, done = seated(here), seated(here, "Ligue")
    handed.text(done)
    assert at(BEFORE - timedelta(seconds=1)) == 0
    assert (at(BEFORE), written_to()) == (1, [address(ana)])
    assert (at(BEFORE + timedelta(hours=1)), at(AFTER - timedelta(seconds=1))) == (0, 0)
    assert (at(AFTER), written_to()) == (1, [address(ana)] * 2)
    assert at(AFTER + timedelta(days=5)) == 0


def test_what_the_mail_says_and_where_it_leads(app, dated, here):
    ana = seated(here, locale="en")
    at(BEFORE)
    (mail,) = steps.mails()
    assert mail.subject == "Pre-sessions 44: a message for you"
    assert (
        "- Text of the statement: asked for by Friday 18 August 2023, 23:59, Geneva time (Europe/Zurich)"
        in mail.text
    )
    words = ("Red de mujeres", "Speaker of", "Turkmenistan", "Contact Person", "national")
    assert [word for word in words if word in mail.text + mail.html + mail.subject] == []
    (link,) = pages.links_in(mail.text)
    browser = app.test_client()
    reply = pages.submit(browser, link)
    assert reply.headers["Location"].partition("?")[0] == f"/applications/{ana.application_id}"


def test_whoever_is_seated_later_is_reminded_too(dated, here):
    clock.set_for_tests(BEFORE - timedelta(minutes=1))
    late = seated(here)
    assert (at(BEFORE), written_to()) == (1, [address(late)])


def test_whoever_should_get_none_gets_none(dated, edition, here):
    """Taken off everything, off the panel, without an address, of a session not held, and once they have spoken."""
    hidden, gone, spoke = seated(here, "A"), seated(here, "B"), seated(here, "C")
    not_held = seated(edition.country_sessions[1], "D")
    factories.panellist(here, "Invited by hand")
    other = seated(factories.edition(50, states=("FR",)).country_sessions[0], "E")
    handed.hide(hidden)
    handed.given(spoke)
    with transaction() as session:
        panels.unseat(session, session.get(Panellist, gone.id), by="test")
        session.get_one(CountrySession, not_held.country_session_id).status = CountrySessionStatus.NOT_HELD
    kept = seated(here, "F")
    assert (at(BEFORE), written_to()) == (1, [address(kept)])
    assert address(other) not in written_to()


def test_a_video_is_asked_for_where_it_is_the_way_to_speak(edition, here):
    dues.keep(44, {Part.TEXT: DUE, Part.VIDEO: DUE, Part.FACTSHEET: DUE}, seen="", by="test")
    in_room, by_video = seated(here, "A"), seated(here, "B")
    change(by_video, presence=Presence.VIDEO)
    for panellist in (in_room, by_video):
        handed.text(panellist)
    at(BEFORE)
    (mail,) = steps.mails()
    assert (mail.to, "- Video" in mail.text, "Text of" in mail.text, "Factsheet" in mail.text) == (
        address(by_video),
        True,
        False,
        False,
    )


def test_in_a_virtual_edition_the_video_is_asked_of_everybody_whom_nobody_reads_out(edition, here):
    with transaction() as session:
        session.get_one(Edition, 44).format = Format.VIRTUAL
    dues.keep(44, {Part.VIDEO: DUE}, seen="", by="test")
    ana, read_out, done = seated(here, "A"), seated(here, "B"), seated(here, "C")
    change(read_out, presence=Presence.READ_OUT)
    handed.file(done, Part.VIDEO)
    at(BEFORE)
    assert written_to() == [address(ana)]


def test_only_what_is_due_on_that_day(edition, here):
    """The text was due yesterday, the video is not due for weeks."""
    dues.keep(44, {Part.TEXT: date(2023, 7, 10), Part.VIDEO: DUE}, seen="", by="test")
    ana = seated(here)
    change(ana, presence=Presence.VIDEO)
    at(datetime(2023, 7, 11, 7, tzinfo=UTC))
    mail = steps.mails()[-1]
    assert ("Text of the statement" in mail.text, "Video" in mail.text) == (True, False)


def test_a_job_of_a_date_that_was_changed_writes_to_nobody(dated, here):
    seated(here)
    dues.keep(44, {Part.TEXT: date(2023, 8, 20)}, seen=dues.mark({Part.TEXT: DUE}), by="test")
    clock.set_for_tests(BEFORE)
    reminders.remind_on_the_day("44 2023-08-15")
    assert written_to() == []


def test_a_job_that_is_done_twice_writes_once(dated, here):
    """Its process died between the mails and its own note."""
    seated(here)
    clock.set_for_tests(BEFORE)
    for _ in range(2):
        reminders.remind_on_the_day("44 2023-08-15")
    assert len(written_to()) == 1
    assert [job.subject_id for job in db.session.scalars(select(Job).where(Job.kind == dues.JOB))] == [
        "44 2023-08-19"
    ]


def test_an_edition_that_is_gone_or_over_is_no_trouble(dated, here):
    seated(here)
    reminders.remind_on_the_day("45 2023-08-15")
    clock.set_for_tests(datetime(2023, 9, 3, tzinfo=UTC))
    reminders.remind_on_the_day("44 2023-08-19")
    assert written_to() == []


# ---- By hand ----


def test_by_hand_once_a_day_each(desk, here):
    ana, ben = seated(here, "A"), seated(here, "B")
    one = f"{DESK}/{ana.id}/reminder"
    assert steps.post(desk, DESK, one).status_code == 303
    again = steps.post(desk, DESK, one)
    assert (again.status_code, "written to today already" in again.text) == (422, True)
    assert steps.post(desk, DESK, f"{DESK}/reminders").status_code == 303
    assert sorted(written_to()) == sorted([address(ana), address(ben)])
    handed.later(desk, datetime(2023, 6, 12, 22, 0, tzinfo=UTC))  # midnight in Geneva
    assert steps.post(desk, DESK, f"{DESK}/reminders").status_code == 303
    assert sorted(written_to()) == sorted([address(ana), address(ben)] * 2)
    assert "asked for by" not in steps.mails()[0].text  # no date is set


def test_by_hand_and_by_itself_on_one_day_is_one_mail(desk, dated, here):
    ana, ben = seated(here, "A"), seated(here, "B")
    handed.later(desk, BEFORE - timedelta(hours=1))
    steps.post(desk, DESK, f"{DESK}/{ana.id}/reminder")
    at(BEFORE)
    assert sorted(written_to()) == sorted([address(ana), address(ben)])


@pytest.mark.parametrize("why", ["handed in", "hidden", "no address"])
def test_by_hand_to_nobody_who_should_get_none(desk, here, why):
    ana = factories.panellist(here) if why == "no address" else seated(here)
    if why == "handed in":
        handed.text(ana)
    elif why == "hidden":
        handed.hide(ana)
    assert f"{ana.id}/reminder" not in desk.get(DESK).text
    assert steps.post(desk, DESK, f"{DESK}/{ana.id}/reminder").status_code == 422
    assert steps.post(desk, DESK, f"{DESK}/reminders").status_code == 303
    assert written_to() == []


def test_by_hand_to_nobody_of_another_edition_or_after_the_week(desk, here):
    other = seated(factories.edition(50, states=("FR",)).country_sessions[0])
    ana = seated(here)
    assert steps.post(desk, DESK, f"{DESK}/{other.id}/reminder").status_code == 404
    handed.later(desk, datetime(2023, 9, 3, tzinfo=UTC))
    assert steps.post(desk, DESK, f"{DESK}/{ana.id}/reminder").status_code == 422
    assert steps.post(desk, DESK, f"{DESK}/reminders").status_code == 422
    assert written_to() == []


def test_the_audit_says_who_wrote_by_ids_alone(desk, here):
    ana = seated(here)
    steps.post(desk, DESK, f"{DESK}/{ana.id}/reminder")
    found = db.session.scalars(
        select(AuditEntry).where(AuditEntry.object_id == ana.id).order_by(AuditEntry.id)
    )
    assert [(each.verb, each.by) for each in found][-1] == ("remind-of-statement", f"staff:{'1' * 20}")
