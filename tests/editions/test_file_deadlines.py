"""A deadline runs to the end of its minute, or of its day, on the clocks of the edition's own zone."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from webapp.editions.file import Deadline

pytestmark = pytest.mark.no_database


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("deadline", "zone", "too_late"),
    [
        # 23:59 itself still counts, and so does the last minute of a day without an hour.
        (Deadline(date(2021, 8, 16), time(23, 59)), "Europe/Zurich", utc(2021, 8, 16, 22)),
        (Deadline(date(2023, 5, 31), None), "Europe/Zurich", utc(2023, 5, 31, 22)),
        # Clocks forward, from 02:00 to 03:00: 01:59 is followed by 03:00, and the day is 23 hours long.
        (Deadline(date(2023, 3, 25), None), "Europe/Zurich", utc(2023, 3, 25, 23)),
        (Deadline(date(2023, 3, 26), time(1, 59)), "Europe/Zurich", utc(2023, 3, 26, 1)),
        (Deadline(date(2023, 3, 26), time(3, 0)), "Europe/Zurich", utc(2023, 3, 26, 1, 1)),
        (Deadline(date(2023, 3, 26), time(23, 59)), "Europe/Zurich", utc(2023, 3, 26, 22)),
        (Deadline(date(2023, 3, 26), None), "Europe/Zurich", utc(2023, 3, 26, 22)),
        # Clocks back, from 03:00 to 02:00: 02:30 comes twice, the first counts; the day is 25 hours long.
        (Deadline(date(2023, 10, 28), None), "Europe/Zurich", utc(2023, 10, 28, 22)),
        (Deadline(date(2023, 10, 29), time(1, 59)), "Europe/Zurich", utc(2023, 10, 29)),
        (Deadline(date(2023, 10, 29), time(2, 30)), "Europe/Zurich", utc(2023, 10, 29, 0, 31)),
        (Deadline(date(2023, 10, 29), time(3, 0)), "Europe/Zurich", utc(2023, 10, 29, 2, 1)),
        (Deadline(date(2023, 10, 29), time(23, 59)), "Europe/Zurich", utc(2023, 10, 29, 23)),
        (Deadline(date(2023, 10, 29), None), "Europe/Zurich", utc(2023, 10, 29, 23)),
        # Where clocks change at midnight: Beirut's next day begins at 01:00, Havana's has 00:00 twice.
        (Deadline(date(2022, 3, 26), None), "Asia/Beirut", utc(2022, 3, 26, 22)),
        (Deadline(date(2022, 11, 5), None), "America/Havana", utc(2022, 11, 6, 4)),
    ],
)
def test_a_deadline_is_the_first_instant_that_is_too_late(deadline, zone, too_late):
    assert deadline.instant(ZoneInfo(zone)) == too_late
