"""The page for an applicant whose link was lost."""

from flask import request

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import lost_links
from webapp.applications.blueprint import BY_HOST, bp
from webapp.applications.forms import LinkForm
from webapp.core import limits
from webapp.editions import queries as editions
from webapp.web.pages import go, page


@bp.get("/editions/<int:number>/applications/link")
@requires(Permission.PUBLIC)
def lost_link(number: int):
    return page("applications/lost_link.html", edition=editions.edition(number), form=LinkForm())


@bp.post("/editions/<int:number>/applications/link")
@requires(Permission.PUBLIC, csrf_in_form=True)
def ask_for_link(number: int):
    """The same reply, after the same work, whether the address is on record or not."""
    edition = editions.edition(number)
    form = LinkForm()
    if not form.validate():
        return page("applications/lost_link.html", 422, edition=edition, form=form)
    # By where it comes from alone: typing somebody's address must not keep that somebody out.
    limits.take(BY_HOST, "lost-application-from", request.remote_addr or "")
    lost_links.ask(number, form.email.data)
    return go("applications.link_sent", number=number)


@bp.get("/editions/<int:number>/applications/link/sent")
@requires(Permission.PUBLIC)
def link_sent(number: int):
    return page("applications/link_sent.html", edition=editions.edition(number))
