"""A draft: begun by the first thing that is sent, kept field by field, whatever each is worth."""

from datetime import timedelta
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access import grants
from webapp.access.models import Grant
from webapp.access.permissions import GrantKind
from webapp.applications import answers, mails, steps, windows
from webapp.applications.models import Application, ApplicationStatus, Typed
from webapp.core import audit, clock, limits, tokens
from webapp.core.ids import LENGTH, new_id
from webapp.core.refused import NotThere, Refused
from webapp.core.transaction import transaction
from webapp.editions import queries as editions
from webapp.editions.models import CountrySession, CountrySessionStatus, Edition
from webapp.web.forms import EMAIL_MOST

LINK_MAILS = "5 per hour"  # to one mailbox, whoever asks
TWICE_WITHIN = timedelta(minutes=5)
# A draft is kept with nearly every field: the audit notes when somebody went on writing, and not each second of it.
SITTING = timedelta(minutes=10)


class Unfit(Refused):
    """Some of what was typed cannot be kept as it is; everything else was."""


def begin(
    edition_number: int,
    typed: Typed,
    *,
    locale: str,
    browser: str,
    old_browser: str | None = None,
    number: str | None = None,
) -> str:
    """A new draft with what was typed, which `browser` holds until the edition closes; its id.

    `old_browser` is the id that the browser had so far. `number` is the random one of the form: sent twice, because
    the reply was lost on the way, it begins one draft. What cannot be kept as it is waits for `keep` to say so. Raises
    Closed.
    """
    fit, _reasons = answers.fit(typed)
    with transaction() as session:
        edition = _edition(session, edition_number)
        begun = _begun_already(session, edition_number, number)
        application = begun or _new(session, _id_of(session, number), edition, locale)
        windows.must_be_open(application, country_session(application, fit.get("state")))
        if _changes(application, fit):
            _merge(application, fit)
            application.version += bool(begun)
        if old_browser:
            grants.move(session, old_browser, browser)
        grants.give(session, browser, GrantKind.APPLICATION, application.id, edition.closes_at)
    return application.id


def _edition(session: Session, number: int) -> Edition:
    """Beginnings take turns, so that the same form twice at one instant is one draft too. Raises NotThere."""
    edition = editions.edition(number)
    turn = select(Edition.number).where(Edition.number == number)
    session.execute(turn.with_for_update(key_share=True))
    return edition


def _begun_already(session: Session, edition_number: int, number: str | None) -> Application | None:
    """What the same form began: only for a moment, and only while it is held. Who erased it from a device must not get
    it back by going back."""
    application = session.get(Application, _derived(number)) if number else None
    if application is None or application.edition_number != edition_number:
        return None
    held = select(Grant.id).where(
        Grant.kind == GrantKind.APPLICATION,
        Grant.subject_id == application.id,
        Grant.ended_at.is_(None),
    )
    is_recent = clock.now() - application.created_at < TWICE_WITHIN
    is_draft = application.status == ApplicationStatus.DRAFT
    return application if is_draft and is_recent and session.scalar(held.limit(1)) else None


def _id_of(session: Session, number: str | None) -> str:
    """One that follows from the number of the form, or any other where that is taken."""
    derived = _derived(number) if number else ""
    return derived if derived and session.get(Application, derived) is None else new_id()


def _derived(number: str) -> str:
    try:
        return tokens.digest(f"application {UUID(number)}").hex()[:LENGTH]
    except ValueError:
        return ""  # nobody types it: whoever sent something else begins anew


def _new(session: Session, id_: str, edition: Edition, locale: str) -> Application:
    now = clock.now()
    application = Application(
        id=id_,
        edition=edition,
        status=ApplicationStatus.DRAFT,
        version=1,
        locale=locale,
        answers={},
        created_at=now,
        changed_at=now,
    )
    session.add(application)
    audit.record(session, "begin", "application", id_, by=f"{GrantKind.APPLICATION}:{id_}")
    return application


