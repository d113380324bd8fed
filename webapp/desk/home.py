"""The desk's first page: what there is to do for each role."""

from webapp import config
from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.models import Grant
from webapp.access.permissions import Permission
from webapp.checkin import calls
from webapp.checkin.words import REASONS
from webapp.desk import queries
from webapp.desk.blueprint import bp
from webapp.editions.models import Edition
from webapp.review import queries as review
from webapp.safety import queries as safety
from webapp.web.pages import page


@bp.get("")
@requires(Permission.VIEW_DESK)
def home():
    mine = guard.holder(Permission.VIEW_DESK)
    open_editions = queries.open_editions()
    return page(
        "desk/home.html",
        may=mine.gives,
        Permission=Permission,
        editions=open_editions,
        claims=queries.waiting_claims([edition.number for edition in open_editions]),
        mail_to_files=config.current().mail_url is None,
        mail_waiting=queries.mail_is_late(),
        calls=calls.open_calls(),
        reasons=REASONS,
        to_read=_to_read(mine, open_editions),
        safety=_safety(mine, open_editions),
    )


def _safety(mine: Grant, open_editions: list[Edition]) -> list[tuple[Edition, int]]:
    """The editions with safety lines, and how many people wait for the coordinator; also after the week."""
    if not mine.gives(Permission.SEE_SAFETY):
        return []
    with_lines = safety.editions_with_lines()
    numbers = [edition.number for edition in with_lines]
    others = [(edition, 0) for edition in open_editions if edition.number not in numbers]
    return [(edition, safety.board(edition).waiting) for edition in with_lines] + others


def _to_read(mine: Grant, open_editions: list[Edition]) -> int:
    """How many applications wait for one's scores."""
    if not mine.gives(Permission.REVIEW):
        return 0
    return review.left_to_read(mine.subject_id, [edition.number for edition in open_editions])
