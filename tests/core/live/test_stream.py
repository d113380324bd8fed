"""A request becomes a stream: on the server's own socket where it gives one, else through its threads."""

import socket
import threading

from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.core.live.conftest import Reader, eventually
from webapp.core.live import hub as hub_module
from webapp.core.live import stream

SITE_HEADERS = [("X-Content-Type-Options", "nosniff"), ("Cache-Control", "public")]


def opened(hub, method="GET", environ=None, **kwargs):
    environ = EnvironBuilder(method=method).get_environ() | (environ or {})
    response = stream.open(hub, environ, view=("queue", "en"), headers=SITE_HEADERS, **kwargs)
    return response, environ


def test_without_a_socket_the_same_events_come_through_the_body(live, world):
    hub = live.hub()
    world.change("queue", "one")
    response, environ = opened(hub, pings={"mine": 0})
    chunks, status, headers = run_wsgi_app(response, environ)
    assert status == "200 OK"
    assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert headers.getlist("Cache-Control") == ["no-store"]
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Length" not in headers
    body = iter(chunks)
    assert received(body, b"id: 1\n").endswith(b"id: 1\ndata: one (en)\n\n")
    hub.notify("queue", world.change("queue", "two"))
    assert next(body) == b"id: 2\ndata: two (en)\n\n"
    hub.notify("mine", 1)
    assert next(body) == b"event: mine\ndata:\n\n"
    response.close()
    assert eventually(lambda: hub.streams == 0)


def received(body, wanted):
    data = b""
    while wanted not in data:
        data += next(body)
    return data


def test_a_body_that_nobody_began_to_read_is_freed(live):
    hub = live.hub()
    response, _ = opened(hub)
    assert hub.streams == 1
    response.close()
    assert eventually(lambda: hub.streams == 0)


def test_a_body_ends_when_its_grant_does(live):
    hub = live.hub()
    response, _ = opened(hub, grant="g")
    threading.Timer(0.1, hub.end, [["g"]]).start()
    assert b"".join(response.response).startswith(b"retry: ")
    assert eventually(lambda: hub.streams == 0)


def test_a_body_that_is_not_taken_holds_only_the_newest(live, world):
    hub = live.hub(coalesce=0)
    response, _ = opened(hub)
    witness = live.reader(hub).greeted()
    witness.state()
    for number in range(1, 5):
        hub.notify("queue", world.change("queue", str(number)))
        assert witness.state() == (number, f"{number} (en)")
    hub.notify("queue", world.change("queue", "last"))
    witness.state()
    assert eventually(lambda: b"last" in response.response._listener._waiting["state"])
    _, _, state = next(response.response).partition(b"id: ")
    assert state == b"5\ndata: last (en)\n\n"
    response.close()


def test_last_event_id_is_honoured_whatever_is_claimed(live, world):
    hub = live.hub()
    world.change("queue", "one")
    live.reader(hub).greeted().state()
    for claim in ("", "0", "-1", "one", "²", "9" * 18, "9" * 5000, None):
        response, _ = opened(hub, seen=claim)
        assert received(response.response, b"id: ").endswith(b"data: one (en)\n\n")
        response.close()
    response, _ = opened(hub, seen="1")
    assert next(response.response).endswith(b"event: ping\ndata:\n\n")
    hub.notify("queue", world.change("queue", "two"))
    assert next(response.response) == b"id: 2\ndata: two (en)\n\n"
    response.close()


def test_head_answers_without_opening(live):
    hub = live.hub()
    response, environ = opened(hub, method="HEAD")
    chunks, status, headers = run_wsgi_app(response, environ)
    assert (b"".join(chunks), status, headers["Content-Type"]) == (
        b"",
        "200 OK",
        "text/event-stream; charset=utf-8",
    )
    assert hub.streams == 0


def test_when_full_it_says_when_to_come_again(live):
    hub = live.hub(max_streams=0)
    response, _ = opened(hub)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")


def test_a_socket_of_gunicorns_is_taken_and_a_dead_one_left(live, world):
    hub = live.hub()
    world.change("queue", "one")
    page, theirs = socket.socketpair()
    response, environ = opened(hub, environ={"gunicorn.socket": theirs})
    assert run_wsgi_app(response, environ)[1] == "200 OK"
    # What gunicorn does next finds the reader gone, and reaches nobody.
    try:
        theirs.sendall(b"HTTP/1.1 200 OK\r\n")
    except BrokenPipeError:
        gone = True
    assert gone
    assert theirs.recv(1) == b""
    theirs.close()
    reader = Reader(page)
    while b"\r\n\r\n" not in reader.buffer:
        reader.buffer += page.recv(4096)
    head, reader.buffer = reader.buffer.split(b"\r\n\r\n", 1)
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert status == "HTTP/1.1 200 OK"
    assert headers.pop("Date").endswith(" GMT")
    assert headers == {
        "Connection": "close",
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
        "X-Content-Type-Options": "nosniff",
    }
    assert reader.greeted().state() == (1, "one (en)")
    page.close()
    assert eventually(lambda: hub.streams == 0)


def test_when_full_gunicorn_keeps_its_socket_to_say_so(live):
    hub = live.hub(max_streams=0)
    page, theirs = socket.socketpair()
    response, _ = opened(hub, environ={"gunicorn.socket": theirs})
    assert response.status_code == 503
    theirs.sendall(b"HTTP/1.1 503")
    assert page.recv(100) == b"HTTP/1.1 503"
    page.close(), theirs.close()


def test_http_2_and_tls_go_through_threads_of_which_some_stay_free(live):
    hub = live.hub()
    page, theirs = socket.socketpair()
    environ = {"gunicorn.socket": theirs, "HTTP_VERSION": "2"}
    responses = [opened(hub, environ=environ)[0] for _ in range(hub_module.MAX_HELD_THREADS)]
    assert {response.status_code for response in responses} == {200}
    assert opened(hub, environ=environ)[0].status_code == 503
    assert live.reader(hub).greeted()
    for response in responses:
        response.close()
    assert eventually(lambda: hub.streams == 1)
    response, _ = opened(hub, environ=environ)
    assert response.status_code == 200
    response.close()
    page.close(), theirs.close()
