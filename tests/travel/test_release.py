"""The release of grants: apart from that of the speakers, each mail seen before, then all at once or not at all."""

import os
import re
import signal
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import event

from tests import pages
from tests.selection import steps
from tests.travel import office, own
from webapp import config, create_app
from webapp.core import clock, jobs, outbox
from webapp.core.jobs import Job
from webapp.core.outbox import Message
from webapp.extensions import db
from webapp.travel import queries, releasing
from webapp.travel.models import GrantDecision, GrantOutcome

SUBJECT = "Pre-sessions 44: a message for you"
MANY = 40


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(app):
    return office.edition().country_sessions[0]


@pytest.fixture
def desk(app, here):
    desk = steps.coordinator(app)
    office.set_budget(desk)
    return desk


@pytest.fixture
def prepared(desk, here):
    """One given, one declined, and one undecided: their ids."""
    given = own.applied(here, organisation="Red de mujeres", speaker="Ana Rojas", locale="es")
    declined = own.applied(here, organisation="Ligue pour les droits", locale="fr")
    undecided = own.applied(here, organisation="Late Office")
    office.give(desk, given)
    office.decline(desk, declined)
    return given, declined, undecided


def told(*ids: str) -> list[bool]:
    db.session.rollback()
    return [queries.decision_of(each) is not None for each in ids]


def test_every_mail_is_seen_before_and_sent_as_it_was_seen(desk, prepared):
    html = desk.get(office.RELEASE).text
    shown = own.main_of(html)
    assert "1 request is not decided yet" in shown
    assert "Late Office , Turkmenistan" in shown
    assert "Granted 0 0 1 Not granted 0 1 0" in shown
    assert "Red de mujeres , Turkmenistan: Granted, CHF 1,600" in shown
    assert "Release 2 decisions" in shown
    letters = office.letters_of(html)
    assert len(letters) == 2
    assert all("http://localhost:8000/links/…" in letter for letter in letters)
    assert steps.mails() == []

    assert office.release(desk).status_code == 303
    sent = {mail.to: re.sub(r"/links/\S+", "/links/…", mail.text).strip() for mail in steps.mails()}
    addresses = [own.application(each).email for each in prepared[:2]]
    # They stand by organisation.
    assert [sent[to] for to in reversed(addresses)] == [letter.strip() for letter in letters]
    assert {mail.to: mail.locale for mail in steps.mails()} == dict(zip(addresses, ("es", "fr"), strict=True))


def test_all_are_announced_at_once_and_nothing_before(app, desk, prepared):
    given, declined, _undecided = prepared
    assert told(*prepared) == [False] * 3
    assert "No decision on a travel grant" in own.says(own.holder(app, given), given, "grant-decision")
    office.release(desk)
    assert told(*prepared) == [True, True, False]
    assert office.decided(*prepared) == [
        ("given", 800, 5, 6, "open"),
        ("declined", 0, 0, 0, None),
        None,
    ]
    assert {row.released_at for row in db.session.scalars(db.select(GrantDecision))} == {steps.JUNE}
    assert office.verbs(given) == office.verbs(declined) == ["decide", "release"]
    shown = office.says(desk, office.RELEASE)
    assert "Mon 12 Jun 10:30, 2 decisions Mails on their way" in shown
    assert "2 mails wait in the outbox" in shown
    jobs.work_off(outbox.JOB)
    assert "2 decisions All mails sent" in office.says(desk, office.RELEASE)


def test_the_speakers_hear_of_their_places_in_another_release(desk, prepared):
    given, _declined, _undecided = prepared
    steps.accept(desk, given)
    office.release(desk)
    assert steps.decision(given).released_at is None
    steps.release(desk)
    assert steps.decision(given).released_at == steps.JUNE
    assert [len(steps.mails_to(each)) for each in prepared] == [2, 1, 0]


