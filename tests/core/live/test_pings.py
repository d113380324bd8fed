"""What is personal comes as a ping, which the page answers with a GET: no ping too few, none without need."""

MINE = {"event": "mine", "data": ""}


def test_a_change_pings_those_whom_it_concerns(live):
    hub = live.hub()
    concerned = live.reader(hub, pings={"delegation/a": 3}).greeted()
    other = live.reader(hub, pings={"delegation/b": 3}).greeted()
    concerned.state(), other.state()
    hub.notify("delegation/a", 4)
    assert concerned.event() == MINE
    hub.notify("delegation/a", 4)
    assert concerned.hears_nothing()
    assert other.hears_nothing()
    hub.notify("delegation/a", 5)
    assert concerned.event() == MINE


def test_a_change_between_the_page_and_its_stream_pings(live, world):
    hub = live.hub(versions=0.05)
    world.versions["delegation/a"] = 4
    behind = live.reader(hub, pings={"delegation/a": 3}).greeted()
    behind.state()
    assert behind.event() == MINE
    assert behind.hears_nothing()


def test_a_page_that_is_up_to_date_is_not_pinged_on_connect(live, world):
    hub = live.hub(versions=0.05)
    world.versions["delegation/a"] = 4
    current = live.reader(hub, pings={"delegation/a": 4}).greeted()
    current.state()
    assert current.hears_nothing()


def test_who_comes_back_is_pinged_at_once_when_the_version_is_known(live):
    hub = live.hub()
    stays = live.reader(hub, pings={"delegation/a": 0}).greeted()
    hub.notify("delegation/a", 7)
    stays.state()
    assert stays.event() == MINE
    back = live.reader(hub, seen=0, pings={"delegation/a": 6}).greeted()
    assert back.event() == MINE


def test_an_outside_write_pings(live, world):
    hub = live.hub(versions=0.05)
    reader = live.reader(hub, pings={"delegation/a": 0, "delegation/b": 0}).greeted()
    reader.state()
    world.versions["delegation/b"] = 1
    assert reader.event() == MINE
    assert reader.hears_nothing()
