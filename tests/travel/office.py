"""What the coordinator does with grants and journeys, over HTTP."""

import re
from datetime import timedelta

from sqlalchemy import event

from tests import factories, pages
from tests.selection import steps
from tests.travel import own
from webapp.core.audit import AuditEntry
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.travel import queries
from webapp.travel.models import GrantDecision

GRANTS = "/desk/editions/44/grants"
BUDGET, RELEASE = f"{GRANTS}/budget", f"{GRANTS}/release"
JOURNEYS = "/desk/editions/44/journeys"
RATES = {"currency": "CHF", "total": "5000", "night": "100", "per_diem": "50"}
SUM = {"airfare": "800", "nights": "5", "days": "6"}  # 800 + 5 x 100 + 6 x 50 = 1,600
MINUTE = timedelta(minutes=1)


def edition(**values) -> Edition:
    """Pre-sessions 44, with grants of at most six days for two of its States."""
    offered = {"grant_states": ["TM", "BF"], "grant_max_days": 6}
    return factories.edition(**{**offered, **values})


def set_budget(desk, seen: object = 0, **typed):
    return steps.post(desk, BUDGET, BUDGET, **{**RATES, "seen": seen, **typed})


def page_of(application_id: str) -> str:
    return f"{GRANTS}/{application_id}"


def mark(application_id: str) -> str:
    db.session.rollback()
    return queries.request(44, application_id).mark


def act(desk, application_id: str, noun: str, **typed):
    """Presses a button of the request's page, with what the page shows of the decision now."""
    page = page_of(application_id)
    typed.setdefault("seen", mark(application_id))
    return steps.post(desk, page, f"{page}/{noun}", **typed)


def give(desk, application_id: str, **typed):
    return act(desk, application_id, "award", **{**SUM, **typed})


def decline(desk, application_id: str, **typed):
    return act(desk, application_id, "omission", **typed)


def take_back(desk, application_id: str, **typed):
    return act(desk, application_id, "retraction", **typed)


def release(desk, seen: str = ""):
    """Opens the preview and presses its button."""
    seen = seen or steps.seen_in(desk.get(RELEASE).text)
    return steps.post(desk, RELEASE, RELEASE, seen=seen)


def says(desk, page: str) -> str:
    return own.main_of(desk.get(page).text)


def decided(*ids: str) -> list[tuple | None]:
    """(outcome, airfare, nights, days, reply) of each; None where nothing is decided."""
    db.session.rollback()
    rows = [db.session.get(GrantDecision, each) for each in ids]
    return [
        row and (str(row.outcome), row.airfare, row.nights, row.days, row.reply and str(row.reply))
        for row in rows
    ]


def verbs(object_id: str, kind: str = "grant") -> list[str]:
    of_it = db.select(AuditEntry.verb).where(
        AuditEntry.object_id == object_id, AuditEntry.object_kind == kind
    )
    return list(db.session.scalars(of_it.order_by(AuditEntry.id)))


def figures(desk) -> list[str]:
    """Total, committed, prepared and left, as the page of the grants says them."""
    found = re.findall(r"CHF ([\d,]+)", says(desk, GRANTS))
    return [each.replace(",", "") for each in found[:4]]


def letters_of(html: str) -> list[str]:
    return [pages.unescape(text) for text in re.findall(r'<pre class="letter">(.*?)</pre>', html, re.S)]


def statements(desk, page: str) -> int:
    """How many statements the database gets for a page."""
    made = []

    def note(_connection, _cursor, statement, *_more):
        made.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert desk.get(page).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(made)
