"""The forms of the review: criteria, scores, who reads what and who must not."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, StopValidation

from webapp.accounts.models import Staff
from webapp.core.texts import Texts
from webapp.desk.panel_forms import WholeNumberField
from webapp.editions.models import CountrySession, Edition
from webapp.participants.models import ORGANISATION_MOST
from webapp.review.assessing import COMMENT_MOST
from webapp.review.assignments import READERS
from webapp.review.criteria import TEXT_MOST
from webapp.review.models import WEIGHTS, Criterion
from webapp.web.forms import Form, LineField, LinesField
from webapp.web.language import LANGUAGES, current_language

READERS_AT_FIRST = 2
SCORE_WORDS = {
    0: _("0, not at all"),
    1: _("1, hardly"),
    2: _("2, in part"),
    3: _("3, well enough"),
    4: _("4, well"),
    5: _("5, fully"),
}


# ---- Criteria ----


def _text(label: object) -> LineField:
    return LineField(
        label,
        most=TEXT_MOST,
        empty=_("Write the criterion in each language: the call shows it in all of them."),
    )


_WEIGHT = _("Write the weight as a number from %(least)s to %(most)s.", least=WEIGHTS[0], most=WEIGHTS[-1])


class CriterionForm(Form):
    """One text for each language, because the call publishes it in all of them."""

    text_en = _text(_("In English"))
    text_fr = _text(_("In French"))
    text_es = _text(_("In Spanish"))
    weight = WholeNumberField(
        _("Weight"),
        least=WEIGHTS[0],
        most_of_all=WEIGHTS[-1],
        wrong=_WEIGHT,
        empty=_WEIGHT,
        default="1",
    )

    @property
    def text_fields(self) -> dict[str, LineField]:
        """By language."""
        return {code: self[f"text_{code}"] for code in LANGUAGES}

    @property
    def texts(self) -> Texts:
        return Texts({code: field.data for code, field in self.text_fields.items()})


def criterion_as_it_stands(criterion: Criterion) -> CriterionForm:
    texts = {f"text_{code}": criterion.text.get(code, "") for code in LANGUAGES}
    return CriterionForm(formdata=None, weight=str(criterion.weight), **texts)


# ---- Scores ----


class AssessmentForm(Form):
    """`seen` is the version of one's own assessment that the page showed, 0 for none yet."""

    seen = HiddenField(default="0")
    comment = LinesField(_("Comment"), most=COMMENT_MOST)

    @property
    def score_fields(self) -> list[RadioField]:
        return [field for field in self if field.name.startswith(SCORE)]

    @property
    def scores(self) -> dict[str, int]:
        """By the ids of the criteria."""
        return {field.name.removeprefix(SCORE): int(field.data) for field in self.score_fields}


SCORE = "score_"
_SENTENCE = _("Choose a score for each criterion.")


def assessment_form(criteria: Sequence[Criterion], **kwargs) -> AssessmentForm:
    """With a group of scores for each criterion."""
    fields = {f"{SCORE}{criterion.id}": _score(criterion) for criterion in criteria}
    return type("AssessmentForm", (AssessmentForm,), fields)(**kwargs)


def _score(criterion: Criterion) -> RadioField:
    return RadioField(
        criterion.text.to(current_language()),
        choices=[SelectChoice(value=str(score), label=word) for score, word in SCORE_WORDS.items()],
        validate_choice=False,  # its own sentence helps nobody
        validators=[
            InputRequired(_SENTENCE),
            AnyOf([str(score) for score in SCORE_WORDS], message=_SENTENCE),
        ],
    )


# ---- Who reads, and who must not ----


class StateField(SelectField):
    """A State under Review of the edition, by the id of its country session; "" for what `none` says."""

    def __init__(self, label: object, *, none: object, **kwargs):
        super().__init__(label, choices=[], validate_choice=False, default="", **kwargs)
        self.none = none
        self.flags.required = True  # it always says something, be it that it is about none

    def offer(self, country_sessions: Sequence[CountrySession]) -> None:
        locale = current_language()
        named = [SelectChoice(value=each.id, label=each.name(locale)) for each in country_sessions]
        self.choices = [SelectChoice(value="", label=self.none), *named]

    def pre_validate(self, form) -> None:
        if self.data not in {choice.value for choice in self.choices}:
            raise StopValidation(_("Choose a State from the list."))


class PersonField(SelectField):
    """A member of the secretariat, by their id."""

    def __init__(self, label: object, **kwargs):
        super().__init__(label, choices=[], validate_choice=False, **kwargs)
        self.flags.required = True

    def offer(self, people: Sequence[Staff]) -> None:
        self.choices = [SelectChoice(value=each.id, label=each.email) for each in people]

    def pre_validate(self, form) -> None:
        if self.data not in {choice.value for choice in self.choices}:
            raise StopValidation(_("Choose a person from the list."))


class PeopleField(SelectMultipleField):
    """Members of the secretariat, each with a box."""

    offer = PersonField.offer

    def __init__(self, label: object, **kwargs):
        super().__init__(label, choices=[], validate_choice=False, **kwargs)
        self.flags.required = True

    def pre_validate(self, form) -> None:
        known = {choice.value for choice in self.choices}
        self.data = [staff_id for staff_id in self.data or () if staff_id in known]
        if not self.data:
            raise StopValidation(_("Choose at least one person to read them."))


_READERS = _("Write how many read each as a number from %(least)s to %(most)s.", least=1, most=READERS[-1])


class SpreadForm(Form):
    """Which applications are given out, and to whom."""

    state = StateField(_("State under Review"), none=_("All States"))
    readers = WholeNumberField(
        _("How many read each application"),
        least=READERS[0],
        most_of_all=READERS[-1],
        wrong=_READERS,
        empty=_READERS,
    )
    people = PeopleField(_("Who reads"))

    def __init__(self, edition: Edition, people: Sequence[Staff], chosen: Sequence[str], **kwargs):
        """`chosen` are the ids of those who are ticked beforehand."""
        at_first = {"readers": str(READERS_AT_FIRST), "people": list(chosen)}
        super().__init__(data=None if self.is_submitted() else at_first, **kwargs)
        self.state.offer(edition.country_sessions)
        self.people.offer(people)


class RecusalForm(Form):
    """From a State, from an organisation, or from both."""

    state = StateField(_("State under Review"), none=_("None"))
    organisation = LineField(_("Organisation"), most=ORGANISATION_MOST)

    def __init__(self, edition: Edition, **kwargs):
        super().__init__(**kwargs)
        self.state.offer(edition.country_sessions)

    @property
    def about(self) -> dict[str, str]:
        """As webapp.review.recusals takes it."""
        return {"country_session_id": self.state.data, "organisation": self.organisation.data}

    def validate(self, extra_validators=None) -> bool:
        fits = super().validate(extra_validators)
        if fits and not self.state.data and not self.organisation.data:
            self.refuse(_("Choose a State, or write the name of an organisation."))
            return False
        return fits


class RecusalForSomebodyForm(RecusalForm):
    """The coordinator records it for one of those who read."""

    person = PersonField(_("Who"))

    def __init__(self, edition: Edition, people: Sequence[Staff], **kwargs):
        super().__init__(edition, **kwargs)
        self.person.offer(people)
