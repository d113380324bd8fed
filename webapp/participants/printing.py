"""Prints of badges: what was asked for, the job that makes them outside any request, and their files for a day."""

import os
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Select, String, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from webapp import config, states
from webapp.core import audit, clock, jobs, typesetting
from webapp.core.refused import NotThere, Refused
from webapp.core.transaction import transaction
from webapp.core.types import Instant, enumeration, random_id
from webapp.extensions import db
from webapp.participants import badges
from webapp.participants.badges import Layout
from webapp.participants.models import Category, Participant, Pass, PassStatus

JOB, ERASURE = "print_badges", "erase_badges"
KEPT = timedelta(days=1)  # the files hold names and codes; another print is quickly made
PART = 500  # badges in one file: a stack of paper that one can handle, and about 200 MB while it is set
SHOWN = 10  # prints on the page


class PrintStatus(StrEnum):
    WAITING = "waiting"
    PRINTING = "printing"
    READY = "ready"
    FAILED = "failed"
    ERASED = "erased"


class Selection(StrEnum):
    """Whose badges. `about` says which mission or category."""

    ALL = "all"
    UNPRINTED = "unprinted"
    MISSION = "mission"
    CATEGORY = "category"


class BadgePrint(db.Model):
    """One print: what was asked for, and how far it is. Its files' names begin with `file_name`, which is random."""

    __tablename__ = "badge_print"

    id: Mapped[str] = random_id()
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"), index=True)
    layout: Mapped[Layout] = mapped_column(enumeration(Layout))
    locale: Mapped[str] = mapped_column(String(8))
    selection: Mapped[Selection] = mapped_column(enumeration(Selection))
    about: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[PrintStatus] = mapped_column(enumeration(PrintStatus))
    requested_by: Mapped[str] = mapped_column(String(64))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    parts: Mapped[int] = mapped_column(default=0)
    file_name: Mapped[str] = mapped_column(String(32))

    @property
    def is_under_way(self) -> bool:
        return self.status in (PrintStatus.WAITING, PrintStatus.PRINTING)


def start(
    edition_number: int,
    selection: Selection,
    about: str | None,
    layout: Layout,
    locale: str,
    *,
    number: str,
    by: str,
) -> None:
    """Asks for a print; the jobs' loop makes it. `number` (a UUID) is the form's: sent twice, it prints once.

    Raises Refused where there is no badge to print.
    """
    print_id = number.replace("-", "")[:20]
    with transaction() as session:
        if session.get(BadgePrint, print_id):
            return
        total = len(session.scalars(_chosen(edition_number, selection, about)).all())
        if not total:
            raise Refused(_("There is no badge to print in what you chose."))
        asked = BadgePrint(
            id=print_id,
            edition_number=edition_number,
            layout=layout,
            locale=locale,
            selection=selection,
            about=about,
            status=PrintStatus.WAITING,
            requested_by=by,
            requested_at=clock.now(),
            total=total,
            file_name=secrets.token_hex(16),
        )
        session.add(asked)
        session.flush()
        audit.record(session, "print", "badge_print", print_id, by=by)
        jobs.put(session, JOB, print_id)


def _chosen(edition_number: int, selection: Selection, about: str | None) -> Select[tuple[Pass]]:
    """The valid passes whose badges are meant."""
    valid = (
        select(Pass)
        .join(Pass.participant)
        .where(Pass.edition_number == edition_number, Pass.status == PassStatus.ISSUED)
    )
    match selection:
        case Selection.UNPRINTED:
            return valid.where(Pass.printed_at.is_(None))
        case Selection.MISSION:
            return valid.where(Participant.mission == about)
        case Selection.CATEGORY:
            return valid.where(Participant.category == about)
    return valid


# ---- The job ----

Written = dict[str, tuple[str, str | None]]  # by the id of a pass: the name, and its spelling for print


@jobs.handles(JOB)
def work(print_id: str) -> None:
    """Makes a print, file by file. One that was killed half-way begins again: the lease of its job runs out."""
    asked = db.session.get(BadgePrint, print_id)
    if asked is None or not asked.is_under_way:
        return
    chosen = _in_order(asked)
    _note(print_id, status=PrintStatus.PRINTING, done=0, parts=0, total=len(chosen))
    printed: Written = {}
    try:
        for part, pass_ids in enumerate(_stacks(chosen), 1):
            passes = _passes(pass_ids)
            printed |= {held.id: _written(held.participant) for held in passes}
            _write(_file(asked.file_name, part), badges.badges_pdf(passes, asked.layout, asked.locale))
            _note(print_id, done=len(printed), parts=part)
    except typesetting.Unset:
        _remove(asked.file_name)
        _note(print_id, status=PrintStatus.FAILED, finished_at=clock.now(), parts=0)
        return
    _finish(print_id, printed)


