"""The start page: the edition that goes on or comes next, what one can do, and the past ones."""

from datetime import timedelta

from tests import factories
from webapp.core import clock


def test_the_week_that_goes_on(main, client, week):
    text = main("/?lang=en")
    assert text.startswith("This week Pre-sessions 44 28 August – 1 September 2023 · Geneva · In person")
    page = client.get("/?lang=en").text
    assert 'href="/editions/44/delegations/new?lang=en"' in page
    assert 'href="/editions/44/programme?lang=en"' in page
    assert "Past editions" not in text


def test_until_midnight_of_its_last_day_in_geneva(main, week):
    clock.set_for_tests(factories.NOW.replace(month=9, day=1, hour=21, minute=59))
    assert main("/").startswith("This week Pre-sessions 44")
    clock.set_for_tests(factories.NOW.replace(month=9, day=1, hour=22, minute=0))
    text = main("/")
    assert "This week" not in text
    assert "Past editions Pre-sessions 44" in text
    assert "Register a delegation" not in text


def test_the_nearest_of_those_ahead_comes_first(main, week):
    for number, weeks in ((46, 20), (45, 10)):
        first = factories.MONDAY + timedelta(weeks=weeks)
        factories.edition(number, starts_on=first, ends_on=first + timedelta(days=4))
    clock.set_for_tests(factories.NOW + timedelta(weeks=2))
    text = main("/?lang=en")
    assert text.startswith("Next edition Pre-sessions 45")
    assert text.index("Later editions Pre-sessions 46") < text.index("Past editions Pre-sessions 44")


def test_calls_of_the_editions_ahead(main, client, shipped):
    """The one that comes first may be closed while the next one is open."""
    factories.edition(
        45,
        starts_on=factories.MONDAY + timedelta(weeks=20),
        ends_on=factories.MONDAY + timedelta(weeks=20, days=4),
        call_closes_on=factories.MONDAY + timedelta(weeks=4),
    )
    factories.edition(46, starts_on=factories.MONDAY + timedelta(weeks=30), ends_on=None)
    text = main("/?lang=en")
    calls = text.partition("Calls for applications to speak ")[2].partition(" Later editions")[0]
    assert calls == (
        "Call of Pre-sessions 44 Closed English Français Español"
        " Call of Pre-sessions 45 Open English Français Español"
    )
    page = client.get("/?lang=en").text
    assert [f'href="/editions/45/call?lang={code}"' in page for code in ("en", "fr", "es")] == [True] * 3


def test_past_editions_show_what_is_known_of_them(main, shipped):
    clock.set_for_tests(factories.NOW + timedelta(weeks=2))
    text = main("/?lang=en")
    assert text.startswith("UPR Pre-sessions")
    assert "The next edition has not been announced here yet. Past editions Pre-sessions 44" in text
    assert "Pre-sessions 40 The week of 6 December 2021 · Virtual 11 country sessions announced" in text
    assert (
        "Pre-sessions 30 10–13 April 2018 · Geneva · In person 12 country sessions held, 2 not held" in text
    )


def test_before_the_first_edition(main, app):
    assert "The next edition has not been announced here yet." in main("/?lang=en")
