"""Offline scans: told late, in any order, in any batches, twice, by wrong clocks, they end in one state."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from tests import factories
from webapp.checkin.models import Admission, Scan
from webapp.core import clock
from webapp.core.transaction import transaction
from webapp.participants import actions as participants
from webapp.participants import codes
from webapp.participants.models import Participant

REVOKED_AT = factories.NOW - timedelta(minutes=30)
# One device is right, the other was never told that summer had begun.
SLOW_BY = (timedelta(), timedelta(hours=1, seconds=17))


def roster_id(code: str) -> str:
    return codes.code_id(code).hex()


def revoke(issued, at) -> None:
    clock.set_for_tests(at)
    with transaction() as session:
        participants.revoke_passes(session, session.get(Participant, issued.participant_id), by="test")
    clock.set_for_tests(factories.NOW)


def test_by_the_id_of_the_roster(door, edition, scan):
    code = factories.code(factories.issued_pass(edition))
    sent = scan("", offline=True, shown="admitted") | {"pass": roster_id(code)}
    del sent["code"]

    [result] = door.send(sent)
    assert (result["verdict"], result["holder"]["name"]) == ("admitted", "Ana Rojas")


@pytest.mark.parametrize("roster", ["", "00" * 16, "00", "no hexadecimal", "\0", "\ud800"])
def test_an_id_that_is_in_no_roster_is_unknown(door, scan, roster):
    [result] = door.send(scan("") | {"offline": True, "pass": roster, "shown": "unknown"})
    assert (result["verdict"], result["holder"]) == ("unknown", None)


def test_whoever_scanned_first_was_first_whoever_tells_first(door, edition, at_work, admitted):
    code = factories.code(factories.issued_pass(edition))
    other = at_work(factories.door(edition, name="Gate 40"))
    late = door.scan(code, at="2023-08-28T08:20:00Z", offline=True, shown="admitted")
    early = other.scan(code, at="2023-08-28T08:10:00Z", offline=True, shown="admitted")

    # Both devices let this person in. What each was answered stays; who was first is found out.
    assert (late["verdict"], late["first"]["door"]) == ("admitted", "Main entrance")
    assert (early["verdict"], early["first"]["door"]) == ("already_in", "Gate 40")
    first_at = factories.NOW - timedelta(minutes=20)
    assert admitted() == [("venue/44/2023-08-28", "Ana Rojas", first_at, early["id"], "Gate 40")]


def test_whom_a_lone_device_turned_away_did_not_come_in(door, edition, admitted):
    code = factories.code(factories.issued_pass(edition))

    told = door.scan(code, offline=True, shown="unknown")
    assert (told["verdict"], told["holder"]) == ("unknown", None)
    assert door.scan(code, offline=True, shown="revoked")["verdict"] == "revoked"
    assert admitted() == []
    # Online, the device shows what it is answered: there is nothing to keep.
    assert door.scan(code, shown="unknown")["verdict"] == "admitted"


def test_a_pass_counts_until_it_was_revoked_whenever_that_is_told(door, edition, admitted):
    issued = factories.issued_pass(edition)
    code = factories.code(issued)
    revoke(issued, REVOKED_AT)

    after = door.scan(code, at="2023-08-28T08:00:00Z", offline=True, shown="admitted")
    assert (after["verdict"], admitted()) == ("revoked", [])
    before = door.scan(code, at="2023-08-28T07:59:59Z", offline=True, shown="admitted")
    assert (before["verdict"], len(admitted())) == ("admitted", 1)
    # Somebody who stands at the door now has a dead pass, whatever the device's clock says.
    assert door.scan(code, at="2023-08-28T07:59:59Z")["verdict"] == "revoked"


def test_a_room_that_filled_up_meanwhile_still_holds_those_who_are_in_it(edition, at_work, admitted):
    room = edition.country_sessions[0]
    with transaction() as session:
        session.merge(room).capacity = 1
    door = at_work(factories.door(edition, "Room XXV", room))
    door.scan(factories.code(factories.issued_pass(edition)))
    late = factories.code(factories.issued_pass(edition, name="Eve"))

    assert door.scan(late, offline=True, shown="admitted")["verdict"] == "admitted"
    assert [row[1] for row in admitted()] == ["Ana Rojas", "Eve"]
    third = factories.code(factories.issued_pass(edition, name="Zoe"))
    assert door.scan(third)["verdict"] == "full"


# --- Any order, any batches, twice ----------------------------------------------------------------

PEOPLE = ("Ana", "Eve", "Gone")  # Gone's pass was revoked half-way
scans_made = st.lists(
    st.tuples(
        st.integers(0, 1),  # device
        st.sampled_from(PEOPLE),
        # Minutes before now: few, so that instants fall together; the last lie on the day before.
        st.sampled_from([0, 1, 2, 29, 30, 31, 60, 600, 700]),
        st.sampled_from(["admitted", "already_in", "unknown"]),
    ),
    min_size=1,
    max_size=10,
)


@st.composite
def deliveries(draw):
    """Scans, and batches of their numbers in which each stands at least once, any of them oftener."""
    made = draw(scans_made)
    numbers = list(range(len(made)))
    again = draw(st.lists(st.sampled_from(numbers), max_size=6))
    order = draw(st.permutations(numbers + again))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=4)))
    batches = [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    return made, batches


@pytest.fixture
def two_devices(edition, at_work):
    return [at_work(factories.door(edition, name=name)) for name in ("Main entrance", "Gate 40")]


@pytest.fixture
def passes(edition):
    issued = {name: factories.issued_pass(edition, name=name) for name in PEOPLE}
    known = {name: roster_id(factories.code(one)) for name, one in issued.items()}
    revoke(issued["Gone"], REVOKED_AT)
    return known


@given(delivery=deliveries())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_state_whatever_the_order(two_devices, passes, admitted, delivery):
    made, batches = delivery
    with transaction() as session:
        session.execute(delete(Scan))
        session.execute(delete(Admission))

    answers = [{}, {}]
    for batch in batches:
        for device in (0, 1):
            numbers = [number for number in batch if made[number][0] == device]
            sent = [told(number, *made[number], passes) for number in numbers]
            sent_at = (factories.NOW - SLOW_BY[device]).isoformat()
            for result in two_devices[device].send(*sent, sent_at=sent_at):
                assert answers[device].setdefault(result["id"], result) == result
    assert admitted() == derived(made)


def told(number: int, device: int, person: str, minutes: int, shown: str, passes: dict[str, str]) -> dict:
    at = factories.NOW - timedelta(minutes=minutes) - SLOW_BY[device]
    return {
        "id": str(UUID(int=number)),
        "pass": passes[person],
        "at": at.isoformat(),
        "offline": True,
        "shown": shown,
    }


def derived(made: list[tuple]) -> list[tuple]:
    """What is true whoever told it when: each is in since the first scan of that day that let them in."""
    first: dict[tuple, tuple] = {}
    for number, (device, person, minutes, shown) in enumerate(made):
        at = factories.NOW - timedelta(minutes=minutes)
        day = (at + timedelta(hours=2)).date()  # Geneva in August
        counts = shown != "unknown" and not (person == "Gone" and at >= REVOKED_AT) and day.day == 28
        if counts:
            row = (at, str(UUID(int=number)), ("Main entrance", "Gate 40")[device])
            where = (f"venue/44/{day}", person)
            first[where] = min(first.get(where, row), row)
    return sorted(where + row for where, row in first.items())