def _in_order(asked: BadgePrint) -> list[str]:
    """The ids of its passes: by mission in the order of the print's language, then by name; last who comes for none."""
    passes = _chosen(asked.edition_number, asked.selection, asked.about).options(joinedload(Pass.participant))
    missions = {mission.code: place for place, mission in enumerate(states.missions(asked.locale))}

    def place(held: Pass) -> tuple:
        participant = held.participant
        mission = missions.get(participant.mission, len(missions))
        return mission, participant.category, participant.name_folded, participant.name, held.id

    return [held.id for held in sorted(db.session.scalars(passes), key=place)]


def _stacks(pass_ids: list[str]) -> list[list[str]]:
    return [pass_ids[start : start + PART] for start in range(0, len(pass_ids), PART)]


def _passes(pass_ids: Sequence[str]) -> list[Pass]:
    """With their people, in the order of their ids here."""
    wanted = select(Pass).where(Pass.id.in_(pass_ids))
    with_people = wanted.options(joinedload(Pass.participant).joinedload(Participant.edition))
    found = {held.id: held for held in db.session.scalars(with_people)}
    return [found[pass_id] for pass_id in pass_ids]


def _written(participant: Participant) -> tuple[str, str | None]:
    return participant.name, participant.printed_name


def _note(print_id: str, **values: object) -> None:
    with transaction() as session:
        session.execute(update(BadgePrint).where(BadgePrint.id == print_id).values(**values))


def _finish(print_id: str, printed: Written) -> None:
    """Marks as printed whose badge shows the name as it is now: some may have been put right meanwhile."""
    now = clock.now()
    with transaction() as session:
        for pass_ids in _stacks(list(printed)):
            same = [held.id for held in _passes(pass_ids) if _written(held.participant) == printed[held.id]]
            session.execute(update(Pass).where(Pass.id.in_(same)).values(printed_at=now))
        made = update(BadgePrint).where(BadgePrint.id == print_id)
        session.execute(made.values(status=PrintStatus.READY, finished_at=now))
        jobs.put(session, ERASURE, print_id, due_at=now + KEPT)


@jobs.handles(ERASURE)
def erase(print_id: str) -> None:
    """Erases the files of a print; what is left says that there was one."""
    made = db.session.get(BadgePrint, print_id)
    if made:
        _remove(made.file_name)
        _note(print_id, status=PrintStatus.ERASED, parts=0)


# ---- The files ----


def _file(file_name: str, part: int) -> Path:
    return _folder() / f"{file_name}-{part}.pdf"


def _folder() -> Path:
    return config.current().instance / "badges"


def _write(file: Path, content: bytes) -> None:
    """For this user alone, and whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(".part")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    draft.rename(file)


def _remove(file_name: str) -> None:
    for file in _folder().glob(f"{file_name}-*"):
        file.unlink(missing_ok=True)


# ---- Reads ----


def prints(edition_number: int) -> list[BadgePrint]:
    """The last prints of an edition, the newest first."""
    of_edition = select(BadgePrint).where(BadgePrint.edition_number == edition_number)
    newest = of_edition.order_by(BadgePrint.requested_at.desc(), BadgePrint.id)
    return list(db.session.scalars(newest.limit(SHOWN)))


def content(print_id: str, part: int) -> tuple[BadgePrint, bytes]:
    """One file of a print that is ready. Raises NotThere."""
    made = db.session.get(BadgePrint, print_id)
    if made is None or made.status != PrintStatus.READY or not 1 <= part <= made.parts:
        raise NotThere
    try:
        return made, _file(made.file_name, part).read_bytes()
    except FileNotFoundError:
        raise NotThere from None


def holders(edition_number: int) -> list[Pass]:
    """All valid passes of an edition with their people."""
    everybody = _chosen(edition_number, Selection.ALL, None)
    return list(db.session.scalars(everybody.options(joinedload(Pass.participant))))


def participant(edition_number: int, participant_id: str, session: Session | None = None) -> Participant:
    """Somebody with a valid pass in an edition. Raises NotThere."""
    wanted = _chosen(edition_number, Selection.ALL, None).where(Participant.id == participant_id)
    found = (session or db.session).scalar(wanted)
    if found is None:
        raise NotThere
    return found.participant


def categories() -> list[Category]:
    """Those who come for no mission, and are printed by category."""
    return [category for category in Category if category != Category.DELEGATE]
