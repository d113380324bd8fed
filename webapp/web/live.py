"""The live channel as the screens use it: who draws which topic, and how a view opens a stream."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, request
from markupsafe import Markup

from webapp import config
from webapp.access import grants
from webapp.access.models import Grant
from webapp.core.live import bus, presence, stream, versions
from webapp.core.live.bus import Bus, LocalBus
from webapp.core.live.hub import Hub
from webapp.core.live.presence import Presence
from webapp.core.live.redis_bus import RedisBus
from webapp.extensions import db
from webapp.web.headers import security_headers
from webapp.web.language import current_language
from webapp.web.pages import drawn_alone

EXTENSION = "live"
KEPT = "live kept"
KEPT_MOST = 2000

T = TypeVar("T")
Renderer = Callable[[str], str]

_renderers: dict[str, Renderer] = {}


def draws(kind: str) -> Callable[[Renderer], Renderer]:
    """Registers the function that draws the topics "<kind>/<id>": it gets the id and returns the whole fragment."""

    def register(renderer: Renderer) -> Renderer:
        _renderers[kind] = renderer
        return renderer

    return register


def install(app: Flask) -> None:
    hub = Hub(
        render=lambda topic, locale: _draw(app, topic, locale),
        read_versions=lambda topics: _in_context(app, versions.read, topics),
        ended_grants=lambda since: _in_context(app, grants.ended_since, since),
        max_streams=config.current().max_streams,
    )
    listening = Presence(hub.listeners)
    presence.use(listening)
    bus.use(_bus(listening))
    bus.subscribe(hub.notify, missed=hub.look_again)
    app.extensions[EXTENSION] = hub
    app.extensions[KEPT] = {}


def _bus(listening: Presence) -> Bus:
    url = config.current().redis_url
    return RedisBus(url, listening) if url else LocalBus()


def _in_context(app: Flask, read: Callable, *args):
    with app.app_context():
        return read(*args)


def _draw(app: Flask, topic: str, locale: str) -> tuple[int, str]:
    """The version first, then the state: what is shown may then be newer than its number, never older."""
    with app.test_request_context(f"/?lang={locale}", base_url=config.current().base_url):
        version = versions.read([topic])[topic]
        html = drawn(topic, version)
        db.session.rollback()
        return version, html


def drawn(topic: str, version: int) -> Markup:
    """The frame of `topic` in the reader's language: the same bytes for its stream, and for pages beginning with it."""

    def draw() -> Markup:
        kind, _, subject_id = topic.partition("/")
        with drawn_alone():
            return Markup(_renderers[kind](subject_id))  # noqa: S704 our own template made it

    return kept(topic, version, current_language(), draw)


def kept(topic: str, version: int, what: str, make: Callable[[], T]) -> T:
    """`what` belongs to `topic`: made once, and kept until the version rises.

    `version` was read before it is made, so what is kept may be newer than its number, never older.
    """
    everything: dict = current_app.extensions[KEPT]
    known = everything.get((topic, what))
    if known is not None and known[0] == version:
        return known[1]
    made = make()
    if len(everything) >= KEPT_MOST:
        everything.clear()
    everything[topic, what] = version, made
    return made


def hub() -> Hub:
    return current_app.extensions[EXTENSION]


def open_stream(topic: str, grant: Grant, pings: dict[str, int] | None = None) -> Response:
    """Hands the connection over to the hub: whole frames of `topic`, and a nudge whenever one of `pings` rises.

    `pings` gives, for each personal topic, the version that the page was drawn with.
    """
    return stream.open(
        hub(),
        request.environ,
        view=(topic, current_language()),
        seen=request.headers.get("Last-Event-ID"),
        pings=pings or {},
        grant=grant.id,
        headers=security_headers(),
    )
