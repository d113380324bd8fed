"""What an installation holds is there after its database was taken to another version, and back."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from tests import factories
from webapp.extensions import db
from webapp.participants.models import OrganisationKind
from webapp.programme import panels

BEFORE_PANELLISTS_PREPARE = "a1c0d3b7e208"


@pytest.fixture
def counted(app, edition):
    """Everything that hangs on participants and panellists: their tables are rebuilt on the way."""
    factories.issued_pass(edition, name="Ana Rojas", mission="CL")
    panels.add(
        edition.country_sessions[0].id,
        name="Fatou Diop",
        organisation="Collectif",
        kind=OrganisationKind.CSO,
        minutes=5,
        locale="fr",
        by="test",
    )
    return _count()


def _count() -> dict[str, int]:
    tables = (
        "participant",
        "pass",
        "expectation",
        "panellist",
        "statement",
        "country_session",
        "audit_entry",
    )
    counts = {table: db.session.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables}
    db.session.rollback()
    return counts


def test_rows_survive_the_rebuilding_of_the_tables_that_they_point_at(counted):
    assert all(counted.values())
    downgrade(revision=BEFORE_PANELLISTS_PREPARE)
    assert "safety_line" not in inspect(db.engine).get_table_names()
    assert _count() == counted
    upgrade()
    assert "safety_line" in inspect(db.engine).get_table_names()
    assert _count() == counted


@pytest.mark.sqlite
def test_afterwards_foreign_keys_hold_again(counted):
    downgrade(revision=BEFORE_PANELLISTS_PREPARE)
    upgrade()
    for _ in range(3):  # whichever connection of the pool
        with db.engine.connect() as connection:
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