def keep(application_id: str, typed: Typed, *, by: str, locale: str | None = None) -> Application:
    """Keeps what was typed, field by field; what is not named stays as it was. `locale` is that of the page.

    Raises Closed after the deadline, Refused for what was withdrawn, and Unfit once everything that is fit is kept.
    """
    fit, reasons = answers.fit(typed)
    with transaction() as session:
        application = locked(session, application_id)
        if application.status == ApplicationStatus.WITHDRAWN:
            raise Refused(_("This application was withdrawn, so it can no longer be changed."))
        if not steps.may_ask_for_grant(application.edition, application.answers | fit):
            reasons += _leave_out_grant(fit)
        if _changes(application, fit):
            must_be_open(application, fit.get("state"))
            if clock.now() - application.changed_at > SITTING:
                audit.record(session, "keep", "application", application.id, by=by)
            _merge(application, fit)
            application.version += 1
        if locale:
            application.locale = locale
    if reasons:
        raise Unfit(reasons[0])
    return application


def _leave_out_grant(fit: Typed) -> list[object]:
    """Takes out what was typed about a travel grant where none is offered. What the draft holds of it already stays."""
    about_it = fit.keys() & set(answers.GRANT)
    for field in about_it:
        del fit[field]
    if not about_it:
        return []
    return [
        _(
            "A travel grant is offered to civil society organisations on certain States alone, so this was not saved."
            " The call says which."
        )
    ]


def _changes(application: Application, fit: Typed) -> bool:
    """Something typed where nothing was is a change; nothing where nothing was is none."""
    known = application.answers
    return any(known.get(field) != value for field, value in fit.items() if value or known.get(field))


def _merge(application: Application, fit: Typed) -> None:
    application.answers = application.answers | fit
    application.changed_at = clock.now()
    if address := _address(fit.get("email")):
        application.email = address


def _address(typed: str | None) -> str | None:
    try:
        found = validate_email(typed or "", check_deliverability=False).normalized
    except EmailNotValidError:
        return None
    return found if len(found) <= EMAIL_MOST else None


def locked(session: Session, application_id: str) -> Application:
    """As it stands now; acts on one application take turns. Raises NotThere."""
    application = session.get(Application, application_id, with_for_update=True)
    if application is None:
        raise NotThere
    return application


def country_session(application: Application, state: str | None) -> CountrySession | None:
    """That of a State under Review in the edition of an application; None for one that is not among them."""
    found = (each for each in application.edition.country_sessions if each.state == state)
    return next(found, None)


def must_be_open(application: Application, state: str | None = None) -> None:
    """For the State that is chosen, or is about to be; raises Closed. Where its country session will not be held, for
    any other: so that one can be chosen."""
    here = country_session(application, state or application.answers.get("state"))
    windows.must_be_open(application, None if is_not_held(here) else here)


def is_not_held(country_session: CountrySession | None) -> bool:
    return country_session is not None and country_session.status == CountrySessionStatus.NOT_HELD


def may_change(application: Application) -> bool:
    """Whether anything that is written now would be kept."""
    if application.status == ApplicationStatus.WITHDRAWN:
        return False
    try:
        must_be_open(application)
    except windows.Closed:
        return False
    return True


# ---- Links, and the devices that hold it ----


def send_link(application_id: str, email: str, *, by: str, locale: str) -> None:
    """Mails the link to the address that its holder has just typed, which is kept as theirs while anything may be."""
    with transaction() as session:
        application = locked(session, application_id)
        if may_change(application):
            _merge(application, {"email": email})
            application.version += 1
            application.locale = locale
        elif email.casefold() != (application.email or "").casefold():
            raise Refused(
                _("The address can no longer be changed here. Write the one that stands in the application.")
            )
        limits.take(LINK_MAILS, "application-link", email.casefold())
        mails.link(session, application)
        audit.record(session, "send-link", "application", application.id, by=by)


def send_link_again(application_id: str) -> bool:
    """Mails a fresh link to the address on record; False where there is nothing more to open."""
    with transaction() as session:
        application = locked(session, application_id)
        if application.email is None or editions.is_over(application.edition):
            return False
        mails.link(session, application)
        return True


def leave(grant_id: str, application_id: str, *, by: str) -> None:
    """Ends what one browser holds of it. The application stays, and so do its links and other devices."""
    with transaction() as session:
        grants.end(session, grant_id)
        audit.record(session, "leave", "application", application_id, by=by)
