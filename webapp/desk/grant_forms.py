"""The forms with which a coordinator sets the budget for grants, and gives one."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from webapp.desk.panel_forms import WholeNumberField
from webapp.editions.file_parts import Cover
from webapp.editions.models import Edition
from webapp.travel.budgets import MOST, USUAL_CURRENCY, Terms
from webapp.travel.deciding import DAYS_MOST, Sum, days_most
from webapp.travel.models import Budget, GrantDecision, GrantOutcome
from webapp.web.forms import Form, LineField
from webapp.web.forms import number as whole

_CURRENCY = _("Write the currency as its code of three letters, such as CHF or EUR.")
_SUM = _("Write it as a whole number, such as 850.")


def _sum_field(label: object) -> WholeNumberField:
    return WholeNumberField(label, least=0, most_of_all=MOST, wrong=_SUM, empty=_SUM)


class BudgetForm(Form):
    """`seen` is the version that the page showed, so that a page left open undoes no newer one."""

    seen = HiddenField(default="0")
    currency = LineField(_("Currency"), most=3, empty=_CURRENCY)
    total = _sum_field(_("Total for travel grants"))
    night = _sum_field(_("A night of accommodation"))
    per_diem = _sum_field(_("Per diem: what a day is given"))

    @classmethod
    def of(cls, budget: Budget | None) -> "BudgetForm":
        """As it stands."""
        if budget is None:
            return cls(formdata=None, currency=USUAL_CURRENCY)
        return cls(
            formdata=None,
            seen=str(budget.version),
            currency=budget.currency,
            total=str(budget.total),
            night=str(budget.night),
            per_diem=str(budget.per_diem),
        )

    @property
    def version(self) -> int:
        """Of no budget at all where it was no number."""
        return whole(self.seen.data)

    @property
    def terms(self) -> Terms:
        return Terms(
            currency=self.currency.data.upper(),
            total=self.total.number,
            night=self.night.number,
            per_diem=self.per_diem.number,
        )


class GrantForm(Form):
    """It asks for what the edition's grants cover, and for nothing else. `seen` marks the decision that the page
    showed."""

    seen = HiddenField(default="")
    airfare = _sum_field(_("Airfare, as an estimate"))
    nights = WholeNumberField(
        _("Nights of accommodation"), least=0, most_of_all=DAYS_MOST, wrong="", empty=""
    )
    days = WholeNumberField(_("Days of per diem"), least=0, most_of_all=DAYS_MOST, wrong="", empty="")

    def __init__(self, edition: Edition, **kwargs):
        super().__init__(**kwargs)
        most = days_most(edition)
        wrong = _("Write a number from 0 to %(most)s: a grant is for no more days.", most=most)
        for field in (self.nights, self.days):
            field.within, field.wrong, field.empty = range(most + 1), wrong, wrong
            field.flags.required = True
        for field, cover in _COVERS.items():
            if edition.grant_covers and cover not in edition.grant_covers:
                del self[field]

    @classmethod
    def of(cls, edition: Edition, mark: str, decision: GrantDecision | None) -> "GrantForm":
        """As it stands."""
        if decision is None or decision.outcome != GrantOutcome.GIVEN:
            return cls(edition, formdata=None, seen=mark)
        given = {"airfare": decision.airfare, "nights": decision.nights, "days": decision.days}
        return cls(edition, formdata=None, seen=mark, **{field: str(value) for field, value in given.items()})

    @property
    def sum(self) -> Sum:
        return Sum(**{field: self[field].number if field in self else 0 for field in _COVERS})


_COVERS = {"airfare": Cover.AIRFARE, "nights": Cover.ACCOMMODATION, "days": Cover.PER_DIEM}
