"""The form, step by step: begun by the first thing that is sent, and saved whatever each answer is worth."""

from collections.abc import Callable, Iterable
from uuid import uuid4

from flask import jsonify, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import answers, drafts, steps, windows, words
from webapp.applications.blueprint import BY_HOST, bp
from webapp.applications.forms import Asked, ContactForm, StepForm
from webapp.applications.holders import LINK_SENT, Held, last_minute
from webapp.applications.models import Typed
from webapp.applications.steps import Step
from webapp.applications.windows import CallStatus
from webapp.core import limits
from webapp.core.ids import new_browser_id
from webapp.core.refused import NotThere, Refused
from webapp.editions import queries as editions
from webapp.editions.models import Edition
from webapp.web.language import current_language
from webapp.web.pages import Body, page

# A page saves itself once a second at the most; two devices may be at it.
SAVES = "240 per minute"
JSON = "application/json"


@bp.get("/editions/<int:number>/applications/new")
@requires(Permission.PUBLIC)
def new(number: int):
    """The first step. `?state=` ticks a State under Review, and `?grant=` says already whether a travel grant is asked
    for: the links of the call and of the edition's page do. Keeps nothing."""
    edition = editions.edition(number)
    standing = windows.call_status(edition)
    if standing != CallStatus.OPEN:
        window = windows.window(edition)
        return page("applications/closed.html", edition=edition, standing=standing, window=window)
    return _first_page(edition, steps.ABOUT.form(Asked(edition, {"state": request.args.get("state", "")})))


@bp.post("/editions/<int:number>/applications")
@requires(Permission.PUBLIC, csrf_in_form=True)
def begin(number: int):
    """Begins a draft with what is sent of it; as a page of the form, or for the page's script."""
    edition = editions.edition(number)
    if _wants_json():
        return _in_json(lambda: _begun_in_json(edition))
    form = steps.ABOUT.form(Asked(edition, {}))
    typed = typed_in(request.form)
    if not form.has_token() or not any(typed.values()):
        form.validate()
        return _first_page(edition, form, 422)
    try:
        application_id = _begin(edition, typed)
    except Refused as refusal:
        form.validate()
        return _first_page(edition, form, refusal.status, refusal)
    return _answered(Held(application_id), steps.ABOUT, form)


def _begin(edition: Edition, typed: Typed) -> str:
    limits.take(BY_HOST, "apply-from", request.remote_addr or "")
    fresh = new_browser_id()
    if wish := _wish(edition):
        typed |= {"grant": wish}
    application_id = drafts.begin(
        edition.number,
        typed,
        locale=current_language(),
        browser=fresh,
        old_browser=guard.browser(),
        number=request.form.get("number"),
    )
    guard.known_as(fresh)
    return application_id


def _wish(edition: Edition) -> str:
    """Whether the link by which somebody came asks for a travel grant: "yes", "no", or "" where it says nothing. It
    travels in the form and becomes the answer that stands there; whether it is asked at all, steps.of decides."""
    said = request.form.get("wish") or request.args.get("grant", "")
    return said if edition.grant_states and said in words.YES_OR_NO else ""


def _begun_in_json(edition: Edition) -> Body:
    held = Held(_begin(edition, typed_in(request.form)))
    begun = {
        "application": held.application.id,
        "version": held.application.version,
        "answers": held.url("save"),
        "page": held.url("ask", step_name=steps.ABOUT.name),
    }
    return jsonify(begun), 201


@bp.post("/applications/<application_id>/answers")
@requires(Permission.APPLY, csrf_in_form=True)
def save(application_id: str):
    """For the page's script: keeps the fields that are sent, and no others. Of a list in which nothing is ticked any
    more, one empty value comes."""
    held = Held(application_id)
    return _in_json(lambda: {"version": _keep(held, typed_in(request.form))})


def _keep(held: Held, typed: Typed) -> int:
    limits.take(SAVES, "save-application", held.application.id)
    return drafts.keep(held.application.id, typed, by=held.by, locale=current_language()).version


@bp.get("/applications/<application_id>/<step_name>")
@requires(Permission.APPLY)
def ask(application_id: str, step_name: str):
    held = Held(application_id)
    step = _step(held, step_name)
    if not drafts.may_change(held.application):
        return held.go("show")
    return _page(held, step, step.form(steps.asked(held.application)))


