"""The page for a focal point whose link was lost."""

from flask import request

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core import limits
from webapp.delegations import lost_links
from webapp.delegations.blueprint import BY_HOST, bp
from webapp.delegations.forms import LostLinkForm
from webapp.editions import queries as editions
from webapp.web.pages import go, page


@bp.get("/editions/<int:number>/delegations/link")
@requires(Permission.PUBLIC)
def lost_link(number: int):
    edition = editions.edition(number)
    if editions.is_over(edition):
        return page("delegations/closed.html", edition=edition)
    return page("delegations/lost_link.html", edition=edition, form=LostLinkForm())


@bp.post("/editions/<int:number>/delegations/link")
@requires(Permission.PUBLIC, csrf_in_form=True)
def ask_for_link(number: int):
    """The same reply, after the same work, whether the address is on record or not."""
    edition = editions.edition(number)
    form = LostLinkForm()
    if not form.validate():
        return page("delegations/lost_link.html", 422, edition=edition, form=form)
    # By where it comes from alone: typing somebody's address must not keep that somebody out.
    limits.take(BY_HOST, "lost-link-from", request.remote_addr or "")
    lost_links.ask(number, form.email.data)
    return go("delegations.link_sent", number=number)


@bp.get("/editions/<int:number>/delegations/link/sent")
@requires(Permission.PUBLIC)
def link_sent(number: int):
    return page("delegations/link_sent.html", edition=editions.edition(number))
