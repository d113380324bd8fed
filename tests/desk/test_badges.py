"""Badges: chosen on a page, printed outside any request, fetched by the coordinator alone, and erased after a day."""

import re
import signal
import stat
import time
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tests import factories, pages, papers
from tests.delegations import steps
from webapp import config, create_app
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock, jobs
from webapp.core.audit import AuditEntry
from webapp.core.jobs import Job
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.participants import actions as participants
from webapp.participants import printing
from webapp.participants.models import Appearance, Category, OrganisationKind, Participant, Pass
from webapp.participants.printing import BadgePrint
from webapp.programme import panels
from webapp.programme.models import Panellist

PAGE = "/desk/editions/44/badges"
PRINTS = "/desk/editions/44/prints"


@pytest.fixture
def desk(app, edition):
    return steps.coordinator(app)


def ask(desk, selection="all", layout="a4", language="en", number=None):
    answers = {"selection": selection, "layout": layout, "language": language}
    return steps.post(desk, PRINTS, PAGE, **answers, number=number or str(uuid4()))


def files_on(desk) -> list[str]:
    """The addresses of the files that the page offers, the newest print's first."""
    return re.findall(r'href="(/desk/prints/[^"?]+)', desk.get(PAGE).text)


def printed(desk, **answers) -> bytes:
    """The one file of a print, asked for a second after the one before."""
    clock.set_for_tests(clock.now() + timedelta(seconds=1))
    assert ask(desk, **answers).status_code == 303
    assert jobs.work_off(printing.JOB) == 1
    return desk.get(files_on(desk)[0]).data


def people(edition, *who) -> list[Pass]:
    return [factories.issued_pass(edition, name=name, mission=mission) for name, mission in who]


def test_without_a_pass_there_is_nothing_to_print(desk):
    assert "nobody has a pass" in desk.get(PAGE).text


def test_a_print_is_asked_for_made_by_the_job_and_fetched(desk, edition, instance):
    people(edition, ("Ana Rojas", "CL"), ("Litia Cava", "FJ"))
    reply = ask(desk)
    assert (reply.status_code, reply.location) == (303, f"{PAGE}?lang=en")
    waiting = pages.text_of(desk.get(PAGE).text)
    assert "All badges Being printed Mon 28 Aug 10:30, 2 badges, four on A4, English 0 of 2" in waiting
    assert files_on(desk) == []

    assert jobs.work_off(printing.JOB) == 1
    (file,) = files_on(desk)
    reply = desk.get(file)
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="badges-44-1.pdf"'
    assert reply.headers["Cache-Control"] == "no-store"
    assert papers.names(reply.data) == ["Ana Rojas", "Litia Cava"]
    assert papers.sizes(reply.data) == {(210.0, 297.0)}
    assert papers.reader(reply.data).metadata.title == "Badges, Pre-sessions 44"
    (kept,) = (instance / "badges").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f]{32}-1\.pdf", kept.name)


def test_what_stands_on_a_badge(desk, edition):
    (issued,) = people(edition, ("Ana Rojas", "CL"))
    made = printed(desk, layout="a6")
    code = f"{issued.short_code[:4]} {issued.short_code[4:]}"
    said = f"UPR Pre-sessions 44 28 August – 1 September 2023 Ana Rojas Chile Delegate {code}"
    assert papers.texts(made) == [said]
    assert papers.sizes(made) == {(105.0, 148.0)}
    assert " Ana Rojas Chili " in papers.texts(printed(desk, language="fr"))[0]


def test_they_come_by_mission_in_the_order_of_the_language_then_by_name(desk, edition):
    people(edition, ("Zoé", "DE"), ("Álvaro", "ES"), ("Bea", "ES"), ("Åsa", "ES"), ("Kim", "ZA"))
    # Germany, South Africa, Spain; and in French Afrique du Sud, Allemagne, Espagne.
    assert papers.names(printed(desk, language="en")) == ["Zoé", "Kim", "Álvaro", "Åsa", "Bea"]
    assert papers.names(printed(desk, language="fr")) == ["Kim", "Zoé", "Álvaro", "Åsa", "Bea"]


def test_those_of_one_mission(desk, edition):
    people(edition, ("Ana Rojas", "CL"), ("Litia Cava", "FJ"))
    assert papers.names(printed(desk, selection="mission:FJ")) == ["Litia Cava"]
    assert "Fiji Ready" in pages.text_of(desk.get(PAGE).text)


def test_those_not_printed_yet(desk, edition):
    people(edition, ("Ana Rojas", "CL"))
    assert papers.names(printed(desk, selection="unprinted")) == ["Ana Rojas"]
    people(edition, ("Litia Cava", "FJ"))
    assert "Not printed yet (1)" in desk.get(PAGE).text
    assert papers.names(printed(desk, selection="unprinted")) == ["Litia Cava"]
    assert "Not printed yet (0)" in desk.get(PAGE).text
    reply = ask(desk, selection="unprinted")
    assert (reply.status_code, "There is no badge to print" in reply.text) == (422, True)


