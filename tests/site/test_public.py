"""Every public page: kept by anyone for a moment, in the language of its address, valid, and the same for everybody."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import checkers, factories
from webapp.access.permissions import GrantKind

PAGES = (
    "/",
    "/editions",
    "/editions/30",
    "/editions/40",
    "/editions/44",
    "/editions/44/programme",
    "/editions/30/call",
    "/editions/44/call",
    "/editions/50",
    "/editions/50/programme",
    "/privacy",
    "/sheets",
    "/sheets/moderator",
)


@pytest.fixture
def filled(shipped):
    """Past editions, and one that goes on."""
    return factories.edition(50)  # as long as 44, which comes before it


@pytest.mark.parametrize("address", [*PAGES, "/editions/50/programme.ics"])
def test_it_touches_no_session_and_may_be_kept(client, filled, address):
    factories.sign_in(client, GrantKind.DELEGATION, "someone")
    reply = client.get(f"{address}?lang=fr")
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert reply.headers["Cache-Control"] == "public, max-age=30"
    assert "Cookie" not in reply.vary


@pytest.mark.parametrize("address", PAGES)
def test_every_link_keeps_the_language_unless_it_names_another(client, filled, address):
    text = client.get(f"{address}?lang=es").text
    links = re.findall(r'<a [^>]*?href="(/[^"]*)"(?: lang="\w+")?(?: hreflang="(\w+)")?', text)
    assert len(links) > 4
    assert [
        link
        for link, named in links
        if parse_qs(urlsplit(unescape(link)).query).get("lang") != [named or "es"]
    ] == []


@pytest.mark.parametrize("address", PAGES)
def test_it_names_itself(client, filled, address):
    text = client.get(f"{address}?lang=fr").text
    assert '<html lang="fr"' in text
    assert len(re.findall(r"<h1", text)) == 1
    assert len(re.findall(r'<meta name="description" content="[^"]{20,}">', text)) == 1


def test_titles_tell_the_pages_apart(client, filled):
    titles = [re.search("<title>(.*?)</title>", client.get(address).text)[1] for address in PAGES]
    assert titles == [
        "Pre-sessions 44 - UPR Pre-sessions",
        "All editions - UPR Pre-sessions",
        "Pre-sessions 30 - UPR Pre-sessions",
        "Pre-sessions 40 - UPR Pre-sessions",
        "Pre-sessions 44 - UPR Pre-sessions",
        "Programme of Pre-sessions 44 - UPR Pre-sessions",
        "Call of Pre-sessions 30 - UPR Pre-sessions",
        "Call of Pre-sessions 44 - UPR Pre-sessions",
        "Pre-sessions 50 - UPR Pre-sessions",
        "Programme of Pre-sessions 50 - UPR Pre-sessions",
        "Privacy - UPR Pre-sessions",
        "How it works, by role - UPR Pre-sessions",
        "Moderator - UPR Pre-sessions",
    ]


def test_all_pages_are_valid_html(client, filled):
    assert checkers.html_problems({address: client.get(address).text for address in PAGES}) == []


@pytest.mark.parametrize("number", ["45", "0", "999999999999999999999", "٤٥"])
@pytest.mark.parametrize("page", ["", "/programme", "/programme.ics"])
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_an_edition_that_is_not_there(client, filled, number, page, language):
    reply = client.get(f"/editions/{number}{page}?lang={language}")
    assert reply.status_code == 404
    assert f'<html lang="{language}"' in reply.text
    assert "Set-Cookie" not in reply.headers
