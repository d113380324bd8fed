"""What panellists handed in, and browsers that might read it: rows for tests, and the people who would like to."""

from tests import factories
from webapp.access.permissions import GrantKind, Role
from webapp.briefing import handing_in
from webapp.briefing.models import Part, Proposal, ProposalKind, Readers, StatementText
from webapp.core import clock
from webapp.core.files import disk
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.ids import new_id
from webapp.core.transaction import transaction
from webapp.delegations.models import Delegation, FocalPoint, FocalPointStatus
from webapp.extensions import db
from webapp.programme.models import Panellist, Statement, StatementStatus

KINDS = {Part.FACTSHEET: "application/pdf", Part.VIDEO: "video/mp4"}


def text(panellist: Panellist, words: str = "We ask for fair trials.", language: str = "en", **how) -> None:
    """The next version of somebody's statement."""
    with transaction() as session:
        row = handing_in.hand_in(session, panellist.id, Part.TEXT, by="test")
        session.add(
            StatementText(
                panellist_id=panellist.id,
                version=row.version,
                language=language,
                text=words,
                written_at=clock.now(),
            )
        )
    _choose(panellist, Part.TEXT, **how)


def proposal(
    panellist: Panellist,
    words: str = "Free the prisoners.",
    kind: ProposalKind = ProposalKind.RECOMMENDATION,
    theme: str = "justice",
    language: str = "en",
    **how,
) -> None:
    with transaction() as session:
        row = handing_in.hand_in(session, panellist.id, Part.PROPOSALS, by="test")
        session.add(
            Proposal(
                panellist_id=panellist.id,
                kind=kind,
                theme=theme,
                language=language,
                text=words,
                position=row.version,
            )
        )
    _choose(panellist, Part.PROPOSALS, **how)


def file(panellist: Panellist, part: Part = Part.FACTSHEET, body: bytes = b"%PDF-1.7 of ours", **how) -> str:
    """A file that was judged and kept; its id."""
    file_id = new_id()
    place = disk.place(file_id)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(body)
    with transaction() as session:
        handing_in.hand_in(session, panellist.id, part, by="test")
        session.add(
            StoredFile(
                id=file_id,
                purpose=part,
                subject_id=panellist.id,
                name="Ana Rojas.pdf",
                status=FileStatus.READY,
                size=len(body),
                received=len(body),
                mimetype=KINDS[part],
                sha256=bytes(32),
                created_at=clock.now(),
            )
        )
    _choose(panellist, part, **how)
    return file_id


def _choose(panellist: Panellist, part: Part, readers: Readers | None = None) -> None:
    with transaction() as session:
        handing_in.standing_of(session, panellist.id, part).readers = readers


def given(panellist: Panellist, status: StatementStatus = StatementStatus.GIVEN) -> None:
    with transaction() as session:
        session.get_one(Statement, factories.statement(panellist).id).status = status


def hide(panellist: Panellist) -> None:
    with transaction() as session:
        session.get_one(Panellist, panellist.id).hidden_at = clock.now()


# ---- Browsers ----


def browser(app, kind: GrantKind, subject_id: str, role: Role | None = None):
    made = app.test_client()
    factories.sign_in(made, kind, subject_id, role)
    return made


def staff(app, role: Role):
    return browser(app, GrantKind.STAFF, "1" * 20, role)


def later(desk, instant) -> None:
    """Sets the clock, and signs the coordinator in once more: nobody stays signed in for days."""
    clock.set_for_tests(instant)
    factories.sign_in(desk, GrantKind.STAFF, "1" * 20, Role.COORDINATOR)


def with_pass_of(app, panellist: Panellist):
    return browser(app, GrantKind.PASS, panellist.participant.passes[0].id)


def delegate(app, edition, mission: str = "CL"):
    return browser(app, GrantKind.PASS, factories.issued_pass(edition, mission=mission).id)


def focal_point(app, edition, status: FocalPointStatus, mission: str = "NO"):
    with transaction() as session:
        delegation = Delegation(edition_number=edition.number, mission=mission, created_at=clock.now())
        session.add(delegation)
        session.flush()
        made = FocalPoint(
            delegation_id=delegation.id,
            email=f"{mission.lower()}@mission.example.org",
            locale="en",
            status=status,
            created_at=clock.now(),
        )
        session.add(made)
        session.flush()
        found = made.id
    return browser(app, GrantKind.DELEGATION, found)


def own_delegation(edition, mission: str) -> str:
    """The address of a mission's delegation."""
    wanted = db.select(Delegation.id).filter_by(edition_number=edition.number, mission=mission)
    return f"/delegations/{db.session.scalars(wanted).one()}"


def is_given(browser, page: str, file_id: str) -> bool:
    """Whether this browser gets a file of the page."""
    with browser.get(f"{page}/files/{file_id}") as reply:
        return {200: True, 404: False}[reply.status_code]
