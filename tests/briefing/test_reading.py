"""Who may read what was handed in: the whole table; and through the pages, for everybody who could try."""

from itertools import product

import pytest

from tests import factories
from tests.briefing import handed
from tests.selection import steps
from webapp.access.permissions import GrantKind, Role
from webapp.briefing.models import HandedIn, Part, Readers
from webapp.briefing.reading import Reader, any_may_read, may_read
from webapp.core.transaction import transaction
from webapp.delegations.models import FocalPointStatus
from webapp.editions.models import CountrySession, CountrySessionStatus
from webapp.participants import actions as participants
from webapp.participants.models import Appearance, Participant
from webapp.programme import panels
from webapp.programme.models import Panellist, StatementStatus

_PANEL = {"panel", "speaker", "secretariat"}
_MISSIONS = {"mission", *_PANEL}
_EVERYBODY = {"everybody", *_MISSIONS}

# Each choice with each status of the statement: exactly these read.
TABLE = {
    (None, "waiting"): _PANEL,
    (None, "speaking"): _PANEL,
    (None, "given"): _PANEL,
    ("panel", "waiting"): _PANEL,
    ("panel", "speaking"): _PANEL,
    ("panel", "given"): _PANEL,
    ("missions", "waiting"): _MISSIONS,
    ("missions", "speaking"): _MISSIONS,
    ("missions", "given"): _MISSIONS,
    ("missions_after", "waiting"): _PANEL,
    ("missions_after", "speaking"): _PANEL,
    ("missions_after", "given"): _MISSIONS,
    ("public", "waiting"): _PANEL,
    ("public", "speaking"): _PANEL,
    ("public", "given"): _EVERYBODY,
}


def row(choice: str | None) -> HandedIn:
    return HandedIn(part=Part.TEXT, version=1, readers=choice and Readers(choice))


def readers(choice: str | None, status: str, hidden: bool) -> set[str]:
    return {reader for reader in Reader if may_read(row(choice), StatementStatus(status), hidden, reader)}


def test_the_table_has_every_choice_and_every_status():
    assert set(TABLE) == set(product([None, *Readers], StatementStatus))


@pytest.mark.parametrize(("choice", "status"), TABLE)
def test_each_row_of_the_table(choice, status):
    assert readers(choice, status, hidden=False) == TABLE[choice, status]


@pytest.mark.parametrize(("choice", "status"), TABLE)
def test_who_was_taken_off_everything_is_read_by_themselves_and_the_secretariat(choice, status):
    assert readers(choice, status, hidden=True) == {"speaker", "secretariat"}


def test_somebody_who_is_several_reads_what_any_of_them_may():
    """And whoever is nothing in particular is still one of everybody."""
    given, waiting = StatementStatus.GIVEN, StatementStatus.WAITING
    assert any_may_read(row("missions"), waiting, False, {Reader.PANEL, Reader.MISSION})
    assert any_may_read(row("public"), given, False, set())
    assert not any_may_read(row("missions"), given, False, set())


# ---- Through the pages ----


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def page(here):
    return f"/editions/44/statements/{here.id}"


@pytest.fixture
def ana(here):
    """Who chose that the organisation alone is shown."""
    return factories.panellist(here, "Ana Rojas", "Red de mujeres", appearance=Appearance.ORGANISATION)