@bp.post("/applications/<application_id>/<step_name>")
@requires(Permission.APPLY, csrf_in_form=True)
def answer(application_id: str, step_name: str):
    """Keeps what was typed as it was typed, then says what is wrong with it, if anything is."""
    held = Held(application_id)
    step = _step(held, step_name)
    form = step.form(steps.asked(held.application))
    if not form.has_token():
        form.validate()
        return _page(held, step, form, 422)
    try:
        _keep(held, typed_in(request.form, form.questions))
    except Refused as refusal:
        form.validate()
        return _page(held, step, form, refusal.status, refusal)
    return _answered(held, step, form)


def _answered(held: Held, step: Step, form: StepForm) -> Body:
    """Where the way leads once a step is kept."""
    if request.form.get("then") == "link" and isinstance(form, ContactForm):
        return _sent_to_its_address(held, step, form)
    if request.form.get("then") == "later":
        return held.back(_("Saved. You can go on at any time until the deadline."))
    if not form.validate():
        return _page(held, step, form, 422)
    following = steps.after(held.edition, held.application.answers, step)
    if request.form.get("back") == "check" or following is None:
        return held.go("check")
    return held.go("ask", step_name=following.name)


def _sent_to_its_address(held: Held, step: Step, form: ContactForm) -> Body:
    """Whatever else is still missing on the page."""
    form.validate()
    if form.email.errors:
        return _page(held, step, form, 422)
    try:
        limits.take(BY_HOST, "application-link-from", request.remote_addr or "")
        drafts.send_link(held.application.id, form.email.data, by=held.by, locale=current_language())
    except Refused as refusal:
        return _page(held, step, form, refusal.status, refusal)
    return held.back(LINK_SENT)


def _step(held: Held, name: str) -> Step:
    step = steps.step(held.edition, held.application.answers, name)
    if step.form is None:
        raise NotThere  # it has a page of its own
    return step


def typed_in(sent: MultiDict[str, str], also: Iterable = ()) -> Typed:
    """The answers that a request carries; of `also`, fields of the page, a list with nothing ticked is empty."""
    typed: Typed = {}
    for field in {*sent, *(field.name for field in also)} & answers.FIELDS:
        if field in answers.MANY:
            typed[field] = sent.getlist(field)
        elif field in sent:
            typed[field] = sent[field]
    return typed


# ---- Pages ----


def _first_page(edition: Edition, form: StepForm, status: int = 200, refusal: Refused | None = None) -> Body:
    here, closes_at = url_for("applications.begin", number=edition.number), windows.latest_closing(edition)
    return page(
        "applications/about.html",
        status,
        edition=edition,
        application=None,
        url=here,
        wish=_wish(edition),
        anew=_address_of_first_page(edition, form),
        script={"data-begin": here},
        closes_at=closes_at,
        last_minute=last_minute(edition, closes_at),
        **_shown(edition, steps.ABOUT, form, refusal),
    )


def _address_of_first_page(edition: Edition, form: StepForm) -> dict[str, object]:
    """The values of its address in another language: what a link said is not lost by the change."""
    said = {"state": form.state.data if form.state.said else None, "grant": _wish(edition)}
    return {"number": edition.number} | {name: value for name, value in said.items() if value}


def _page(held: Held, step: Step, form: StepForm, status: int = 200, refusal: Refused | None = None) -> Body:
    return held.page(
        step.name,
        status,
        url=held.url("ask", step_name=step.name),
        script={"data-draft": held.url("save")},
        **_shown(held.edition, step, form, refusal),
    )


def _shown(edition: Edition, step: Step, form: StepForm, refusal: Refused | None) -> dict[str, object]:
    in_order = steps.of(edition, form.asked.answers)
    back = request.form.get("back") or request.args.get("back")
    return {
        "step": step,
        "form": form,
        "refusal": refusal,
        "place": in_order.index(step) + 1,
        "places": len(in_order),
        "number": request.form.get("number") or str(uuid4()),
        "state_name": words.state(edition, form.asked.answers.get("state")),
        "appearance_hints": words.APPEARANCE_HINTS,
        "back_to_check": back == "check",
    }


# ---- For the page's script ----


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", JSON]) == JSON


def _in_json(act: Callable[[], Body]) -> Body:
    """A refusal as one sentence. The token comes in a header, as htmx sends it."""
    try:
        guard.csrf.protect()
        return act()
    except CSRFError:
        return {
            "error": _("This page had been open for too long. Load it anew: what you typed is kept.")
        }, 422
    except Refused as refusal:
        return {"error": str(refusal.message)}, refusal.status
