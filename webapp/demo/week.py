"""Pre-sessions 54 as an edition: twelve States, and a programme in which one country session is always under way."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from webapp.core import clock
from webapp.core.refused import NotThere
from webapp.core.texts import Texts
from webapp.demo.concept_note import CONCEPT_NOTE
from webapp.editions import actions, queries
from webapp.editions.file import (
    Call,
    CountrySession,
    Cover,
    Deadline,
    EditionFile,
    Format,
    Grant,
    Sessions,
    Status,
    WorkingGroup,
)

NUMBER = 54
ZONE = ZoneInfo("Europe/Zurich")
STATES = ("HT", "IS", "LT", "MD", "SS", "SY", "TL", "TG", "UG", "VE", "ZW", "SD")
UNDER_WAY = "TG"
STILL_OPEN = "SD"  # its deadline is ahead, and nobody has given it an hour yet
ROOM = "Room XXV"
MINUTES = timedelta(minutes=60)
HAS_GONE_ON = timedelta(minutes=25)  # by then the statements are given, and the floor is open
FEWEST_LEFT = timedelta(minutes=10)  # a country session about to end is no good to a visitor
BEGINNINGS = (time(10), time(15), time(11, 15))  # in the order in which they are filled
LAST_MINUTE = time(23, 59)


def make_or_move() -> bool:
    """Loads the edition with today as one of its days, unless it stands so already; whether it did."""
    stands = _stands()
    if not stands:
        actions.load(plan(clock.now()), by="demo")
    return not stands


def _stands() -> bool:
    """Whether today is a day of the week, the country session goes on for a while, and the late deadline is ahead."""
    now = clock.now()
    try:
        edition = queries.edition(NUMBER)
    except NotThere:
        return False
    entries = {entry.state: entry for entry in edition.country_sessions}
    if set(entries) != set(STATES) or not edition.is_day(now.astimezone(edition.zone).date()):
        return False
    current, open_still = entries[UNDER_WAY], entries[STILL_OPEN]
    if current.starts_at is None or open_still.own_deadline is None:
        return False
    goes_on = current.starts_at <= now < current.ends_at - FEWEST_LEFT
    return goes_on and now < open_still.own_deadline.instant(edition.zone) - timedelta(days=1)


def plan(now: datetime) -> EditionFile:
    """The edition as it stands at `now` (aware)."""
    local = now.astimezone(ZONE)
    today = local.date()
    monday = today - timedelta(days=today.weekday())
    return EditionFile(
        number=NUMBER,
        format=Format.HYBRID,
        timezone=ZONE,
        starts_on=monday,
        ends_on=max(monday + timedelta(days=4), today),
        city="Geneva",
        venue="Palais des Nations",
        languages=("en", "fr", "es"),
        speaking_languages=("en", "fr", "es"),
        interpretation=("en", "fr"),
        working_group=WorkingGroup(
            number=NUMBER,
            dates=Texts(en="early 2027", fr="début 2027", es="principios de 2027"),
        ),
        call=Call(
            opens_on=monday - timedelta(days=98), closes_at=Deadline(monday - timedelta(days=56), LAST_MINUTE)
        ),
        sessions=Sessions(minutes=60, statement_minutes=(5, 7)),
        grant=Grant(
            states=("HT", "SS", "TL", "TG", "UG", "ZW"),
            covers=(Cover.AIRFARE, Cover.ACCOMMODATION, Cover.PER_DIEM),
            max_days=6,
        ),
        concept_note=CONCEPT_NOTE,
        country_sessions=tuple(_country_sessions(local, monday)),
    )


def _country_sessions(local: datetime, monday: date) -> Iterator[CountrySession]:
    current = _current_start(local)
    free = iter(sorted(islice(_free_beginnings(monday, current), len(STATES) - 2)))
    for state in STATES:
        if state == STILL_OPEN:
            deadline = Deadline(local.date() + timedelta(days=7), LAST_MINUTE)
            yield CountrySession(state=state, closes_at=deadline)
            continue
        starts_at = current if state == UNDER_WAY else next(free)
        status = Status.HELD if starts_at + MINUTES <= local.astimezone(UTC) else Status.PLANNED
        yield CountrySession(state=state, starts_at=starts_at, room=ROOM, status=status)


def _current_start(local: datetime) -> datetime:
    """Half an hour ago at most, at full five minutes, in UTC: never in the future, and never on the day before."""
    ago = (local.astimezone(UTC) - HAS_GONE_ON).replace(second=0, microsecond=0)
    midnight = datetime.combine(local.date(), time(), ZONE).astimezone(UTC)
    return max(ago - timedelta(minutes=ago.minute % 5), midnight)


def _free_beginnings(monday: date, taken: datetime) -> Iterator[datetime]:
    """The hours of the week, in UTC, that leave the room to the country session under way."""
    for beginning in BEGINNINGS:
        for day in range(5):
            # In UTC, because on one local clock an hour may come twice, and sums would not notice.
            starts_at = datetime.combine(monday + timedelta(days=day), beginning, ZONE).astimezone(UTC)
            if abs(starts_at - taken) >= MINUTES:
                yield starts_at
