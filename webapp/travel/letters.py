"""The letter that invites a speaker, for a consulate: one page, made when it is opened, once it was issued."""

from email.utils import parseaddr

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from webapp import config
from webapp.applications.models import Application
from webapp.applications.receipts import breakable
from webapp.core import dates, typefaces, typesetting
from webapp.core.refused import NotThere
from webapp.editions import words
from webapp.editions.file_parts import Cover
from webapp.editions.models import Edition
from webapp.extensions import db
from webapp.participants.badges import is_right_to_left
from webapp.participants.models import Participant
from webapp.programme.models import Panellist
from webapp.travel import queries
from webapp.travel.models import GrantReply, Travel
from webapp.web.shown import listed

NAME = "invitation.pdf"  # it names nobody: it lies in folders of downloads that others see


def issued(application: Application) -> Travel:
    """The journey that the coordinator issued a letter for. Raises NotThere."""
    travel = queries.journey(application.id)
    if travel is None or travel.letter_issued_at is None or not queries.may_travel(application):
        raise NotThere
    return travel


def pdf(application: Application) -> bytes:
    """In the language of the application. Raises NotThere before it was issued."""
    issued(application)
    try:
        return typesetting.pdf("invitation", document(application))
    except typesetting.Unset:
        # Should the system's fonts not hold what they promise, then without them.
        return typesetting.pdf("invitation", document(application, ours_alone=True))


def document(application: Application, ours_alone: bool = False) -> dict[str, object]:
    """What templates/typst/invitation.typ takes.

    A letter is shown at borders and consulates, of the traveller's own State too. It says what they ask for: who, to
    what, when, where, and who pays. It names neither the organisation nor the State under Review, and does not say that
    its holder speaks: whom a stranger may tell that is for the traveller to choose, and the secretariat confirms the
    letter to whoever asks by its reference.
    """
    edition, locale, travel = application.edition, application.locale, issued(application)
    written = travel.passport_name or _speaker(application)
    with force_locale(locale):
        rows = [
            (_("Name"), written),
            (_("Number of the passport"), travel.passport_number or ""),
            (_("Event"), _("UPR Pre-sessions %(number)s", number=edition.number)),
            (_("Dates"), _dates(edition, locale)),
            (_("Place"), words.place(edition)),
        ]
        return {
            "lang": locale,
            "title": _("Letter of invitation"),
            "sender": ["UPR Info", _("Rue de Varembé 3, 1202 Geneva, Switzerland"), _secretariat()],
            "issued": _(
                "Geneva, %(day)s",
                day=dates.span(travel.letter_issued_at.astimezone(edition.zone).date(), None, locale),
            ),
            "reference": _("Reference %(reference)s", reference=application.reference),
            "opening": [
                _("To whom it may concern"),
                _("UPR Info invites the person named here to take part in this event."),
            ],
            "rows": [_row(label, value, ours_alone) for label, value in rows if value],
            "paragraphs": _paragraphs(application),
            "closing": [_("UPR Info"), _("Secretariat of the Pre-sessions")],
            "note": _(
                "This letter is no accreditation of the United Nations and opens none of its premises: that is asked"
                " for apart."
            ),
        }


def _speaker(application: Application) -> str:
    """Whoever has the seat now, as their pass says it."""
    seated = (
        select(Participant.name)
        .join(Panellist, Panellist.participant_id == Participant.id)
        .where(Panellist.application_id == application.id)
        .order_by(Panellist.id)
    )
    return db.session.scalars(seated).first()


def _dates(edition: Edition, locale: str) -> str:
    when = edition.when(locale)
    return _("%(dates)s (provisional)", dates=when) if edition.provisional else when


def _paragraphs(application: Application) -> list[str]:
    costs = _costs(application.id)
    said = [
        _(
            "This letter supports an application for a visa. We ask the authorities concerned to decide on it in time."
        ),
        _("UPR Info bears these costs of the journey: %(costs)s.", costs=listed(costs)) if costs else "",
        _(
            "To have this letter confirmed, write to %(address)s and give its reference.",
            address=_secretariat(),
        ),
    ]
    return [each for each in said if each]


def _costs(application_id: str) -> list[str]:
    """What a grant that was accepted pays for, in words."""
    decision = queries.decision_of(application_id)
    if decision is None or decision.reply != GrantReply.ACCEPTED:
        return []
    paid = {
        Cover.AIRFARE: decision.airfare,
        Cover.ACCOMMODATION: decision.nights,
        Cover.PER_DIEM: decision.days,
    }
    return words.covers([cover for cover, much in paid.items() if much])


def _secretariat() -> str:
    return parseaddr(config.current().mail_from)[1]


def _row(label: str, value: str, ours_alone: bool) -> dict[str, object]:
    """Where a letter is in no font, a line waits for somebody's hand."""
    return {
        "label": label,
        "text": breakable(typefaces.printable(value, ours_alone)),
        "rtl": is_right_to_left(value),
        "by_hand": bool(typefaces.missing(value, ours_alone)),
    }
