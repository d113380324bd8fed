"""A scan at a door: its verdict, and what is stored of it."""

import json
from datetime import timedelta

from sqlalchemy import select

from tests import factories
from webapp.checkin.actions import SHORT_CODES
from webapp.checkin.models import Scan
from webapp.core import clock
from webapp.core.audit import AuditEntry
from webapp.core.transaction import transaction
from webapp.editions.models import CountrySession
from webapp.extensions import db
from webapp.participants import actions as participants
from webapp.participants.models import Participant, Pass

ANA = {"name": "Ana Rojas", "affiliation": "Chile", "category": "delegate"}
HALF_PAST = {"at": "2023-08-28T08:30:00Z", "door": "Main entrance"}


def change_room(country_session, **values):
    with transaction() as session:
        room = session.get(CountrySession, country_session.id)
        for name, value in values.items():
            setattr(room, name, value)


def replace_pass(issued):
    """A second pass for the same participant; the first one ends."""
    with transaction() as session:
        person = session.get(Participant, issued.participant_id)
        return participants.issue_pass(session, person, by="test")


def test_a_delegate_is_admitted_and_the_second_scan_says_since_when(door, edition):
    code = factories.code(factories.issued_pass(edition))

    admitted = door.scan(code)
    assert admitted == {"id": admitted["id"], "verdict": "admitted", "holder": ANA, "first": HALF_PAST}
    again = door.scan(code, at="2023-08-28T08:31:00Z")
    assert again == {"id": again["id"], "verdict": "already_in", "holder": ANA, "first": HALF_PAST}


def test_already_in_says_at_which_door(door, edition, at_work):
    code = factories.code(factories.issued_pass(edition))
    door.scan(code)

    other = at_work(factories.door(edition, name="Gate 40"))
    again = other.scan(code, at="2023-08-28T08:31:00Z")
    assert (again["verdict"], again["first"]) == ("already_in", HALF_PAST)


def test_each_day_at_the_venue_is_entered_anew(door, edition, admitted):
    code = factories.code(factories.issued_pass(edition))
    door.scan(code)
    clock.set_for_tests(factories.NOW + timedelta(days=1))
    door.enrol_again()

    [tuesday] = door.send({**scan_of(code), "at": "2023-08-29T08:30:00Z"}, sent_at="2023-08-29T08:30:00Z")
    assert tuesday["verdict"] == "admitted"
    assert [row[0] for row in admitted()] == ["venue/44/2023-08-28", "venue/44/2023-08-29"]


def test_the_day_is_the_local_one(door, edition, admitted):
    """22:30 in UTC is half past midnight in Geneva: already Tuesday."""
    clock.set_for_tests(factories.NOW + timedelta(hours=14))
    door.enrol_again()
    code = factories.code(factories.issued_pass(edition))

    door.send({**scan_of(code), "at": "2023-08-28T22:30:00Z"}, sent_at="2023-08-28T22:30:00Z")
    assert [row[0] for row in admitted()] == ["venue/44/2023-08-29"]


def test_wrong_day_outside_the_week(door, edition, admitted):
    clock.set_for_tests(factories.NOW + timedelta(days=5))
    door.enrol_again()
    code = factories.code(factories.issued_pass(edition))

    [saturday] = door.send({**scan_of(code), "at": "2023-09-02T08:30:00Z"}, sent_at="2023-09-02T08:30:00Z")
    assert (saturday["verdict"], saturday["holder"], saturday["first"]) == ("wrong_day", ANA, None)
    assert admitted() == []


def test_wrong_day_at_the_door_of_a_country_session_of_another_day(edition, at_work):
    clock.set_for_tests(factories.NOW + timedelta(days=1))
    room = at_work(factories.door(edition, "Room XXV", edition.country_sessions[0]))
    code = factories.code(factories.issued_pass(edition))

    [tuesday] = room.send({**scan_of(code), "at": "2023-08-29T08:30:00Z"}, sent_at="2023-08-29T08:30:00Z")
    assert tuesday["verdict"] == "wrong_day"


def test_what_is_ticked_is_a_forecast_and_bars_nobody(edition, at_work):
    room = at_work(factories.door(edition, "Room XXV", edition.country_sessions[0]))
    code = factories.code(factories.issued_pass(edition, expected_at=[edition.country_sessions[1]]))

    assert room.scan(code)["verdict"] == "admitted"


