"""`/links/<token>`, behind e-mailed links. Looking changes nothing, because mail scanners look; the button does."""

from flask import Blueprint, redirect

from webapp.access import guard, links
from webapp.access.guard import requires
from webapp.access.links import LinkStatus
from webapp.access.permissions import Permission
from webapp.core import limits
from webapp.core.ids import new_browser_id
from webapp.web.pages import page

bp = Blueprint("access", __name__, url_prefix="/links")


@bp.get("/<token>")
@requires(Permission.PUBLIC)
def link(token: str):
    return _show(token, links.status(links.find(token)))


@bp.post("/<token>")
@requires(Permission.PUBLIC)
def open_link(token: str):
    fresh = new_browser_id()
    status, grant = links.use(token, guard.browser(), fresh)
    if grant is None:
        return _show(token, status)
    guard.known_as(fresh)
    return redirect(links.purpose_of(links.find(token)).address(grant.subject_id), 303)


@bp.post("/<token>/renewal")
@requires(Permission.PUBLIC)
def renew(token: str):
    """Sends a fresh link to the address on record, and to no other."""
    link = links.find(token)
    limits.take("3 per hour", "renew-link", link.subject_id)
    send_again = links.purpose_of(link).send_again
    if send_again is None or links.status(link) == LinkStatus.REVOKED:
        return _show(token, links.status(link))
    send_again(link.subject_id)
    return page("access/renewed.html")


def _show(token: str, status: LinkStatus):
    link = links.find(token)
    purpose = links.purpose_of(link)
    can_renew = status == LinkStatus.EXPIRED and purpose.send_again is not None
    lost_url = purpose.lost(link.subject_id) if purpose.lost and status != LinkStatus.LIVE else None
    code = 200 if status == LinkStatus.LIVE else 410
    return page(
        "access/link.html",
        code,
        token=token,
        kind=link.kind,
        link_status=status,
        can_renew=can_renew,
        lost_url=lost_url,
    )
