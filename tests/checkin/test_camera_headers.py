"""The camera and WebAssembly are for the door's page and its worker; every other reply is as strict as ever."""

import gzip
import re

import pytest

from tests import factories, pages
from webapp.access.permissions import GrantKind, Role

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WITH_WASM = STRICT.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
NO_CAMERA = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
PAGE = f"{WITH_WASM}; worker-src 'self'", NO_CAMERA.replace("camera=()", "camera=(self)")
WORKER = WITH_WASM, NO_CAMERA


@pytest.fixture
def everybody(app, door):
    """A browser that is a coordinator, and a device at the door."""
    client = app.test_client()
    factories.sign_in(client, GrantKind.STAFF, factories.staff(Role.COORDINATOR).id, Role.COORDINATOR)
    factories.sign_in(client, GrantKind.DOOR, door.device_id)
    return client


def policy(reply) -> tuple[str, str]:
    [csp], [permissions] = (
        reply.headers.getlist(name) for name in ("Content-Security-Policy", "Permissions-Policy")
    )
    return csp, permissions


def test_on_all_routes_two_replies_differ(app, edition, everybody, door):
    """Every route that can be asked for with GET, and every file: pages that are refused or missing count as well."""
    places = {"door_id": door.id, "number": 44, "country_session_id": edition.country_sessions[0].id}
    places["word"] = "video"
    differ = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        with app.test_request_context():
            values = {name: places.get(name, "0" * 20) for name in rule.arguments}
            address = app.url_map.bind("localhost").build(rule.endpoint, values, "GET")
        reply = everybody.get(address)
        if policy(reply) != (STRICT, NO_CAMERA):
            differ[str(rule)] = policy(reply)
        reply.close()
    page = everybody.get(f"/door/{door.id}").text
    for address in re.findall(r"(/static/[\w./-]+\.(?:js|css|svg|wasm)\?v=\w+)", page):
        if policy(everybody.get(address)) != (STRICT, NO_CAMERA):
            differ[address.partition("?")[0]] = policy(everybody.get(address))
    assert differ == {"/door/<door_id>": PAGE, "/static/scan-worker.js": WORKER}


def test_the_door_has_them_whatever_it_answers(edition, everybody, door):
    """The page comes as the answer to its forms too, refused ones included."""
    address = f"/door/{door.id}"
    posts = [
        pages.submit(everybody, address, code=factories.issued_pass(edition).short_code),
        pages.submit(everybody, address, code=""),
        pages.submit(everybody, address, f"{address}/people", name="ana"),
        pages.submit(everybody, address, f"{address}/people", name=""),
    ]
    assert [reply.status_code for reply in posts] == [200, 422, 200, 422]
    assert {policy(reply) for reply in posts} == {PAGE}
    assert policy(everybody.get(f"/door/{'0' * 20}")) == (STRICT, NO_CAMERA)


def test_the_reader_is_served_as_what_it_is_and_kept_for_good(everybody, door):
    page = everybody.get(f"/door/{door.id}").text
    [address] = re.findall(r'data-wasm="([^"]+)"', page)
    packed = everybody.get(address, headers={"Accept-Encoding": "gzip"})
    assert (packed.mimetype, packed.headers["Cache-Control"]) == (
        "application/wasm",
        "public, max-age=31536000, immutable",
    )
    assert (
        packed.headers["Content-Type"] == "application/wasm"
    )  # with more after it, browsers would not stream it
    body = gzip.decompress(packed.data)
    assert (body[:4], len(packed.data) < len(body) / 2) == (b"\0asm", True)
    assert everybody.get(address).data == body