def test_a_name_that_was_put_right_is_to_be_printed_again(desk, edition):
    (issued,) = people(edition, ("Ana Roja", "CL"))
    printed(desk)
    with transaction() as session:
        participants.rename(session.get(Participant, issued.participant_id), "Ana Rojas")
    assert papers.names(printed(desk, selection="unprinted")) == ["Ana Rojas"]


def test_so_is_one_that_was_put_right_while_it_was_being_printed(desk, edition, monkeypatch):
    (issued,) = people(edition, ("Ana Roja", "CL"))
    write = printing._write

    def meanwhile(file, content):
        write(file, content)
        with transaction() as session:
            participants.rename(session.get(Participant, issued.participant_id), "Ana Rojas")

    monkeypatch.setattr(printing, "_write", meanwhile)
    printed(desk)
    assert "Not printed yet (1)" in desk.get(PAGE).text


def test_a_revoked_pass_has_no_badge(desk, edition):
    gone, _stays = people(edition, ("Ana Rojas", "CL"), ("Litia Cava", "FJ"))
    with transaction() as session:
        participants.revoke_passes(session, session.get(Participant, gone.participant_id), by="test")
    assert papers.names(printed(desk)) == ["Litia Cava"]


def test_many_come_in_several_files(desk, edition, monkeypatch):
    monkeypatch.setattr(printing, "PART", 2)
    people(edition, *((f"Person {number}", "CL") for number in range(5)))
    ask(desk)
    jobs.work_off(printing.JOB)
    found = [papers.names(desk.get(file).data) for file in files_on(desk)]
    assert found == [["Person 0", "Person 1"], ["Person 2", "Person 3"], ["Person 4"]]
    assert "Download part 2 of 3 (PDF)" in desk.get(PAGE).text


def test_the_same_form_sent_twice_prints_once(desk, edition):
    people(edition, ("Ana Rojas", "CL"))
    number = str(uuid4())
    assert [ask(desk, number=number).status_code for _ in range(2)] == [303, 303]
    assert jobs.work_off(printing.JOB) == 1
    assert len(files_on(desk)) == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"selection": "mission:FR"}, "Choose from the list which badges to print."),
        ({"selection": "mission:CL:x"}, "Choose from the list which badges to print."),
        ({"selection": "\0"}, "Choose from the list which badges to print."),
        ({"layout": "a3"}, "Not a valid choice."),
        ({"language": "xx"}, "Choose a language from the list."),
    ],
)
def test_what_is_not_offered_is_refused(desk, edition, wrong, reason):
    people(edition, ("Ana Rojas", "CL"))
    reply = ask(desk, **wrong)
    assert (reply.status_code, reason in reply.text) == (422, True)
    assert jobs.work_off(printing.JOB) == 0


def _print_one_by_one(instance: Path, database_url: str) -> None:
    """What a server's process does for the job of a print, with a file for each badge."""
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}
    with create_app(config.read(instance, settings)).app_context():
        clock.set_for_tests(factories.NOW)
        printing.PART = 1
        jobs.work_off(printing.JOB)


def test_one_that_was_killed_half_way_begins_again_once_its_lease_is_over(
    desk, edition, instance, database_url
):
    people(edition, *((f"Person {number}", "CL") for number in range(9)))
    ask(desk)
    printer = get_context("spawn").Process(target=_print_one_by_one, args=(instance, database_url))
    printer.start()
    deadline = time.monotonic() + 30
    while not list(instance.glob("badges/*-2.pdf")) and time.monotonic() < deadline:
        time.sleep(0.01)
    printer.kill()
    printer.join(10)
    assert printer.exitcode == -signal.SIGKILL
    assert re.search(r"\b[1-8] of 9\b", pages.text_of(desk.get(PAGE).text))

    assert jobs.work_off(printing.JOB) == 0
    clock.set_for_tests(factories.NOW + jobs.LEASE + timedelta(seconds=1))
    assert jobs.work_off(printing.JOB) == 1
    (file,) = files_on(desk)
    assert papers.names(desk.get(file).data) == [f"Person {number}" for number in range(9)]


def test_one_that_cannot_be_made_says_so_and_leaves_nothing(desk, edition, instance, monkeypatch):
    monkeypatch.setattr("webapp.core.typesetting.BATCH_SECONDS", 0.001)
    people(edition, ("Ana Rojas", "CL"))
    ask(desk)
    assert jobs.work_off(printing.JOB) == 1
    shown = pages.text_of(desk.get(PAGE).text)
    assert "All badges Not printed" in shown
    assert "These badges could not be made." in shown
    assert "Not printed yet (1)" in shown
    assert files_on(desk) == []


