"""The steps of an application in their order: how far each has come, and what all of them say together."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _

from webapp.applications import answers, forms
from webapp.applications.forms import Asked, StepForm
from webapp.applications.grant_form import GrantForm
from webapp.applications.models import Application, Typed
from webapp.core.files import store
from webapp.core.refused import NotThere, Refused
from webapp.editions.models import Edition, Format
from webapp.participants.models import OrganisationKind


class StepStatus(StrEnum):
    NOT_BEGUN = "not_begun"
    INCOMPLETE = "incomplete"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is its part of the address; `form` is None for the file, which has a page of another kind."""

    name: str
    title: object
    form: type[StepForm] | None = None


ABOUT = Step("about", _("State under Review and language"), forms.AboutForm)
SUBMISSION = Step(answers.SUBMISSION, _("Your UPR submission"))
TRAVEL = Step("travel", _("Passport and visa"), forms.TravelForm)
GRANT = Step("grant", _("Travel grant"), GrantForm)
STEPS = (
    ABOUT,
    Step("organisation", _("Your organisation"), forms.OrganisationForm),
    Step("contact", _("How we reach you"), forms.ContactForm),
    Step("work", _("Your work"), forms.WorkForm),
    Step("statement", _("Your statement"), forms.StatementForm),
    Step("people", _("Who would speak"), forms.PeopleForm),
    SUBMISSION,
    Step("public", _("In public"), forms.PublicForm),
    TRAVEL,
    GRANT,
)
_WITH_GRANTS = (OrganisationKind.CSO, OrganisationKind.COALITION)


class Incomplete(Refused):
    """Something is still missing; `steps` are those where it is."""

    def __init__(self, steps: list[Step]):
        super().__init__(
            _("Some answers are still missing. Nothing was sent, and nothing that you wrote is lost.")
        )
        self.steps = steps


@dataclass(frozen=True, slots=True)
class Row:
    """One question and its answer in words; `value` has several lines or parts, or none."""

    field: str
    label: str
    value: list[str]


def may_ask_for_grant(edition: Edition, said: Typed) -> bool:
    """Grants are for civil society that speaks on a State which the edition lists, and for nobody else: "Civil society
    organisations (CSOs) from the following countries can apply for a grant" (concept note of Pre-sessions 44)."""
    if edition.format == Format.VIRTUAL:
        return False
    return said.get("kind") in _WITH_GRANTS and said.get("state") in (edition.grant_states or ())


def of(edition: Edition, said: Typed) -> list[Step]:
    """Those that are asked in one edition of whoever `said` this: nobody travels to a virtual one."""
    left_out = set()
    if edition.format == Format.VIRTUAL:
        left_out.add(TRAVEL)
    if not may_ask_for_grant(edition, said):
        left_out.add(GRANT)
    return [step for step in STEPS if step not in left_out]


def step(edition: Edition, said: Typed, name: str) -> Step:
    """Raises NotThere."""
    for each in of(edition, said):
        if each.name == name:
            return each
    raise NotThere


def after(edition: Edition, said: Typed, done: Step) -> Step | None:
    """The step that follows; None after the last, where the answers are checked."""
    in_order = of(edition, said)
    following = in_order.index(done) + 1
    return in_order[following] if following < len(in_order) else None


def asked(application: Application) -> Asked:
    return Asked(application.edition, application.answers, application.late_until)


def status(application: Application, step: Step) -> StepStatus:
    if step.form is None:
        files = store.ready(answers.SUBMISSION, application.id)
        return StepStatus.DONE if files else StepStatus.NOT_BEGUN
    form = step.form(asked(application), stored=True)
    if not any(application.answers.get(field.name) for field in form.questions):
        return StepStatus.NOT_BEGUN
    return StepStatus.DONE if form.fits() else StepStatus.INCOMPLETE


def missing(application: Application) -> list[Step]:
    """Those that keep it from being sent. The file is optional."""
    in_order = of(application.edition, application.answers)
    return [each for each in in_order if each.form and status(application, each) != StepStatus.DONE]


def clean(application: Application, *, judge: bool = True) -> Typed:
    """The answers as they are sent: of every question that is asked of this one, and no others.

    Raises Incomplete, unless nobody is to `judge` them: then what is wrong stands in it as it was typed.
    """
    sent: Typed = {}
    not_done = []
    for each in of(application.edition, application.answers):
        if each.form is None:
            continue
        form = each.form(asked(application), stored=True)
        if not form.fits():
            not_done.append(each)
        sent |= {field.name: field.data or "" for field in form.questions}
    if judge and not_done:
        raise Incomplete(not_done)
    if sent["kind"] == OrganisationKind.NHRI:
        sent["scope"] = "national"  # by what it is: nobody asks
    return sent


def rows(
    edition: Edition, said: Typed, only: Collection[str] = answers.FIELDS
) -> Iterator[tuple[Step, list[Row]]]:
    """Questions and answers in words, step by step, in the language of the reader; `only` these fields."""
    for each in of(edition, said):
        if each.form:
            form = each.form(Asked(edition, said), stored=True)
            yield each, [_row(field) for field in form.questions if field.name in only]


def _row(field) -> Row:
    value = field.said if hasattr(field, "said") else field.data or ""
    parts = value if isinstance(value, list) else value.split("\n") if value else []
    return Row(field.name, str(field.label.text), parts)
