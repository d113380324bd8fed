"""A deadline is shown on the reader's own clocks too, with what is left; without scripts its own zone stands."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

CALL = "/editions/54/call?lang=en"


@pytest.fixture
def deadline(week):
    """Of Sudan, in the demonstration: the first instant that is too late, at the end of the seventh day from now."""
    last_day = datetime.now(ZoneInfo("Europe/Zurich")).date() + timedelta(days=7)
    return datetime(last_day.year, last_day.month, last_day.day, 23, 59, tzinfo=ZoneInfo("Europe/Zurich"))


def open_call(reader, deadline: datetime) -> None:
    reader.asked = expected(deadline)
    reader.go(CALL)


def line(reader):
    return reader.page.locator("[data-closes]")


def written(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"


def left(text: str) -> tuple[int, int]:
    """Days and hours, of a sentence such as "6 days 1 hour left."."""
    words = text.removesuffix(" left.").split()
    count = dict(zip((word.rstrip("s,") for word in words[1::2]), words[::2], strict=True))
    return int(count.get("day", 0)), int(count.get("hour", 0))


def is_right(reader, text: str, deadline: datetime) -> bool:
    """Between what was left when the page was asked for and what is left now."""
    return reader.asked >= left(text) >= expected(deadline)


def expected(deadline: datetime) -> tuple[int, int]:
    rest = deadline + timedelta(minutes=1) - datetime.now(deadline.tzinfo)
    return rest.days, rest.seconds // 3600


def test_elsewhere_it_gives_the_reader_s_own_time(person, deadline):
    reader = person(timezone_id="Asia/Dhaka")
    open_call(reader, deadline)
    reader.sees("In your time zone")
    own, _, rest = line(reader).inner_text().partition(". ")
    assert own == f"In your time zone (Asia/Dhaka): {written(deadline, 'Asia/Dhaka')}"
    assert is_right(reader, rest, deadline)
    reader.sees(f"{written(deadline, 'Europe/Zurich')}, Geneva time (Europe/Zurich)")


def test_where_clocks_show_the_same_only_what_is_left(person, deadline):
    reader = person(timezone_id="Europe/Paris")
    open_call(reader, deadline)
    reader.sees("left.")
    assert is_right(reader, line(reader).inner_text(), deadline)


def test_what_is_left_does_not_believe_a_wrong_device(person, deadline):
    reader = person(timezone_id="Europe/Paris")
    reader.page.clock.install(time=datetime.now(deadline.tzinfo) + timedelta(days=30))
    open_call(reader, deadline)
    reader.sees("left.")
    assert is_right(reader, line(reader).inner_text(), deadline)


def test_it_says_when_it_has_passed(person, deadline):
    reader = person(timezone_id="Europe/Paris")
    open_call(reader, deadline)
    reader.sees("left.")
    line(reader).evaluate("line => line.dataset.closes = new Date(Date.now() - 1000).toISOString()")
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    reader.sees("The deadline has passed.")


def test_without_scripts_the_time_of_geneva_stands(person, deadline):
    reader = person(timezone_id="Asia/Dhaka", java_script_enabled=False)
    open_call(reader, deadline)
    reader.sees(f"{written(deadline, 'Europe/Zurich')}, Geneva time (Europe/Zurich)")
    assert line(reader).is_hidden()
