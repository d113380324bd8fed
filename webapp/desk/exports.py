"""Tables to take away, for each role what it may see and no more. Who took which, and when, stays on record."""

from collections.abc import Iterable
from itertools import groupby

from flask import Response
from flask_babel import gettext as _

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications import queries as applications
from webapp.applications.answers import SEEN_BY_COORDINATOR, SEEN_BY_REVIEWERS
from webapp.applications.models import Application
from webapp.core import audit, dates, spreadsheets
from webapp.core.spreadsheets import Cell
from webapp.core.transaction import transaction
from webapp.desk import answers, queries
from webapp.desk.blueprint import bp
from webapp.desk.hidden import hidden
from webapp.editions import queries as editions
from webapp.editions.models import CountrySession, Edition
from webapp.programme import queries as programme
from webapp.programme.words import speaker_name
from webapp.review import criteria
from webapp.review import queries as review
from webapp.web import downloads
from webapp.web.language import current_language
from webapp.web.pages import Body, page

HERE = "/editions/<int:number>/exports"


@bp.get(HERE)
@requires(Permission.MANAGE_APPLICATIONS)
def exports(number: int) -> Body:
    return page("desk/exports.html", edition=editions.edition(number), secret=_labels(SEEN_BY_COORDINATOR))


# ---- All applications, for the coordinator alone ----


@bp.post(HERE + "/applications")
@requires(Permission.MANAGE_APPLICATIONS)
def export_applications(number: int) -> Response:
    """Each that stands as sent, with every answer: not the files, and not what is hidden from whoever asks."""
    edition = _on_record("export-applications", number, Permission.MANAGE_APPLICATIONS)
    unseen = hidden(number)
    fields = (*SEEN_BY_REVIEWERS, *SEEN_BY_COORDINATOR)
    heads = [_("Reference"), _("Sent (%(zone)s)", zone=edition.timezone), *_labels(fields)]
    rows = (
        [each.reference, _local(edition, each), *_answers(each, fields)]
        for each in applications.sent_of_edition(number)
        if each.id not in unseen
    )
    return _table(_("Pre-sessions %(number)s applications", number=number), heads, rows)


def _local(edition: Edition, application: Application) -> str:
    """2023-05-01 11:30, which spreadsheets sort."""
    return f"{application.sent_at.astimezone(edition.zone):%Y-%m-%d %H:%M}"


def _answers(application: Application, fields: Iterable[str]) -> list[str]:
    return [answers.cell(application, field) for field in fields]


# ---- What a reviewer has to read ----


@bp.post(HERE + "/own-review")
@requires(Permission.REVIEW)
def export_own_review(number: int) -> Response:
    """What was given to the one who asks, unless it is hidden from them, with the scores that they gave themselves."""
    _on_record("export-own-review", number, Permission.REVIEW)
    known = criteria.of_edition(number)
    scores = [criterion.text.to(current_language()) for criterion in known]
    rows = (
        [
            *_answers(application, SEEN_BY_REVIEWERS),
            *((mine.scores.get(criterion.id) if mine else None) for criterion in known),
            mine.comment if mine else None,
        ]
        for application, mine in review.pile(guard.holder(Permission.REVIEW).subject_id)
        if application.edition_number == number
    )
    heads = [*_labels(SEEN_BY_REVIEWERS), *scores, _("Your comment")]
    return _table(_("Pre-sessions %(number)s to read", number=number), heads, rows)


# ---- The panels, as everybody may see them ----


@bp.post(HERE + "/panels")
@requires(Permission.MANAGE_PROGRAMME)
def export_panels(number: int) -> Response:
    """Each speaker as they chose to be shown: who chose neither has no name here either."""
    edition = _on_record("export-panels", number, Permission.MANAGE_PROGRAMME)
    heads = [
        _("State under Review"),
        _("Day"),
        _("Begins (%(zone)s)", zone=edition.timezone),
        _("Room"),
        _("Place in the order"),
        _("Speaker"),
    ]
    return _table(_("Pre-sessions %(number)s panels", number=number), heads, _speakers(edition))


def _speakers(edition: Edition) -> Iterable[list[Cell]]:
    locale = current_language()
    by_id = {each.id: each for each in edition.country_sessions}
    slots = queries.slots_of_edition(edition.number)
    for country_session_id, panel in groupby(slots, lambda slot: slot.country_session_id):
        here = by_id[country_session_id]
        for place, speaker in enumerate(programme.shown(list(panel)), 1):
            yield [here.name(locale), *_when_and_where(here), place, speaker_name(speaker, here, locale)]


def _when_and_where(country_session: CountrySession) -> list[Cell]:
    local = country_session.starts_at and country_session.starts_at.astimezone(country_session.edition.zone)
    hour = [local.date().isoformat(), dates.time_of_day(local, local.tzinfo, "en")] if local else [None, None]
    return [*hour, country_session.room]


# ---- Any of them ----


def _on_record(verb: str, number: int, permission: Permission) -> Edition:
    """Notes who takes what away, before anything of it is read. Raises NotThere."""
    editions.edition(number)
    with transaction() as session:
        audit.record(session, verb, "edition", str(number), by=guard.holder(permission).name)
    return editions.edition(number)


def _labels(fields: Iterable[str]) -> list[str]:
    return [str(answers.LABELS[field]) for field in fields]


def _table(name: str, heads: list[str], rows: Iterable[list[Cell]]) -> Response:
    """Whole before its first byte is sent: a table that was cut off looks like a shorter one."""
    reply = Response(spreadsheets.csv_bytes(heads, rows), mimetype=spreadsheets.MIMETYPE)
    reply.headers["Content-Disposition"] = downloads.disposition(name, spreadsheets.ENDING)
    return reply
