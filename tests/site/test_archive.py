"""`/editions`: every edition with its figures, as far as they are known."""

from datetime import timedelta
from uuid import uuid4

from tests import factories
from webapp.checkin import devices
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession, CountrySessionStatus


def come_in(client, edition, *missions: str) -> None:
    """One delegate of each mission is scanned at the entrance."""
    door = factories.door(edition)
    key = devices.key_of(factories.device(door).id)
    now = clock.now().isoformat()
    for mission in missions:
        code = factories.code(factories.issued_pass(edition, mission=mission))
        scan = {"id": str(uuid4()), "code": code, "at": now, "offline": False}
        reply = client.post(
            f"/door/{door.id}/scans",
            json={"sent_at": now, "scans": [scan]},
            headers={"Authorization": f"Bearer {key}"},
        )
        assert reply.json["results"][0]["verdict"] == "admitted"


def test_each_with_what_became_of_it(main, shipped):
    text = main("/editions?lang=en")
    parts = [
        "Pre-sessions 44 28 August – 1 September 2023 · Geneva · In person 14 country sessions announced",
        "Pre-sessions 40 The week of 6 December 2021 · Virtual 11 country sessions announced",
        "Pre-sessions 30 10–13 April 2018 · Geneva · In person 12 country sessions held, 2 not held",
    ]
    assert text.endswith(" ".join(parts))


def test_the_missions_that_came_are_counted_once_the_week_is_over(main, client, week):
    come_in(client, week, "CL", "CL", "FJ")
    assert "came" not in main("/editions?lang=en")
    clock.set_for_tests(factories.NOW + timedelta(days=7))
    assert main("/editions?lang=en").endswith("4 country sessions announced · 2 missions came")


def test_a_week_whose_doors_saw_nobody_gets_no_zero(main, shipped):
    assert "missions came" not in main("/editions?lang=en")


def test_a_week_that_goes_on_says_how_far_it_is(main, week):
    with transaction() as session:
        session.get(CountrySession, week.country_sessions[0].id).status = CountrySessionStatus.HELD
    assert main("/editions?lang=en").endswith("4 country sessions announced, 1 held")
