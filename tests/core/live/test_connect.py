"""On connect a reader gets the newest state, unless it shows that already."""

import pytest

from tests.core.live.conftest import eventually
from webapp.core.live.hub import Full


def test_the_newest_state_comes_first(live, world):
    world.change("queue", "one")
    world.change("queue", "two")
    reader = live.reader(live.hub()).greeted()
    assert reader.state() == (2, "two (en)")


def test_lines_of_any_kind_arrive_as_lines(live, world):
    world.change("queue", "one\r\ntwo\rthree\nfour")
    reader = live.reader(live.hub()).greeted()
    assert reader.state() == (1, "one\ntwo\nthree\nfour (en)")


def test_the_delay_before_coming_back_differs_from_reader_to_reader(live):
    hub = live.hub()
    delays = {int(live.reader(hub).event()["retry"]) for _ in range(20)}
    assert len(delays) > 10
    assert all(1000 <= delay <= 5000 for delay in delays)


@pytest.mark.parametrize("somebody_else_is_there", [True, False])
def test_who_shows_the_present_version_gets_nothing_until_it_changes(live, world, somebody_else_is_there):
    hub = live.hub()
    world.change("queue", "one")
    if somebody_else_is_there:
        live.reader(hub).greeted().state()
    reader = live.reader(hub, seen=1).greeted()
    assert reader.hears_nothing()
    hub.notify("queue", world.change("queue", "two"))
    assert reader.state() == (2, "two (en)")


def test_who_shows_an_older_version_gets_the_newest(live, world):
    for text in ("one", "two", "three"):
        world.change("queue", text)
    assert live.reader(live.hub(), seen=1).greeted().state() == (3, "three (en)")


def test_who_is_ahead_of_the_news_is_not_set_back(live, world):
    hub = live.hub()
    world.change("queue", "one")
    first = live.reader(hub).greeted()
    assert first.state() == (1, "one (en)")
    world.change("queue", "two")  # the page was made with this, but no news of it has come yet
    assert live.reader(hub, seen=2).greeted().hears_nothing()
    assert first.state() == (2, "two (en)")


def test_who_claims_a_version_that_never_was_is_put_right(live, world):
    hub = live.hub()
    world.change("queue", "one")
    live.reader(hub).greeted().state()
    assert live.reader(hub, seen=99).greeted().state() == (1, "one (en)")


def test_who_claims_it_while_a_rendering_is_under_way_is_put_right_by_the_next(live, world):
    hub = live.hub()
    world.change("queue", "one")
    world.may_render.clear()
    first = live.reader(hub).greeted()
    assert eventually(lambda: world.renderings["queue", "en"] == 1)
    reader = live.reader(hub, seen=99).greeted()
    world.may_render.set()
    assert first.state() == reader.state() == (1, "one (en)")


def test_a_state_that_is_about_to_be_replaced_is_not_shown(live, world):
    hub = live.hub()
    world.change("queue", "one")
    live.reader(hub).greeted().state()
    world.may_render.clear()
    hub.notify("queue", world.change("queue", "two"))
    assert eventually(lambda: world.renderings["queue", "en"] == 2)
    reader = live.reader(hub).greeted()
    world.may_render.set()
    assert reader.state() == (2, "two (en)")


def test_above_the_limit_nobody_is_let_in_until_somebody_leaves(live, world):
    hub = live.hub(max_streams=2)
    first, _ = live.reader(hub), live.reader(hub)
    with pytest.raises(Full):
        live.reader(hub)
    first.sock.close()
    assert eventually(lambda: hub.streams == 1)
    live.reader(hub).greeted()
