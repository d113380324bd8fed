"""Erasing what is due: each duty of each edition in a transaction of its own, and what was left behind on disk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from webapp import config
from webapp.core import clock
from webapp.core.files import leftovers
from webapp.core.transaction import transaction
from webapp.editions import queries as editions
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.retention.duties import DUTIES, Duty

MAIL_FILES_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Done:
    """How much of one kind was erased, or would be. Without an edition it is about none."""

    what: str
    many: int
    edition_number: int | None = None


def run(*, by: str, dry: bool = False) -> list[Done]:
    """Erases what is due now, and says what and how much, in the order in which it was done; `dry` changes nothing.

    Killed in the middle, it has done some of it, each whole; the next run does the rest.
    """
    done = [
        Done(duty.what, many, edition.number)
        for edition in editions.editions()
        for duty in DUTIES
        if (many := _do(duty, edition, by, dry))
    ]
    return done + [each for each in _left_behind(by, dry) if each.many]


def _do(duty: Duty, edition: Edition, by: str, dry: bool) -> int:
    number, is_due = edition.number, clock.now() >= duty.due_at(edition)
    many = duty.count(db.session, number) if is_due else 0
    if many and not dry:
        with transaction() as session:
            many = duty.count(session, number)
            duty.erase(session, number, by)
    return many


# ---- On disk ----


def _left_behind(by: str, dry: bool) -> list[Done]:
    mails = _old_mails()
    if dry:
        unfinished, strays = len(leftovers.unfinished()), len(leftovers.strays())
    else:
        unfinished, strays = leftovers.erase_unfinished(by=by), leftovers.erase_strays()
        for file in mails:
            file.unlink(missing_ok=True)
    return [
        Done("files that were begun and never finished", unfinished),
        Done("stray files", strays),
        Done("mails in instance/mail", len(mails)),
    ]


def _old_mails() -> list[Path]:
    """Mails that were written to files, because no server is set."""
    before = clock.now() - MAIL_FILES_KEPT
    files = (config.current().instance / "mail").glob("*.eml")
    return [file for file in files if datetime.fromtimestamp(file.stat().st_mtime, before.tzinfo) <= before]
