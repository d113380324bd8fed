"""Instants are stored in UTC and read back aware; a naive one is refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import StatementError

from webapp.core.audit import AuditEntry
from webapp.core.transaction import transaction
from webapp.extensions import db


def stored(at: datetime) -> datetime:
    with transaction() as session:
        session.add(AuditEntry(at=at, by="test", verb="try", object_kind="thing", object_id="1"))
    db.session.remove()
    return db.session.scalars(db.select(AuditEntry.at)).one()


def test_an_instant_comes_back_in_utc(app):
    at = stored(datetime(2023, 8, 28, 10, 30, 0, 123456, tzinfo=ZoneInfo("Europe/Zurich")))
    assert at.isoformat() == "2023-08-28T08:30:00.123456+00:00"
    assert at.tzinfo is UTC


def test_a_naive_instant_is_refused(app):
    with pytest.raises(StatementError, match="needs its zone"):
        stored(datetime(2023, 8, 28, 10, 30))
