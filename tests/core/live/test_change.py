"""A change is rendered once and reaches everybody who looks at it, in order."""

import logging
import time

from tests.core.live.conftest import eventually


def test_one_rendering_serves_all_who_look_at_the_same(live, world):
    hub = live.hub()
    readers = [live.reader(hub).greeted() for _ in range(10)]
    assert all(reader.state() == (0, " (en)") for reader in readers)
    before = world.renderings["queue", "en"]
    hub.notify("queue", world.change("queue", "one"))
    assert {reader.state() for reader in readers} == {(1, "one (en)")}
    assert world.renderings["queue", "en"] == before + 1


def test_each_language_and_topic_has_its_own(live, world):
    hub = live.hub()
    english, french = live.reader(hub).greeted(), live.reader(hub, locale="fr").greeted()
    other = live.reader(hub, "hall").greeted()
    assert (english.state(), french.state(), other.state()) == ((0, " (en)"), (0, " (fr)"), (0, " (en)"))
    hub.notify("queue", world.change("queue", "one"))
    assert (english.state(), french.state()) == ((1, "one (en)"), (1, "one (fr)"))
    assert other.hears_nothing()


def test_a_lone_change_is_shown_without_waiting(live, world):
    hub = live.hub(coalesce=1.5)
    reader = live.reader(hub).greeted()
    reader.state()
    time.sleep(1.6)
    began = time.monotonic()
    hub.notify("queue", world.change("queue", "one"))
    reader.state()
    assert time.monotonic() - began < 1


def test_a_burst_is_shown_once_or_twice_and_ends_with_the_newest(live, world):
    hub = live.hub(coalesce=1.5)
    reader = live.reader(hub).greeted()
    reader.state()
    for number in range(50):
        hub.notify("queue", world.change("queue", str(number)))
    assert reader.state() == (50, "49 (en)")
    assert reader.hears_nothing()
    assert world.renderings["queue", "en"] == 2


def test_news_that_comes_during_a_rendering_is_not_lost(live, world):
    hub = live.hub()
    reader = live.reader(hub).greeted()
    reader.state()
    world.may_render.clear()
    hub.notify("queue", world.change("queue", "one"))
    assert eventually(lambda: world.renderings["queue", "en"] == 2)
    hub.notify("queue", world.change("queue", "two"))
    world.may_render.set()
    assert [reader.state(), reader.state()] == [(1, "one (en)"), (2, "two (en)")]


def test_old_news_shows_nothing(live, world):
    hub = live.hub()
    world.change("queue", "one")
    world.change("queue", "two")
    reader = live.reader(hub).greeted()
    assert reader.state() == (2, "two (en)")
    hub.notify("queue", 1)
    hub.notify("queue", 2)
    assert reader.hears_nothing()
    assert world.renderings["queue", "en"] == 1


def test_nobody_is_shown_an_older_version_after_a_newer_one(live, world):
    hub = live.hub()
    world.change("queue", "one")
    world.change("queue", "two")
    reader = live.reader(hub).greeted()
    assert reader.state() == (2, "two (en)")
    world.versions["queue"], world.html["queue"] = 1, "one"
    hub.notify("queue", 3)
    assert eventually(lambda: world.renderings["queue", "en"] == 2)
    assert reader.hears_nothing()


def test_a_write_from_another_process_is_found(live, world):
    hub = live.hub(versions=0.05)
    reader = live.reader(hub).greeted()
    reader.state()
    world.change("queue", "from the command line")
    assert reader.state() == (1, "from the command line (en)")


def test_a_rendering_that_fails_is_tried_again_and_logged_once_without_its_words(live, world, caplog):
    world.change("queue", "the words of a delegate")
    world.broken = True
    hub = live.hub(versions=0.02)
    reader = live.reader(hub).greeted()
    assert eventually(lambda: world.renderings["queue", "en"] >= 3)
    world.broken = False
    assert reader.state() == (1, "the words of a delegate (en)")
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage().startswith("rendering queue in en failed: LookupError\n")
    assert "in render" in record.getMessage()
    assert "the words of a delegate" not in caplog.text


def test_reading_the_versions_may_fail_and_goes_on(live, world, monkeypatch, caplog):
    asked = []

    def read_versions(topics):
        asked.append(topics)
        if len(asked) < 3:
            raise OSError
        return {"queue": 1}

    monkeypatch.setattr(world, "read_versions", read_versions)
    hub = live.hub(versions=0.02)
    reader = live.reader(hub).greeted()
    reader.state()
    world.html["queue"], world.versions["queue"] = "one", 1
    assert reader.state() == (1, "one (en)")
    assert asked[0] == ["queue"]
    assert caplog.text.count("reading the versions failed: OSError") == 1


def test_one_view_that_cannot_be_rendered_does_not_keep_the_others_from_it(live, world, monkeypatch):
    render = world.render

    def broken_in_french(topic, locale):
        if locale == "fr":
            raise KeyError
        return render(topic, locale)

    monkeypatch.setattr(world, "render", broken_in_french)
    hub = live.hub()
    french, english = live.reader(hub, locale="fr").greeted(), live.reader(hub).greeted()
    assert english.state() == (0, " (en)")
    assert french.hears_nothing()
