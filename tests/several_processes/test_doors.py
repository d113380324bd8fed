"""Two doors at two servers are one register: a pass is admitted once, and a scan sent twice has one answer."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.several_processes.conftest import answer, connected, verdict
from webapp.checkin.models import Admission
from webapp.extensions import db

PAIRS = 60


@pytest.fixture
def codes(edition):
    """Makes so many passes, and gives what their QR codes say."""

    def make(count: int) -> list[str]:
        return [
            factories.code(factories.issued_pass(edition, name=f"Ana Rojas {number}"))
            for number in range(count)
        ]

    return make


def test_a_scan_at_one_is_a_verdict_at_the_other(doors, codes):
    [code] = codes(1)
    first, second = doors
    admitted, again = first.scan(code), second.scan(code)
    assert (verdict(admitted), verdict(again)) == ("admitted", "already_in")
    assert '"door": "Main entrance"' in again


def test_a_scan_sent_to_the_other_server_too_gets_the_stored_answer_word_for_word(doors, codes, pair):
    [code] = codes(1)
    door, scan_id = doors[0], str(uuid4())
    said = door.scan(code, scan_id)
    door.url = pair.urls[1]
    assert door.scan(code, scan_id) == said
    assert verdict(said) == "admitted"


def test_at_the_same_instant_exactly_one_lets_in(doors, codes):
    """Both servers hold all of their request but the last byte, and those follow within microseconds."""
    said = []
    for number, code in enumerate(codes(PAIRS)):
        # By turns the one or the other first, so that each has its chance.
        order = doors if number % 2 else doors[::-1]
        requests = [door.request(code) for door in order]
        socks = [connected(door.url) for door in order]
        for sock, request in zip(socks, requests, strict=True):
            sock.sendall(request[:-1])
        for sock, request in zip(socks, requests, strict=True):
            sock.sendall(request[-1:])
        said.append(sorted(verdict(answer(sock)) for sock in socks))
    assert said == [["admitted", "already_in"]] * PAIRS
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Admission)) == PAIRS
