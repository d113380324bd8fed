"""Without Redis two servers over one database, PostgreSQL or a SQLite file, are right, though a second later."""

import pytest

from tests.several_processes import test_doors
from tests.several_processes.conftest import two_servers, until
from tests.several_processes.test_streams import ask, moderate

codes = test_doors.codes


@pytest.fixture(scope="module")
def pair(databases, tmp_path_factory):
    with two_servers(databases, tmp_path_factory, {}) as made:
        yield made


def test_two_doors_let_in_once(doors, codes):
    test_doors.test_at_the_same_instant_exactly_one_lets_in(doors, codes)


def test_a_question_at_one_comes_to_the_hall_of_the_other(pair, delegate, moderator, wall, floor, opened):
    first, second = pair.urls
    hall = opened(wall.stream(second, f"{floor}/stream/hall"))
    hall.frame()
    asked = ask(delegate, first, floor)
    moderate(moderator, second, floor, asked, "approval")
    moderate(moderator, first, floor, asked, "call")
    hall.frame_with("What steps?")


def test_signed_out_at_one_the_stream_at_the_other_ends(pair, moderator, floor, opened):
    first, second = pair.urls
    board = opened(moderator.stream(second, f"{floor}/stream/moderators"))
    board.frame()
    assert moderator.submit(first, "/staff/sign-in", "/staff/sign-out").status == 303
    assert board.ends()
    assert until(lambda: moderator.get(second, f"{floor}/moderation").status != 200)
