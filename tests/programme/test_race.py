"""Two moderators who press at the same instant: one wins, the other is told, and nobody's statement is skipped."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests import factories
from webapp.core.refused import Stale
from webapp.extensions import db
from webapp.participants.models import OrganisationKind
from webapp.programme import panels, sittings


@pytest.fixture
def at_once(app):
    """Runs acts at the same instant, each in a thread of its own; what each raised."""

    def run(*acts) -> list:
        start = Barrier(len(acts))

        def one(act):
            with app.app_context():
                start.wait(10)
                try:
                    return act()
                except Stale as stale:
                    return stale.status
                finally:
                    db.session.remove()

        db.session.rollback()
        with ThreadPoolExecutor(len(acts)) as threads:
            return list(threads.map(one, acts))

    return run


def test_next_pressed_by_two_at_once(at_once, moderator, here):
    slots = [factories.statement(factories.panellist(here, f"Speaker {number}")).id for number in range(12)]
    for number, slot in enumerate(slots, 1):

        def press(slot=slot, version=moderator.version):
            return sittings.start_statement(moderator.here, slot, version=version, by="staff:1")

        assert sorted(at_once(press, press), key=str) == [409, None]
        rest = len(slots) - number
        assert moderator.statuses == ["given"] * (number - 1) + ["speaking"] + ["waiting"] * rest
    assert moderator.version == 12


def test_the_very_first_acts_of_two_at_once(at_once, edition):
    """There is no row yet that they could meet at."""
    for here in [country_session.id for country_session in edition.country_sessions]:

        def pause(here=here):
            return sittings.start_timer(here, 90, version=0, by="staff:1")

        def suspend(here=here):
            return sittings.suspend(here, version=0, by="staff:2")

        assert sorted(at_once(pause, suspend), key=str) == [409, None]


def test_two_who_add_panellists_at_once(at_once, here):
    country_session_id = here.id

    def add(name):
        return lambda: panels.add(
            country_session_id,
            name=name,
            organisation="Ligue",
            kind=OrganisationKind.CSO,
            minutes=5,
            locale="en",
            by="staff:1",
        )

    at_once(*(add(f"Speaker {number}") for number in range(6)))
    order = db.session.execute(db.text("SELECT position, minutes FROM statement ORDER BY position")).all()
    assert order == [(0, 2), (1, 5), (2, 5), (3, 5), (4, 5), (5, 5), (6, 5)]