def test_no_mail_says_what_could_endanger(desk, here):
    one, other = own.applied(here, organisation="Red de mujeres", speaker="Ana Rojas"), own.applied(here)
    office.give(desk, one)
    office.decline(desk, other)
    office.release(desk)
    given, declined = steps.mails_to(one)[0], steps.mails_to(other)[0]
    assert {given.subject, declined.subject} == {SUBJECT}
    assert "We can offer you the travel grant" in given.text
    assert "we cannot offer you a travel grant" in declined.text
    words = ("Ana", "Rojas", "Red de", "Turkm", "1,600", "CHF")
    assert [word for word in words for mail in (given, declined) if word in mail.text + mail.html] == []
    assert [len(pages.links_in(mail.text)) for mail in (given, declined)] == [1, 1]


def test_the_link_in_the_mail_leads_to_the_answer(app, desk, prepared):
    given = prepared[0]
    office.release(desk)
    (link,) = pages.links_in(steps.mails_to(given)[0].text)
    browser = app.test_client()
    steps.post(browser, link, link)
    assert own.accept(browser, given).status_code == 303
    assert office.decided(given) == [("given", 800, 5, 6, "accepted")]


def test_a_grant_by_which_nobody_would_speak_is_pointed_out(desk, prepared):
    given = prepared[0]
    assert "nobody speaks" not in office.says(desk, office.RELEASE)
    steps.decline(desk, given)
    shown = office.says(desk, office.RELEASE)
    assert "1 grant is for an application by which nobody speaks" in shown
    assert "Red de mujeres , Turkmenistan: Declined, not announced" in shown
    assert office.release(desk).status_code == 303


def test_pressing_twice_releases_once(desk, prepared):
    seen = steps.seen_in(desk.get(office.RELEASE).text)
    assert [office.release(desk, seen).status_code for _ in range(2)] == [303, 303]
    assert len(steps.mails()) == 2


def test_what_was_changed_after_the_preview_is_shown_before_it_is_released(desk, prepared):
    seen = steps.seen_in(desk.get(office.RELEASE).text)
    office.decline(desk, prepared[2])
    reply = office.release(desk, seen)
    assert reply.status_code == 409
    assert "Release 3 decisions" in pages.text_of(reply.text)
    assert (told(*prepared), steps.mails()) == ([False] * 3, [])
    assert office.release(desk, steps.seen_in(reply.text)).status_code == 303


# ---- Killed half-way ----


def _release(instance: Path, database_url: str) -> None:
    """What a server's process does for the button, until the system kills it at the twentieth mail."""
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}
    with create_app(config.read(instance, settings)).app_context():
        clock.set_for_tests(steps.JUNE)
        what = releasing.seen(queries.prepared(44))
        event.listen(Message, "init", partial(_count, []))
        releasing.release(44, what=what, by="test")


def _count(made: list[int], *_args) -> None:
    made.append(1)
    if len(made) == MANY // 2:
        db.session.flush()
        os.kill(os.getpid(), signal.SIGKILL)


def state() -> tuple[int, ...]:
    """Grants that are announced, mails that are promised, jobs that are to be done."""
    db.session.rollback()
    released = (
        db.select(db.func.count()).select_from(GrantDecision).where(GrantDecision.released_at.is_not(None))
    )
    counts = (released, *(db.select(db.func.count()).select_from(table) for table in (Message, Job)))
    return tuple(db.session.scalar(each) for each in counts)


def test_killed_half_way_nothing_happened_and_afterwards_all_of_it(desk, here, instance, database_url):
    outcomes = list(GrantOutcome)
    for place in range(MANY):
        own.decided(own.applied(here), outcomes[place % 2], released=False)
    db.session.rollback()
    process = get_context("spawn").Process(target=_release, args=(instance, database_url))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert state() == (0, 0, 0)
    assert len(queries.prepared(44)) == MANY
    assert office.release(desk).status_code == 303
    assert state() == (MANY, MANY, MANY)