def test_wrong_session_only_where_the_room_is_limited_to_those_named(edition, at_work, admitted):
    limited = edition.country_sessions[0]
    change_room(limited, limited=True)
    room = at_work(factories.door(edition, "Room XXV", limited))
    named = factories.code(factories.issued_pass(edition, name="Named", expected_at=[limited]))
    other = factories.code(factories.issued_pass(edition, expected_at=[edition.country_sessions[1]]))

    assert room.scan(named)["verdict"] == "admitted"
    refused = room.scan(other)
    assert (refused["verdict"], refused["holder"], refused["first"]) == ("wrong_session", ANA, None)
    assert [row[1] for row in admitted()] == ["Named"]


def test_a_revoked_pass_is_refused_and_its_successor_is_the_same_person(door, edition):
    old = factories.issued_pass(edition)
    old_code = factories.code(old)
    door.scan(old_code)
    new_code = factories.code(replace_pass(old))

    refused = door.scan(old_code, at="2023-08-28T08:20:00Z")
    assert (refused["verdict"], refused["holder"], refused["first"]) == ("revoked", ANA, None)
    again = door.scan(new_code)
    assert (again["verdict"], again["first"]) == ("already_in", HALF_PAST)


def test_a_pass_of_another_edition_says_so_even_when_it_is_revoked(door):
    other = factories.edition(number=40, states=())
    issued = factories.issued_pass(other)
    code = factories.code(issued)

    assert door.scan(code)["verdict"] == "other_edition"
    replace_pass(issued)
    refused = door.scan(code)
    assert (refused["verdict"], refused["holder"], refused["first"]) == ("other_edition", ANA, None)


def test_a_full_room_keeps_letting_in_those_who_are_in(edition, at_work, admitted):
    room = edition.country_sessions[0]
    change_room(room, capacity=1)
    first = at_work(factories.door(edition, "Room XXV", room))
    second = at_work(factories.door(edition, "Room XXV, back", room))
    ana = factories.code(factories.issued_pass(edition))
    eve = factories.code(factories.issued_pass(edition, name="Eve"))

    inside = first.scan(ana)
    assert inside["verdict"] == "admitted"
    full = second.scan(eve)
    assert (full["verdict"], full["first"]) == ("full", None)
    assert first.scan(ana)["verdict"] == "already_in"
    assert first.undo(inside["id"]).status_code == 200
    assert second.scan(eve)["verdict"] == "admitted"
    assert first.scan(ana)["verdict"] == "full"
    assert [row[1] for row in admitted()] == ["Eve"]


def test_capacity_is_of_the_room_and_not_of_the_venue(door, edition):
    change_room(edition.country_sessions[0], capacity=0)
    assert door.scan(factories.code(factories.issued_pass(edition)))["verdict"] == "admitted"


def test_what_is_no_code_of_ours_is_unknown_and_blocks_nothing(door, edition, scan):
    code = factories.code(factories.issued_pass(edition))
    stranger = "B" * 32
    odd = [
        stranger,
        "",
        "X" * 512,
        "M1ROJAS/ANA           EABCDEF GVASCLLA 0123 240Y012A0001 100",
        code[:-1],
        f"B{code}",
        f"{code}\0",
        f"\u202e{code}",
        "\ud800" + code[1:],
        code.translate({ord(letter): ord(letter) + 0xFEE0 for letter in code}),
        "ſ" * 32,
        "💥" * 512,
    ]

    results = door.send(*(scan(text) for text in odd), scan(code))
    assert [result["verdict"] for result in results] == ["unknown"] * len(odd) + ["admitted"]
    unknown = results[0]
    assert unknown == {"id": unknown["id"], "verdict": "unknown", "holder": None, "first": None}


def test_spaces_and_case_are_ignored(door, edition):
    code = factories.code(factories.issued_pass(edition))
    spread = " ".join(code[start : start + 4] for start in range(0, 32, 4)).lower()
    assert door.scan(f" {spread}\r\n")["verdict"] == "admitted"


def test_a_short_code_admits_in_its_own_edition_and_only_online(door, edition, scan):
    short = factories.issued_pass(edition).short_code
    elsewhere = factories.issued_pass(factories.edition(number=40, states=())).short_code

    assert door.scan(short, offline=True, shown="admitted")["verdict"] == "unknown"
    assert door.scan(elsewhere)["verdict"] == "unknown"
    assert door.scan(f"{short[:4]} {short[4:]}".lower())["verdict"] == "admitted"


def test_short_codes_are_limited_for_each_device_and_whole_codes_are_not(door, edition, scan, at_work):
    issued = factories.issued_pass(edition)
    tries = int(SHORT_CODES.split()[0])
    guesses = [scan("BBBBBBBB") for _ in range(tries)]
    door.send(*guesses)

    assert door.scan(issued.short_code)["verdict"] == "unknown"
    other = at_work(factories.door(edition, name="Gate 40"))
    assert other.scan(issued.short_code)["verdict"] == "admitted"
    assert door.scan(factories.code(issued))["verdict"] == "already_in"
    # An answer that was given already is no guess.
    assert door.send(guesses[0])[0]["verdict"] == "unknown"