def test_its_files_are_erased_after_a_day(desk, edition, instance):
    people(edition, ("Ana Rojas", "CL"))
    printed(desk)
    (file,) = files_on(desk)
    clock.set_for_tests(factories.NOW + timedelta(hours=23))
    assert jobs.work_off(printing.ERASURE) == 0
    clock.set_for_tests(factories.NOW + timedelta(hours=24, seconds=1))
    assert jobs.work_off(printing.ERASURE) == 1

    # The sign-in of yesterday has ended too.
    factories.sign_in(desk, GrantKind.STAFF, "1" * 20, Role.COORDINATOR)
    assert desk.get(file).status_code == 404
    assert list((instance / "badges").iterdir()) == []
    assert "All badges Erased" in pages.text_of(desk.get(PAGE).text)
    assert db.session.scalars(select(Job)).all() == []


def test_the_page_asks_for_news_of_a_print_only_while_there_is_one_under_way(desk, edition):
    people(edition, ("Ana Rojas", "CL"))
    ask(desk)
    assert 'hx-trigger="every 2s"' in desk.get(PAGE).text
    part = desk.get(PAGE, headers={"HX-Request": "true"}).text
    assert (part.strip().startswith('<div id="prints"'), "0 of 1" in part) == (True, True)
    jobs.work_off(printing.JOB)
    part = desk.get(PAGE, headers={"HX-Request": "true"}).text
    assert ("hx-trigger" in part, "Download (PDF)" in part) == (False, True)


def test_a_print_of_another_kind_of_person_or_edition_is_nobodys(app, desk, edition):
    people(edition, ("Ana Rojas", "CL"))
    printed(desk)
    (file,) = files_on(desk)
    for role in (Role.MODERATOR, Role.DOOR, Role.REVIEWER):
        other = app.test_client()
        factories.sign_in(other, GrantKind.STAFF, "2" * 20, role)
        assert [other.get(address).status_code for address in (file, PAGE)] == [404, 404]
    for wrong in ("/desk/prints/x/1.pdf", file.replace("/1.pdf", "/2.pdf"), file.replace("/1.pdf", "/0.pdf")):
        assert desk.get(wrong).status_code == 404


def test_a_file_that_is_gone_is_not_there(desk, edition, instance):
    people(edition, ("Ana Rojas", "CL"))
    printed(desk)
    (kept,) = (instance / "badges").iterdir()
    kept.unlink()
    assert desk.get(files_on(desk)[0]).status_code == 404


def test_who_printed_is_kept_by_ids_alone(desk, edition):
    people(edition, ("Ana Rojas", "CL"))
    ask(desk)
    made = db.session.scalars(select(BadgePrint)).one()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "print")).one()
    assert (entry.by, entry.object_kind, entry.object_id) == (f"staff:{'1' * 20}", "badge_print", made.id)


# ---- Those who choose how they are shown ----


@pytest.mark.parametrize(
    ("appearance", "shown"),
    [
        (None, "A. R. Panellist"),
        (Appearance.NEITHER, "A. R. Panellist"),
        (Appearance.ORGANISATION, "A. R. Red de mujeres Panellist"),
        (Appearance.PUBLIC, "Ana Rojas Red de mujeres Panellist"),
    ],
)
def test_a_panellists_badge_says_as_much_as_they_released(desk, edition, appearance, shown):
    panels.add(
        edition.country_sessions[0].id,
        name="Ana Rojas",
        organisation="Red de mujeres",
        kind=OrganisationKind.CSO,
        minutes=5,
        locale="en",
        by="test",
    )
    with transaction() as session:
        session.execute(update(Panellist).values(appearance=appearance))
    (text,) = papers.texts(printed(desk, selection=f"category:{Category.PANELLIST}", layout="a6"))
    assert f"2023 {shown} " in text


def test_only_who_agreed_to_be_photographed_wears_the_mark(desk, edition):
    people(edition, ("Ana Rojas", "CL"), ("Litia Cava", "FJ"))
    with transaction() as session:
        session.execute(update(Participant).where(Participant.name == "Ana Rojas").values(photographed=True))
    of_chile, of_fiji = (printed(desk, selection=f"mission:{code}", layout="a6") for code in ("CL", "FJ"))
    assert papers.pictures(of_chile) == ["QR code of your pass", "May be photographed"]
    assert papers.pictures(of_fiji) == ["QR code of your pass"]


def test_an_organisation_whose_letters_no_font_has_keeps_nobody_from_a_badge(desk, edition):
    panels.add(
        edition.country_sessions[0].id,
        name="Ana Rojas",
        organisation="Red 📷 de mujeres 𐘀",
        kind=OrganisationKind.CSO,
        minutes=5,
        locale="en",
        by="test",
    )
    with transaction() as session:
        session.execute(update(Panellist).values(appearance=Appearance.ORGANISATION))
    (text,) = papers.texts(printed(desk, layout="a6"))
    assert " A. R. Red de mujeres Panellist " in text
