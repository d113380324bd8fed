"""How long the release of 500 decisions takes: one transaction with all its mails, for which other writers wait."""

from datetime import UTC, datetime, timedelta
from time import perf_counter

from sqlalchemy import func, insert, select

from bench.applications import EDITION, application_rows
from bench.figures import Figure
from bench.servers import folder
from tests.servers import flask
from webapp import config, create_app
from webapp.applications.models import Application
from webapp.core import clock
from webapp.core.outbox import Message
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, Edition
from webapp.extensions import db
from webapp.selection import queries, releasing
from webapp.selection.models import Decision, Outcome

COUNT = 500
WEEKS_AHEAD = 10


def release() -> list[Figure]:
    """Pre-sessions 44 as if it were ten weeks from now: a tenth accepted, a tenth on the waiting list, the others
    declined; each with a mail in French. From the press of the button until it is on disk."""
    with folder() as instance:
        flask(instance, "db", "upgrade")
        flask(instance, "edition", "load", f"editions/{EDITION}.toml")
        app = create_app(config.read(instance, {}))
        with app.app_context():
            until = _prepare()
            seen = releasing.seen(queries.prepared(EDITION))
            began = perf_counter()
            released = releasing.release(EDITION, reply_until=until, what=seen, by="bench")
            seconds = perf_counter() - began
            mails = db.session.scalar(select(func.count()).select_from(Message))
            db.session.remove()
            db.engine.dispose()
    if (released, mails) != (COUNT, COUNT):
        raise RuntimeError(f"{released} decisions were released, with {mails} mails")
    return [Figure("release_500", round(seconds, 2), f"{mails} mails in the outbox with it")]


def _prepare() -> datetime:
    """Everything decided; until when places are kept."""
    first = (clock.now() + timedelta(weeks=WEEKS_AHEAD)).date()
    with transaction() as session:
        edition = session.get_one(Edition, EDITION)
        later = first - edition.starts_on
        edition.starts_on, edition.ends_on = first, edition.ends_on + later
        for country_session in session.scalars(select(CountrySession)):
            if country_session.starts_at:
                country_session.starts_at += later
    rows = application_rows(COUNT)
    after = max(row["sent_at"] for row in rows)
    decisions = [
        {
            "application_id": row["id"],
            "outcome": (Outcome.ACCEPTED, Outcome.WAITING)[number % 10]
            if number % 10 < 2
            else Outcome.DECLINED,
            "position": number if number % 10 < 2 else None,
            "minutes": 7 if number % 10 == 0 else None,
            "decided_at": after,
        }
        for number, row in enumerate(rows)
    ]
    with transaction() as session:
        session.execute(insert(Application), rows)
        session.execute(insert(Decision), decisions)
    return datetime.combine(first - timedelta(days=14), datetime.min.time(), UTC)
