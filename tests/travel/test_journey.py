"""Your journey: kept in parts, for whoever holds the application of a seat and the coordinator, and nowhere else."""

import re
from datetime import date
from html import unescape

import pytest

from tests import factories
from tests.selection import steps
from tests.travel import own
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.editions.models import Format
from webapp.extensions import db
from webapp.programme.models import Panellist
from webapp.travel import journeys
from webapp.travel.models import Travel, Visa

WHOLE = {
    "passport_name": "ROJAS VÁSQUEZ, ANA",
    "passport_number": "P7654321",
    "passport_country": "TM",
    "passport_expires_on": "2027-05-04",
    "born_on": "1980-02-29",
    "arrives_on": "2023-08-26",
    "leaves_on": "2023-09-02",
    "flights": "TK 1919, Saturday 14:05\nTK 1920",
    "notes": "A step-free room",
    "visa": "applied",
}


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def speaker(app, here):
    """Somebody with a seat, in their browser."""
    one = own.seated(here)
    return own.holder(app, one), one


def values_in(html: str) -> dict[str, str]:
    """What the fields of the form hold."""
    inputs = {
        name[1]: unescape(value[1])
        for tag in re.findall(r"<input [^>]*>", html)
        if (name := re.search(r' name="(\w+)"', tag)) and (value := re.search(r' value="([^"]*)"', tag))
    }
    lines = dict(re.findall(r'name="(\w+)"[^>]*>\s*([^<]*)</textarea>', html))
    chosen = re.findall(r'<option selected value="(\w*)"', html)
    visa = re.findall(r'name="visa" id="visa-\d" value="(\w+)" checked', html)
    return {**inputs, **lines, "passport_country": "".join(chosen), "visa": "".join(visa)}


def test_it_is_kept_in_parts_and_shown_as_it_was_typed(speaker):
    browser, one = speaker
    assert (
        own.keep(browser, one, passport_name="Ana Rojas").location == f"/applications/{one}/journey?lang=en"
    )
    known = own.travel(one)
    assert (known.passport_name, known.passport_number, known.visa) == ("Ana Rojas", None, Visa.UNKNOWN)
    assert own.keep(browser, one, **WHOLE).status_code == 303
    known = own.travel(one)
    assert (known.passport_expires_on, known.born_on) == (date(2027, 5, 4), date(1980, 2, 29))
    assert (known.passport_country, known.visa, known.version) == ("TM", Visa.APPLIED, 2)
    html = browser.get(own.url(one, "journey")).text
    shown = values_in(html)
    assert {field: shown[field].replace("\r\n", "\n") for field in WHOLE} == WHOLE


def test_everything_can_be_taken_away_again(speaker):
    browser, one = speaker
    own.keep(browser, one, **WHOLE)
    assert own.keep(browser, one, **{**dict.fromkeys(WHOLE, ""), "visa": "unknown"}).status_code == 303
    known = own.travel(one)
    left = {field: getattr(known, field) for field in journeys.FIELDS}
    assert left == {**dict.fromkeys(journeys.FIELDS), "visa": Visa.UNKNOWN}


def test_who_will_speak_is_led_there(app, here):
    desk, one, waiting = steps.coordinator(app), own.applied(here), own.applied(here)
    steps.accept(desk, one)
    steps.wait(desk, waiting)
    steps.release(desk)
    browser = own.holder(app, one)
    assert "/journey" not in browser.get(own.url(one, "decision")).text
    steps.confirm(browser, one)
    (way,) = re.findall(r'href="([^"?]*/journey)', browser.get(own.url(one, "decision")).text)
    assert browser.get(way).status_code == 200
    assert "/journey" not in own.holder(app, waiting).get(own.url(waiting, "decision")).text


def test_it_says_who_sees_it_and_when_it_is_erased(speaker):
    browser, one = speaker
    said = own.says(browser, one, "journey")
    assert (
        "The coordinator alone sees this, and whoever holds the link of this application: so do not forward that link."
        " It is erased on Sunday 1 October 2023." in said
    )


def test_the_list_of_issuers_is_the_projects_own_in_the_readers_order(speaker):
    browser, one = speaker
    html = browser.get(f"/applications/{one}/journey?lang=fr").text
    codes = re.findall(r'<option (?:selected )?value="(\w*)"', html)
    assert (len(codes), codes[:3]) == (196, ["", "AF", "ZA"])  # Afghanistan, Afrique du Sud
    assert {"PS", "VA", "CM"} <= set(codes)
    assert {"XK", "AQ", "EU", "TW"} & set(codes) == set()


