"""An edition and its country sessions."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp import states
from webapp.core import clock
from webapp.core.dates import span
from webapp.core.texts import Texts
from webapp.core.types import Instant, TextsColumn, enumeration, random_id
from webapp.editions.file_parts import Bound, Deadline, Figure, Figures, Format
from webapp.editions.file_parts import Status as CountrySessionStatus
from webapp.extensions import db

__all__ = ["CountrySession", "CountrySessionStatus", "Edition", "Format", "in_time_order", "last_day"]


def last_day(starts_on: date, ends_on: date | None) -> date:
    """The last day of a week; where its source gives a week and no end, the fifth day."""
    return ends_on or starts_on + timedelta(days=4)


# Files name a city in English; these are the ones that our languages write otherwise.
CITIES = {"Geneva": _("Geneva")}


class Edition(db.Model):
    """One Pre-sessions week. What its source does not say is None, and no page makes it up."""

    __tablename__ = "edition"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    format: Mapped[Format] = mapped_column(enumeration(Format))
    timezone: Mapped[str] = mapped_column(String(64))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    dates: Mapped[Texts | None] = mapped_column(TextsColumn)
    provisional: Mapped[bool] = mapped_column(default=False)
    city: Mapped[str | None] = mapped_column(String(120))
    venue: Mapped[str | None] = mapped_column(String(200))
    languages: Mapped[list[str] | None] = mapped_column(JSON)
    speaking_languages: Mapped[list[str] | None] = mapped_column(JSON)
    interpretation: Mapped[list[str] | None] = mapped_column(JSON)
    working_group_number: Mapped[int | None]
    working_group_starts_on: Mapped[date | None]
    working_group_ends_on: Mapped[date | None]
    working_group_dates: Mapped[Texts | None] = mapped_column(TextsColumn)
    call_opens_on: Mapped[date | None]
    call_closes_on: Mapped[date | None]
    call_closes_time: Mapped[time | None]
    session_minutes: Mapped[int | None]
    statement_minutes: Mapped[list[int] | None] = mapped_column(JSON)
    grant_states: Mapped[list[str] | None] = mapped_column(JSON)
    grant_covers: Mapped[list[str] | None] = mapped_column(JSON)
    grant_max_days: Mapped[int | None]
    figures: Mapped[dict | None] = mapped_column(JSON)
    concept_note: Mapped[Texts | None] = mapped_column(TextsColumn)

    country_sessions: Mapped[list["CountrySession"]] = relationship(
        back_populates="edition", order_by="CountrySession.position", cascade="all, delete-orphan"
    )

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def last_day(self) -> date:
        return last_day(self.starts_on, self.ends_on)

    def is_day(self, day: date) -> bool:
        return self.starts_on <= day <= self.last_day

    @property
    def city_name(self) -> str:
        """The city in the reader's language; "" where the source gives none."""
        return str(CITIES.get(self.city, self.city or ""))

    def when(self, locale: str) -> str:
        """Its days, as exactly as its source gives them: in its own words where it says less than two days."""
        return self.dates.to(locale) if self.dates else span(self.starts_on, self.ends_on, locale)

    @property
    def deadline(self) -> Deadline | None:
        """Until when the call is open, as exactly as its source says."""
        return _deadline(self.call_closes_on, self.call_closes_time)

    @property
    def earlier_years(self) -> Figures | None:
        """Totals of the years before this edition, each with its "more than" or "almost"."""
        if self.figures is None:
            return None
        parts = {name: Figure(part["value"], Bound(part["bound"])) for name, part in self.figures.items()}
        return Figures(**parts)

    @property
    def session_length(self) -> timedelta:
        """How long a country session lasts: an hour, where the edition's source does not say."""
        return timedelta(minutes=self.session_minutes or 60)

    @property
    def agenda(self) -> list["CountrySession"]:
        """Its country sessions as the week goes."""
        return in_time_order(self.country_sessions)

    @property
    def closes_at(self) -> datetime:
        """The instant from which the week is over: the end of its last day, local."""
        return datetime.combine(self.last_day + timedelta(days=1), time(), self.zone)


class CountrySession(db.Model):
    """The meeting on one State under Review, in the edition's own order."""

    __tablename__ = "country_session"
    __table_args__ = (UniqueConstraint("edition_number", "state"),)

    id: Mapped[str] = random_id()
    edition_number: Mapped[int] = mapped_column(ForeignKey("edition.number"))
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(2))
    formal_name: Mapped[Texts | None] = mapped_column(TextsColumn)
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    room: Mapped[str | None] = mapped_column(String(120))
    status: Mapped[CountrySessionStatus] = mapped_column(
        enumeration(CountrySessionStatus), default=CountrySessionStatus.PLANNED
    )
    limited: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    closes_on: Mapped[date | None]
    closes_time: Mapped[time | None]
    # Rises with each change of what calendars show, so that a calendar that has the event takes the change over.
    revision: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime | None] = mapped_column(Instant)

    edition: Mapped[Edition] = relationship(back_populates="country_sessions")

    def name(self, locale: str) -> str:
        """The State under Review as this edition names it: formally where it does so, else by its UN short name."""
        if self.formal_name and locale in self.formal_name:
            return self.formal_name[locale]
        return states.state(self.state).names.to(locale)

    @property
    def own_deadline(self) -> Deadline | None:
        """A deadline later than the call's, for this State alone."""
        return _deadline(self.closes_on, self.closes_time)

    @property
    def ends_at(self) -> datetime | None:
        if self.starts_at is None:
            return None
        return self.starts_at + self.edition.session_length


def in_time_order(country_sessions: Sequence[CountrySession]) -> list[CountrySession]:
    """As the week goes; last those whose hour is not known, in the order in which they come."""
    timed = [at for at in country_sessions if at.starts_at]
    return sorted(timed, key=lambda at: at.starts_at) + [at for at in country_sessions if not at.starts_at]


@event.listens_for(CountrySession, "before_update")
def _count_revisions(_mapper, _connection, country_session: CountrySession) -> None:
    """Here and not in a verb: whichever act changes it, from a file or at the desk, calendars must learn of it."""
    attributes = inspect(country_session).attrs
    status = attributes.status.history
    moved = any(attributes[name].history.has_changes() for name in ("formal_name", "starts_at", "room"))
    if moved or CountrySessionStatus.NOT_HELD in [*status.added, *status.deleted]:
        country_session.revision = (country_session.revision or 0) + 1
        country_session.revised_at = clock.now()


def _deadline(day: date | None, at: time | None) -> Deadline | None:
    return Deadline(day, at) if day else None
