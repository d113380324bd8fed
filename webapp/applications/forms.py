"""The forms of an application, one for each step: the same ones take a step and judge the whole before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectMultipleField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from webapp.applications import answers, windows, words
from webapp.applications.models import Typed
from webapp.editions.models import CountrySessionStatus, Edition
from webapp.participants.models import NAME_MOST, ORGANISATION_MOST, OrganisationKind
from webapp.participants.words import APPEARANCES, KINDS
from webapp.web.forms import AddressField, Form, LineField, LinesField, input_of
from webapp.web.language import LANGUAGES, current_language

PHONE_MOST = 60
LINES_MOST = 1000
CO_SPEAKERS_MOST = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What questions and choices depend on: the edition, what was answered so far, a deadline of one's own."""

    edition: Edition
    answers: Typed
    late_until: datetime | None = None

    @property
    def kind(self) -> str | None:
        return self.answers.get("kind")


class OneOf(RadioField):
    """One of some choices, none of which is made beforehand. `empty` is the sentence for who made none."""

    def __init__(self, label: object, offered: Mapping[str, object], *, empty: object, **kwargs):
        super().__init__(label, choices=_choices(offered), validate_choice=False, **kwargs)
        self.type = RadioField.__name__  # what the controls of a page know it by
        self.empty, self.known = empty, offered
        self.flags.required = True

    def offer(self, offered: Mapping[str, object], known: Mapping[str, object] | None = None) -> None:
        """`known` has the words also of what can no longer be chosen."""
        self.choices, self.known = _choices(offered), known or offered

    def pre_validate(self, form) -> None:
        if self.data not in {choice.value for choice in self.choices}:
            raise StopValidation(self.empty)

    @property
    def said(self) -> str:
        return str(self.known.get(self.data, ""))


class SomeOf(SelectMultipleField):
    """At least one of some choices."""

    def __init__(self, label: object, offered: Mapping[str, object], *, empty: object, **kwargs):
        super().__init__(label, choices=_choices(offered), validate_choice=False, **kwargs)
        self.empty, self.known = empty, offered
        self.flags.required = True

    def pre_validate(self, form) -> None:
        self.data = [code for code in self.known if code in (self.data or ())]
        if not self.data:
            raise StopValidation(self.empty)

    @property
    def said(self) -> list[str]:
        return [str(word) for code, word in self.known.items() if code in (self.data or ())]


def _choices(offered: Mapping[str, object]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=word) for value, word in offered.items()]


class PhoneField(LineField, TelField):
    widget = staticmethod(input_of("tel"))


class WorkField(LinesField):
    """A text within so many words and characters, counted as the page counts them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.type = LinesField.__name__

    def pre_validate(self, form) -> None:
        typed = self.data or ""
        super().pre_validate(form)
        used = answers.words(typed)
        if used > answers.WORK_WORDS:
            raise StopValidation(
                _("Use at most %(most)s words. You used %(used)s.", most=answers.WORK_WORDS, used=used)
            )
        if (used := answers.characters(typed)) > self.most:
            raise StopValidation(
                _("Use at most %(most)s characters. You used %(used)s.", most=self.most, used=used)
            )


class NamesField(LinesField):
    """Names, one on each line."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.type = LinesField.__name__

    def pre_validate(self, form) -> None:
        super().pre_validate(form)
        names = [line.strip() for line in self.data.split("\n") if line.strip()]
        if len(names) > CO_SPEAKERS_MOST or any(len(name) > NAME_MOST for name in names):
            raise StopValidation(_("Write at most ten names, each on a line of its own."))
        self.data = "\n".join(names)


class StepForm(Form):
    """One step. It shows what was answered so far, and takes what the request sends of it.

    stored: judges or says the stored answers alone, whatever the request is; needs no request at all.
    """

    def __init__(self, asked: Asked, *, stored: bool = False):
        self.asked, self.stored = asked, stored
        if stored:
            super().__init__(formdata=None, data=asked.answers, meta={"csrf": False})
        else:
            super().__init__(data=asked.answers)
        self.offer()

    def offer(self) -> None:
        """Fits questions and choices to who is asked."""

    def fits(self) -> bool:
        """Whether stored answers can be sent; the fields then hold them clean."""
        return super(Form, self).validate()

    def has_token(self) -> bool:
        """Whether the page that sent this was ours: nothing is kept otherwise."""
        return self.csrf_token.validate(self)

    @property
    def questions(self) -> list:
        return [field for field in self if field.name in answers.FIELDS]