def test_only_who_has_a_seat_and_really_travels_has_one(app, edition, here, speaker):
    browser, one = speaker
    seatless = own.applied(here)
    for_seatless = own.holder(app, seatless)
    assert for_seatless.get(own.url(seatless, "journey")).status_code == 404
    page = own.url(seatless, "grant-decision")
    assert steps.post(for_seatless, page, own.url(seatless, "journey"), passport_name="X").status_code == 404
    # Another applicant, a panellist's pass, nobody.
    assert for_seatless.get(own.url(one, "journey")).status_code == 404
    assert steps.post(for_seatless, page, own.url(one, "journey"), passport_name="X").status_code == 404
    assert app.test_client().get(own.url(one, "journey")).status_code == 404
    assert own.keep(browser, one, passport_name="Ana").status_code == 303
    edition.format = Format.VIRTUAL
    db.session.commit()
    assert browser.get(own.url(one, "journey")).status_code == 404
    assert (own.travel(one).passport_name, own.travel(seatless)) == ("Ana", None)


def test_of_two_tabs_the_second_is_told_and_loses_nothing(speaker):
    browser, one = speaker
    own.keep(
        browser, one, passport_number="P1", passport_country="CM", arrives_on="2023-08-26", visa="applied"
    )
    seen = own.travel(one).version
    own.keep(
        browser, one, passport_number="TM", passport_country="TM", arrives_on="2023-08-27", visa="issued"
    )
    late = {
        "passport_number": "P3",
        "passport_country": "CM",
        "arrives_on": "2023-08-26",
        "visa": "issued",
        "notes": "Vegan",
    }
    reply = own.keep(browser, one, **late, version=seen)
    said = own.main_of(reply.text)
    assert reply.status_code == 409
    assert "This was changed on another page while you wrote. Nothing was saved yet." in said
    other = "Saved elsewhere, and other than yours: "
    shown = said.partition(other)[2].partition(" Save once more")[0]
    assert shown == (
        "Number of the passport : TM Issued by : Turkmenistan Arrival : Sunday 27 August 2023"
        " Anything else that the coordinator should know : Not given"
    )
    held = values_in(reply.text)
    assert {field: held[field] for field in late} == late
    assert own.travel(one).passport_number == "TM"
    # Sent once more from that page, it takes its place.
    assert own.keep(browser, one, **late, version=held["version"]).status_code == 303
    assert own.travel(one).passport_number == "P3"


def test_the_same_sent_twice_is_one(speaker):
    browser, one = speaker
    assert [own.keep(browser, one, **WHOLE, version=0).status_code for _ in range(2)] == [303, 303]
    assert own.travel(one).version == 1


CHOICES = {"passport_country": "", "visa": ""}  # nothing is chosen of what cannot be
NONSENSE = [
    ("passport_expires_on", "2027-02-29", "Write a day that there is, such as 2023-08-28."),
    ("passport_expires_on", "4 May 2027", "Write a day that there is, such as 2023-08-28."),
    ("born_on", "\0", "Write a day that there is, such as 2023-08-28."),
    ("born_on", "1" * 5000, "Write a day that there is, such as 2023-08-28."),
    ("born_on", "0001-01-01", "Look at the year once more."),
    ("born_on", "2023-06-12", "A date of birth lies in the past."),
    ("arrives_on", "2023-07-28", "This is more than a month before or after the week."),
    ("leaves_on", "2023-10-02", "This is more than a month before or after the week."),
    ("leaves_on", "2024-08-28", "This is more than a month before or after the week."),
    ("leaves_on", "2023-08-24", "The departure is before the arrival."),
    ("passport_country", "XK", "Choose a State from the list, or leave this open."),
    ("passport_country", "Chile", "Choose a State from the list, or leave this open."),
    ("passport_country", "\0", "Choose a State from the list, or leave this open."),
    ("passport_name", "Ana\0Rojas", "This contains characters that cannot be printed."),
    ("passport_name", "Ana\u202eRojas", "This contains characters that cannot be printed."),
    ("passport_name", "x" * 201, "Use at most 200 characters. You used 201."),
    ("passport_number", "x" * 41, "Use at most 40 characters. You used 41."),
    ("flights", "x" * 2001, "Use at most 2000 characters. You used 2001."),
    ("visa", "diplomatic", "Say how far the visa is, or that you do not know yet."),
]


