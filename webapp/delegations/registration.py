"""Registering a delegation: the form, check your answers, and the page that says what comes next."""

from flask import request, url_for

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core import limits
from webapp.core.refused import Refused
from webapp.delegations import actions, sent_forms
from webapp.delegations.blueprint import BY_HOST, bp
from webapp.delegations.forms import RegistrationForm
from webapp.editions import queries as editions
from webapp.web.pages import by_htmx, fragment, go, page


@bp.get("/editions/<int:number>/delegations/new")
@requires(Permission.PUBLIC)
def new(number: int):
    edition = editions.edition(number)
    if editions.is_over(edition):
        return page("delegations/closed.html", edition=edition)
    return page("delegations/new.html", **_shown(RegistrationForm(edition)))


@bp.post("/editions/<int:number>/delegations/new")
@requires(Permission.PUBLIC, csrf_in_form=True)
def check(number: int):
    """A step of the form, which carries all that was typed: rows come and go, answers are checked. Keeps nothing."""
    form = RegistrationForm(editions.edition(number))
    if step := request.form.get("step"):
        form.turn(step)
        if by_htmx():
            return fragment("delegations/new.html", "rows", **_shown(form))
        return page("delegations/new.html", **_shown(form))
    if not form.validate():
        return page("delegations/new.html", 422, **_shown(form))
    return page("delegations/check.html", refusal=None, **_shown(form))


@bp.post("/editions/<int:number>/delegations")
@requires(Permission.PUBLIC, csrf_in_form=True)
def register(number: int):
    form = RegistrationForm(editions.edition(number))
    if not form.validate():
        return page("delegations/new.html", 422, **_shown(form))
    try:
        limits.take(BY_HOST, "register-from", request.remote_addr or "")
        actions.register(form.registration, form.number.data, asked_from=request.remote_addr or "")
    except Refused as refusal:
        return page("delegations/check.html", refusal.status, refusal=refusal, **_shown(form))
    return go("delegations.registered", number=number, form=form.number.data)


@bp.get("/editions/<int:number>/delegations/registered")
@requires(Permission.PUBLIC)
def registered(number: int):
    """The same for everybody, whatever address was typed. `?form=` is the number of the form that was sent: the page
    says that it is received where it is, so that the device that kept it forgets it."""
    form = request.args.get("form", "")
    received = form if sent_forms.is_received(form) else ""
    return page("delegations/registered.html", edition=editions.edition(number), received=received)


def _shown(form: RegistrationForm) -> dict[str, object]:
    url = url_for("delegations.new", number=form.edition.number)
    return {"edition": form.edition, "form": form, "url": url}
