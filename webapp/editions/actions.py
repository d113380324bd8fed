"""Loading an edition: from a file's bytes, or from values that are good already."""

from dataclasses import asdict

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.core import audit
from webapp.core.transaction import transaction
from webapp.editions.file import BadEditionFile, EditionFile, Problem, read_bytes
from webapp.editions.file_parts import Call, Deadline, Figures, Grant, WorkingGroup
from webapp.editions.file_parts import CountrySession as SessionInFile
from webapp.editions.models import CountrySession, Edition


def load_bytes(data: bytes, *, by: str) -> int:
    """Adds or updates the edition that a file holds; its number. Raises BadEditionFile; nothing has changed then."""
    return load(read_bytes(data), by=by)


def load(file: EditionFile, *, by: str) -> int:
    """Adds or updates an edition; its number.

    A State that stays keeps its country session, with everything that hangs on it and whatever the office has set that
    no file says, such as a room's capacity. Raises BadEditionFile where a State that is left out has people, doors or
    questions.
    """
    with transaction() as session:
        edition = session.get(Edition, file.number, with_for_update=True)
        if edition is None:
            edition = Edition(number=file.number)
            session.add(edition)
        _set(edition, file)
        session.flush()
        _remove_others(session, edition, {entry.state for entry in file.country_sessions})
        _put_in_order(edition, file.country_sessions)
        audit.record(session, "load", "edition", str(file.number), by=by)
    return file.number


def _set(edition: Edition, file: EditionFile) -> None:
    edition.format = file.format
    edition.timezone = file.timezone.key
    edition.starts_on, edition.ends_on, edition.dates = file.starts_on, file.ends_on, file.dates
    edition.provisional = file.provisional
    edition.city, edition.venue = file.city, file.venue
    edition.languages = _list(file.languages)
    edition.speaking_languages = _list(file.speaking_languages)
    edition.interpretation = _list(file.interpretation)
    edition.session_minutes = file.sessions.minutes
    edition.statement_minutes = _list(file.sessions.statement_minutes)
    edition.concept_note = file.concept_note
    edition.figures = _figures(file.figures)
    _set_working_group(edition, file.working_group)
    _set_call(edition, file.call or Call())
    _set_grant(edition, file.grant)


def _list(values: tuple | None) -> list | None:
    return None if values is None else list(values)


def _figures(figures: Figures | None) -> dict | None:
    """As JSON: `{"missions": {"value": 156, "bound": "more_than"}}`, without those that are not known."""
    return figures and {name: figure for name, figure in asdict(figures).items() if figure}


def _set_working_group(edition: Edition, group: WorkingGroup | None) -> None:
    edition.working_group_number = group and group.number
    edition.working_group_starts_on = group and group.starts_on
    edition.working_group_ends_on = group and group.ends_on
    edition.working_group_dates = group and group.dates


def _set_call(edition: Edition, call: Call) -> None:
    edition.call_opens_on = call.opens_on
    edition.call_closes_on, edition.call_closes_time = _parts(call.closes_at)


def _parts(deadline: Deadline | None) -> tuple:
    return (deadline.day, deadline.time) if deadline else (None, None)


def _set_grant(edition: Edition, grant: Grant | None) -> None:
    edition.grant_states = grant and list(grant.states)
    edition.grant_covers = grant and list(grant.covers)
    edition.grant_max_days = grant and grant.max_days


def _remove_others(session: Session, edition: Edition, states: set[str]) -> None:
    """Takes out the country sessions on other States. The database itself knows what hangs on one, and then refuses."""
    kept_back = []
    for gone in [entry for entry in edition.country_sessions if entry.state not in states]:
        try:
            with session.begin_nested():
                session.delete(gone)
        except IntegrityError:
            kept_back.append(gone.state)
    if kept_back:
        raise BadEditionFile([Problem("country_sessions", _why(state)) for state in kept_back])
    session.expire(edition, ["country_sessions"])


def _why(state: str) -> str:
    return (
        f'"{state}" is missing, and its country session has people, doors or questions already. '
        'Put it back; where it does not take place, with status = "not_held".'
    )


def _put_in_order(edition: Edition, entries: tuple[SessionInFile, ...]) -> None:
    known = {entry.state: entry for entry in edition.country_sessions}
    for position, entry in enumerate(entries, 1):
        country_session = known.get(entry.state)
        if country_session is None:
            country_session = CountrySession(state=entry.state)
            edition.country_sessions.append(country_session)
        country_session.position = position
        country_session.formal_name = entry.name
        country_session.starts_at = entry.starts_at
        country_session.room = entry.room
        country_session.status = entry.status
        country_session.limited = entry.limited
        country_session.closes_on, country_session.closes_time = _parts(entry.closes_at)