def test_what_cannot_be_is_said_beside_its_field_and_stays_there(speaker):
    browser, one = speaker
    for field, typed, reason in NONSENSE:
        reply = own.keep(browser, one, **{"notes": "Kept", "arrives_on": "2023-08-25", field: typed})
        said = own.main_of(reply.text)
        assert (reply.status_code, said.count(reason)) == (422, 2), field  # in the summary, and at the field
        assert f'id="{field}-error"' in reply.text
        held = values_in(reply.text)
        assert (held["notes"], held[field]) == ("Kept", CHOICES.get(field, typed))
        assert own.travel(one) is None


def test_the_first_and_the_last_day_on_the_way_count(speaker):
    browser, one = speaker
    assert own.keep(browser, one, arrives_on="2023-07-29", leaves_on="2023-10-01").status_code == 303
    assert own.travel(one).leaves_on == date(2023, 10, 1)


def test_ten_megabytes_are_refused_before_they_are_read(speaker):
    browser, one = speaker
    assert own.keep(browser, one, notes="x" * 10_000_000).status_code == 413
    assert own.travel(one) is None


@pytest.mark.parametrize(
    ("day", "warns"), [("2024-02-29", True), ("2024-03-01", False), ("2010-01-01", True)]
)
def test_a_passport_that_runs_out_soon_is_kept_with_a_warning(speaker, day, warns):
    """The week ends on 1 September 2023."""
    browser, one = speaker
    assert own.keep(browser, one, passport_expires_on=day).status_code == 303
    said = own.says(browser, one, "journey")
    assert ("The passport may not be valid for long enough" in said) == warns
    assert own.travel(one).passport_expires_on == date.fromisoformat(day)


def test_a_refused_visa_is_no_end(speaker):
    browser, one = speaker
    sentence = "A refused visa does not cost you your place"
    assert sentence not in own.says(browser, one, "journey")
    own.keep(browser, one, visa="refused")
    assert sentence in own.says(browser, one, "journey")


def test_six_months_end_with_the_month_where_it_is_shorter(edition):
    for last, until in ((date(2026, 8, 31), date(2027, 2, 28)), (date(2026, 12, 31), date(2027, 6, 30))):
        edition.ends_on = last
        assert journeys.valid_until(edition) == until


def test_it_is_nowhere_but_there(app, edition, here, speaker, caplog):
    """Its words are looked for in whatever others open, in mails, in the audit, in the log."""
    browser, one = speaker
    own.keep(browser, one, **WHOLE)
    db.session.rollback()
    words = (WHOLE["passport_number"], "VÁSQUEZ", "TK 1919", "step-free", "1980", "2027")
    floor = f"/floor/{here.id}"
    read = []
    for role in (Role.REVIEWER, Role.MODERATOR, Role.DOOR):
        staff = app.test_client()
        factories.sign_in(staff, GrantKind.STAFF, factories.staff(role).id, role)
        for page in ("/desk", "/desk/review", f"{floor}/moderation", "/desk/editions/44/people?q=Rojas"):
            read.append(staff.get(page).text)
    hall, public = app.test_client(), app.test_client()
    factories.sign_in(hall, GrantKind.HALL, here.id)
    read += [hall.get(f"{floor}/hall").text, public.get("/editions/44/programme").text]
    read += [browser.get(own.url(one, page)).text for page in ("", "decision", "grant-decision")]
    read += [mail.text for mail in steps.mails()]
    read += [str(entry) for entry in db.session.execute(db.text("SELECT * FROM audit_entry"))]
    assert [word for word in words if word in " ".join(read) + caplog.text] == []
    assert "keep" in " ".join(read)
    assert db.session.scalar(db.select(Travel.passport_number)) == WHOLE["passport_number"]


def test_whoever_takes_the_place_begins_anew(app, here, speaker):
    """What the other wrote is erased with it: a passport, and a letter that names its holder."""
    browser, one = speaker
    own.keep(browser, one, **WHOLE)
    own.issue_letter(one)
    (panellist,) = db.session.scalars(db.select(Panellist).filter_by(application_id=one))
    page = f"/panellists/{panellist.id}/substitution?lang=en"
    typed = {"name": "Berta Luna", "appearance": "organisation", "seen": panellist.participant_id}
    assert f"/applications/{one}/journey" in browser.get(f"/panellists/{panellist.id}").text
    assert steps.post(browser, page, page, **typed).status_code == 303
    assert own.travel(one) is None
    assert values_in(browser.get(own.url(one, "journey")).text)["passport_name"] == ""
    assert browser.get(own.url(one, "invitation.pdf")).status_code == 404
