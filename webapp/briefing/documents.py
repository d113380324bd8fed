"""What was handed in, for whoever may read it: an edition, one country session, and its files.

Everybody may ask for these pages; what stands on them depends on what the browser holds, so nobody keeps a copy.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from flask import Response

from webapp.access import guard
from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.applications.answers import THEMES
from webapp.applications.words import language
from webapp.briefing import queries, words
from webapp.briefing.blueprint import bp
from webapp.briefing.models import Part, Proposal, ProposalKind
from webapp.briefing.queries import Reading
from webapp.briefing.standing import Standing, standing_of
from webapp.core.refused import NotThere
from webapp.editions import queries as editions
from webapp.editions.models import CountrySession, Edition
from webapp.programme.words import speaker_name
from webapp.web import downloads, headers
from webapp.web.language import current_language, direction
from webapp.web.pages import Body, page

HERE = "/editions/<int:number>/statements"
ONE = HERE + "/<country_session_id>"


@dataclass(frozen=True, slots=True)
class Theme:
    """What is suggested on one theme, each with whoever suggests it."""

    label: object
    questions: list[tuple[Proposal, Reading]] = field(default_factory=list)
    recommendations: list[tuple[Proposal, Reading]] = field(default_factory=list)


@bp.get(HERE)
@requires(Permission.PUBLIC)
def overview(number: int) -> Body:
    edition = editions.edition(number)
    who = _who(edition)
    return page(
        "briefing/overview.html", edition=edition, who=who, counts=queries.counts(edition.number, who)
    )


@bp.get(ONE)
@requires(Permission.PUBLIC)
def statements(number: int, country_session_id: str) -> Body:
    edition, country_session = _found(number, country_session_id)
    who = _who(edition)
    readings = queries.readings(country_session.id, who)
    locale = current_language()
    body = page(
        "briefing/statements.html",
        edition=edition,
        country_session=country_session,
        who=who,
        readings=readings,
        themes=_by_theme(readings),
        said_by=lambda reading: speaker_name(reading.speaker, country_session, locale),
        language=lambda code: language(code, locale),
        direction_of=direction,
        readers=words.READERS,
        Part=Part,
    )
    return headers.with_video(body) if any(reading.video for reading in readings) else body


@bp.get(ONE + "/files/<file_id>")
@requires(Permission.PUBLIC)
def file(number: int, country_session_id: str, file_id: str) -> Response:
    """One of the files that the page shows to this reader, and no other: an older version is nobody's."""
    edition, country_session = _found(number, country_session_id)
    for reading in queries.readings(country_session.id, _who(edition)):
        for part, stored in ((Part.FACTSHEET, reading.factsheet), (Part.VIDEO, reading.video)):
            if stored and stored.id == file_id:
                # Nobody's name: the file may be saved on any device, and passed on.
                return downloads.attachment(stored, f"{part}-{reading.number}")
    raise NotThere


def _found(number: int, country_session_id: str) -> tuple[Edition, CountrySession]:
    edition = editions.edition(number)
    for country_session in edition.country_sessions:
        if country_session.id == country_session_id:
            return edition, country_session
    raise NotThere


def _who(edition: Edition) -> Standing:
    return standing_of(edition.number, guard.held())


def _by_theme(readings: list[Reading]) -> list[Theme]:
    """In the order in which applicants are offered the themes; on each, the panel in its order."""
    found = defaultdict(list)
    for reading in readings:
        for proposal in reading.proposals:
            found[proposal.theme].append((proposal, reading))
    in_order = [code for code in [*THEMES, *sorted(found.keys() - THEMES.keys())] if code in found]
    return [_theme(THEMES.get(code, code), found[code]) for code in in_order]


def _theme(label: object, proposals: list[tuple[Proposal, Reading]]) -> Theme:
    theme = Theme(label)
    for proposal, reading in proposals:
        is_question = proposal.kind == ProposalKind.QUESTION
        (theme.questions if is_question else theme.recommendations).append((proposal, reading))
    return theme