@pytest.fixture
def people(app, edition, here, ana):
    """A browser for everybody who could try, and what each is in this country session."""
    ben = factories.panellist(here, "Ben Diaz")
    elsewhere = factories.panellist(edition.country_sessions[1], "Cleo Paz")
    other = factories.edition(50, states=("TM",))
    revoked = factories.issued_pass(edition, mission="FR")
    replaced = factories.panellist(here, "Dan Ek")
    off_the_panel = handed.with_pass_of(app, replaced)
    with transaction() as session:
        participants.revoke_passes(session, session.get(Participant, revoked.participant_id), "test")
        panels.unseat(session, session.get(Panellist, replaced.id), by="test")
    door = factories.device(factories.door(edition))
    status = FocalPointStatus
    return {
        "nobody": app.test_client(),
        "delegate": handed.delegate(app, edition),
        "delegate of the State under Review": handed.delegate(app, edition, mission="TM"),
        "focal point": handed.focal_point(app, edition, status.CONFIRMED, "NO"),
        "focal point who claims": handed.focal_point(app, edition, status.CLAIM, "SE"),
        "focal point, unproved": handed.focal_point(app, edition, status.UNPROVED, "DK"),
        "focal point, refused": handed.focal_point(app, edition, status.REFUSED, "FI"),
        "focal point, invited": handed.focal_point(app, edition, status.INVITED, "IS"),
        "delegate of another edition": handed.delegate(app, other),
        "focal point of another edition": handed.focal_point(app, other, status.CONFIRMED),
        "revoked pass": handed.browser(app, GrantKind.PASS, revoked.id),
        "speaker": handed.with_pass_of(app, ana),
        "of the panel": handed.with_pass_of(app, ben),
        "of another panel": handed.with_pass_of(app, elsewhere),
        "off the panel": off_the_panel,
        "somebody who applied": handed.browser(app, GrantKind.APPLICATION, steps.applied(here)),
        "coordinator": handed.staff(app, Role.COORDINATOR),
        "moderator": handed.staff(app, Role.MODERATOR),
        "reviewer": handed.staff(app, Role.REVIEWER),
        "door staff": handed.staff(app, Role.DOOR),
        "door": handed.browser(app, GrantKind.DOOR, door.id),
        "hall": handed.browser(app, GrantKind.HALL, here.id),
        "podium": handed.browser(app, GrantKind.PODIUM, here.id),
    }


SECRETARIAT = {"coordinator", "moderator"}
OWN = {"speaker", *SECRETARIAT}
PANEL = {"of the panel", *OWN}
MISSIONS = {"delegate", "delegate of the State under Review", "focal point", *PANEL}


CHOICES = {
    Part.TEXT: Readers.MISSIONS,
    Part.PROPOSALS: Readers.MISSIONS_AFTER,
    Part.FACTSHEET: Readers.PUBLIC,
    Part.VIDEO: None,
}


def test_each_part_is_read_by_exactly_those_whom_its_choice_names(page, people, ana):
    """Before the statement, after it, when "given" is taken back, and once they asked to be taken off everything."""
    handed.text(ana, "Our statement", readers=CHOICES[Part.TEXT])
    handed.proposal(ana, "Our proposal", readers=CHOICES[Part.PROPOSALS])
    files = {part: handed.file(ana, part, readers=CHOICES[part]) for part in (Part.FACTSHEET, Part.VIDEO)}
    before, after = (
        {part: all_of(people, TABLE[choice, status]) for part, choice in CHOICES.items()}
        for status in ("waiting", "given")
    )
    assert read(people, page, files) == before
    handed.given(ana)
    assert read(people, page, files) == after
    handed.given(ana, StatementStatus.WAITING)
    assert read(people, page, files) == before
    handed.given(ana)
    handed.hide(ana)
    assert read(people, page, files) == dict.fromkeys(Part, OWN)


def read(people, page, files) -> dict[Part, set[str]]:
    """Who finds each part; the overview counts for each what their page shows, and the files are given out alike."""
    found = {part: set() for part in Part}
    for who, browser in people.items():
        text, overview = browser.get(page).text, browser.get(page.rpartition("/")[0]).text
        there = {
            Part.TEXT: "Our statement" in text,
            Part.PROPOSALS: "Our proposal" in text,
            **{part: file_id in text for part, file_id in files.items()},
        }
        words = ("1 statement", "1 factsheet", "1 suggested recommendation", "1 video")
        assert {part: each in overview for part, each in zip(Part, words, strict=True)} == there, who
        assert {part: handed.is_given(browser, page, file_id) for part, file_id in files.items()} == {
            part: there[part] for part in files
        }, who
        for part, is_there in there.items():
            found[part] |= {who} if is_there else set()
    return found


def all_of(people, readers: set[str]) -> set[str]:
    """The people behind the names of the table."""
    who = {"everybody": set(people), "mission": MISSIONS, "panel": PANEL}
    return next(who[each] for each in ("everybody", "mission", "panel") if each in readers)


def test_a_country_session_that_is_not_held_is_read_alike(app, edition, here, page, ana):
    handed.text(ana, "Our statement", readers=Readers.MISSIONS)
    with transaction() as session:
        session.get_one(CountrySession, here.id).status = CountrySessionStatus.NOT_HELD
    text = handed.delegate(app, edition).get(page).text
    assert ("Our statement" in text, "Not held" in text) == (True, True)
