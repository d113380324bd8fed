"""The headers of every reply, and who may keep it."""

import gzip

import pytest

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


@pytest.mark.parametrize("address", ["/", "/nowhere", "/static/site.css", "/healthz", "/door"])
def test_every_reply_has_the_security_headers(client, address):
    reply = client.get(address)
    assert {name: reply.headers[name] for name in EVERYWHERE} == EVERYWHERE


def test_a_public_page_may_be_kept_and_sets_no_cookie(client):
    reply = client.get("/?lang=fr")
    assert reply.headers["Cache-Control"] == "public, max-age=30"
    assert "Set-Cookie" not in reply.headers
    assert "Cookie" not in reply.headers.get("Vary", "")


def test_a_page_whose_language_was_guessed_says_by_what(client):
    reply = client.get("/", headers={"Accept-Language": "es-CL, es;q=0.9"})
    assert 'lang="es"' in reply.text
    assert "Accept-Language" in reply.headers["Vary"]


def test_a_personal_page_is_kept_by_nobody(client):
    reply = client.get("/staff/sign-in")
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Cookie" in reply.headers["Vary"]


def test_pages_are_compressed_for_whoever_can_read_it(client):
    plain = client.get("/?lang=en")
    packed = client.get("/?lang=en", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_a_static_file_is_kept_for_good_under_its_digest_alone(client):
    page = client.get("/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert client.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/site.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/site.css?v=000000000000").headers["Cache-Control"] == "no-cache"