class AboutForm(StepForm):
    state = OneOf(_("State under Review"), {}, empty=_("Choose the State under Review."))
    language = OneOf(
        _("In which language would you speak?"), {}, empty=_("Choose the language in which you would speak.")
    )
    kind = OneOf(_("Who applies?"), KINDS, empty=_("Choose who applies."))

    def offer(self) -> None:
        edition, locale = self.asked.edition, current_language()
        if self.stored:  # whether it is too late is another question, asked of the whole
            offered = [
                each for each in edition.country_sessions if each.status != CountrySessionStatus.NOT_HELD
            ]
        else:
            offered = windows.open_country_sessions(edition, self.asked.late_until)
        self.state.offer(
            {each.state: each.name(locale) for each in offered},
            {each.state: each.name(locale) for each in edition.country_sessions},
        )
        spoken = edition.speaking_languages or edition.languages or list(LANGUAGES)
        self.language.offer({code: words.language(code, locale) for code in spoken})


class OrganisationForm(StepForm):
    organisation = LineField(
        _("Name of the organisation"), most=ORGANISATION_MOST, empty=_("Write the name of the organisation.")
    )
    scope = OneOf(_("Where does it work?"), words.SCOPES, empty=_("Choose where the organisation works."))
    ecosoc = OneOf(
        _("Does it have consultative status with ECOSOC?"),
        words.YES_OR_NO,
        empty=_("Say whether the organisation has ECOSOC status."),
    )
    nhri_status = OneOf(
        _("Accreditation of the institution by GANHRI"),
        words.NHRI_STATUSES,
        empty=_("Choose the accreditation of the institution."),
    )

    def offer(self) -> None:
        if self.asked.kind != OrganisationKind.NHRI:
            del self.nhri_status
        if self.asked.kind not in (OrganisationKind.CSO, OrganisationKind.COALITION):
            del self.ecosoc
        if self.asked.kind == OrganisationKind.NHRI:
            del self.scope


class ContactForm(StepForm):
    contact_name = LineField(
        _("Your full name"), most=NAME_MOST, empty=_("Write the name of the person to whom we write.")
    )
    email = AddressField(_("E-mail address"), empty=_("Write an e-mail address that you read."))
    phone = PhoneField(_("Telephone"), most=PHONE_MOST)
    safely = LinesField(_("How may we reach you safely?"), most=LINES_MOST)


class WorkForm(StepForm):
    work = WorkField(
        _("Aim and work of the organisation"),
        most=answers.WORK_MOST,
        empty=_("Write about the aim and the work of the organisation."),
    )


class StatementForm(StepForm):
    themes = SomeOf(
        _("Themes of the statement"), answers.THEMES, empty=_("Tick at least one theme of the statement.")
    )
    issues = LinesField(
        _("Issues that the statement would raise"),
        most=answers.ISSUES_MOST,
        empty=_("Write which issues the statement would raise."),
    )


class PeopleForm(StepForm):
    speaker = LineField(
        _("Full name of the speaker"),
        most=NAME_MOST,
        empty=_("Write the name of the person who would speak."),
    )
    co_speakers = NamesField(_("Co-speakers"), most=(NAME_MOST + 1) * CO_SPEAKERS_MOST)
    needs = LinesField(_("What do you need to take part?"), most=LINES_MOST)


class PublicForm(StepForm):
    appearance = OneOf(
        _("How may the speaker appear in public?"),
        APPEARANCES,
        empty=_("Choose how the speaker may appear in public."),
    )
    photographs = OneOf(
        _("May the speaker be photographed?"),
        words.YES_OR_NO,
        empty=_("Say whether the speaker may be photographed."),
    )


class TravelForm(StepForm):
    passport = OneOf(
        _("Does the speaker hold a valid passport?"),
        words.YES_OR_NO,
        empty=_("Say whether the speaker holds a valid passport."),
    )
    visa = OneOf(
        _("Does the speaker need a visa for Switzerland?"),
        words.VISAS,
        empty=_("Say whether the speaker needs a visa."),
    )


class SendingForm(Form):
    """Carries the version of the answers that the page showed."""

    version = HiddenField()


class LinkForm(Form):
    """Where the link to one's own application shall be sent."""

    email = AddressField(_("Your e-mail address"), empty=_("Write your e-mail address."))
