"""A country session with a panel, and a moderator who presses what the page shows."""

from types import SimpleNamespace

import pytest

from tests import factories
from webapp.core.live import versions
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants.models import OrganisationKind
from webapp.programme import audiences, queries, sittings
from webapp.programme.models import Statement

NAMES = ("Ana Rojas", "Ben Diaz", "Cleo Paz")


class Moderator:
    """Presses: each act of `sittings` by its name, with the number that the page shows now unless told another."""

    def __init__(self, country_session_id: str):
        self.here = country_session_id

    def __getattr__(self, act: str):
        def press(*what, version: int | None = None):
            seen = self.version if version is None else version
            getattr(sittings, act)(self.here, *what, version=seen, by="staff:1")
            db.session.rollback()

        return press

    @property
    def version(self) -> int:
        db.session.rollback()
        return queries.sitting(self.here).version

    @property
    def view(self) -> queries.SittingView:
        db.session.rollback()
        return queries.sitting_view(self.here)

    @property
    def statuses(self) -> list[str]:
        return [str(speaker.status) for speaker in self.view.speakers]


@pytest.fixture
def here(edition) -> CountrySession:
    """The country session on Turkmenistan."""
    return edition.country_sessions[0]


@pytest.fixture
def slots(here) -> list[str]:
    """The ids of the slots of three panellists, in their order: the last speaks for the NHRI."""
    kinds = (OrganisationKind.CSO, OrganisationKind.COALITION, OrganisationKind.NHRI)
    people = [factories.panellist(here, name, kind=kind) for name, kind in zip(NAMES, kinds, strict=True)]
    return [factories.statement(person).id for person in people]


@pytest.fixture
def moderator(here) -> Moderator:
    return Moderator(here.id)


@pytest.fixture
def told(here):
    """How often each audience was told since it was last asked."""
    topics = {
        audience: f"{audience}/{here.id}"
        for audience in (audiences.MODERATORS, audiences.DELEGATES, audiences.HALL, audiences.PODIUM)
    }
    seen = SimpleNamespace(before=dict.fromkeys(topics, 0))

    def since() -> dict[str, int]:
        db.session.rollback()
        known = versions.read(list(topics.values()))
        now = {audience: known[topic] for audience, topic in topics.items()}
        rises = {audience: now[audience] - seen.before[audience] for audience in topics}
        seen.before = now
        return rises

    return since


@pytest.fixture
def slot():
    """A slot as the database has it now."""

    def read(statement_id: str) -> Statement:
        db.session.rollback()
        return db.session.get_one(Statement, statement_id)

    return read