def test_the_affiliation_is_in_the_language_that_the_device_asks_for(client, door, edition, scan):
    issued = factories.issued_pass(edition, mission="CH")
    reply = client.post(
        f"/door/{door.id}/scans?lang=fr",
        json={"sent_at": "2023-08-28T08:30:00Z", "scans": [scan(factories.code(issued))]},
        headers={"Authorization": f"Bearer {door.key}"},
    )
    assert reply.json["results"][0]["holder"]["affiliation"] == "Suisse"


def test_the_same_id_gets_the_stored_answer_word_for_word_and_has_no_effect(
    door, edition, scan, admitted, scans_stored
):
    issued = factories.issued_pass(edition)
    sent = scan(factories.code(issued))
    body = {"sent_at": "2023-08-28T08:30:00Z", "scans": [sent]}
    answer, before = door.post(body).data, admitted()

    assert door.post(body).data == answer
    # Not even with another code, another instant, or after the pass was revoked.
    replace_pass(issued)
    assert door.post(body).data == answer
    other = factories.code(factories.issued_pass(edition, name="Eve"))
    assert door.post({**body, "scans": [{**sent, "code": other}]}).data == answer
    assert door.post({**body, "scans": [{**sent, "code": "nonsense"}]}).data == answer
    assert door.post({**body, "scans": [{**sent, "id": sent["id"].upper()}]}).data == answer
    assert (admitted(), scans_stored()) == (before, 1)


def test_the_same_id_twice_in_one_batch_is_one_scan(door, edition, scan, scans_stored):
    sent = scan(factories.code(factories.issued_pass(edition)))
    other = factories.code(factories.issued_pass(edition, name="Eve"))

    first, second = door.send(sent, {**sent, "code": other})
    assert first == second
    assert (first["holder"]["name"], scans_stored()) == ("Ana Rojas", 1)


def test_answers_stand_in_the_order_sent(door, edition, scan):
    sent = [scan(factories.code(factories.issued_pass(edition, name=f"Delegate {n}"))) for n in range(12)]
    results = door.send(*sent)
    assert [(result["id"], result["holder"]["name"]) for result in results] == [
        (one["id"], f"Delegate {n}") for n, one in enumerate(sent)
    ]


def test_a_wrong_clock_is_corrected_by_when_the_batch_was_sent(door, edition, scan):
    """This device is 40 minutes slow, and read the pass five minutes ago."""
    code = factories.code(factories.issued_pass(edition))
    [result] = door.send(scan(code, at="2023-08-28T07:45:00Z"), sent_at="2023-08-28T07:50:00Z")
    assert result["first"]["at"] == "2023-08-28T08:25:00Z"


def test_an_instant_may_come_in_any_zone(door, edition, scan):
    code = factories.code(factories.issued_pass(edition))
    [result] = door.send(scan(code, at="2023-08-28T10:01:02.5+02:00"), sent_at="2023-08-28T10:30:00+02:00")
    assert result["first"]["at"] == "2023-08-28T08:01:02Z"


def test_what_is_written_down(door, edition):
    issued = factories.issued_pass(edition)
    result = door.scan(factories.code(issued), at="2023-08-28T08:29:00Z")
    unknown = door.scan("nonsense")

    db.session.rollback()
    kept = db.session.get(Scan, result["id"])
    assert (kept.device_id, kept.door_id, kept.pass_id) == (door.device_id, door.id, issued.id)
    assert (kept.code_id, kept.verdict, kept.shown, kept.offline) == (
        db.session.get(Pass, issued.id).code_id,
        "admitted",
        None,
        False,
    )
    assert (kept.at, kept.received_at) == (factories.NOW - timedelta(minutes=1), factories.NOW)
    assert json.loads(kept.answer) == result
    nothing = db.session.get(Scan, unknown["id"])
    assert (nothing.pass_id, nothing.code_id, nothing.verdict) == (None, None, "unknown")
    audited = select(AuditEntry.verb, AuditEntry.by).where(AuditEntry.object_kind == "admission")
    assert db.session.execute(audited).all() == [("admit", f"device:{door.device_id}")]


def scan_of(code: str) -> dict:
    return {"id": "b6b3a0a4-32a5-4d5e-9f5c-6a2f4b1d0c11", "code": code, "offline": False}
