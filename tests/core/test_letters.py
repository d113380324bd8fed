"""A mail is one template: its text stands alone, and its HTML says the same, with every name in its own direction."""

import re

import pytest
from flask import Blueprint

from tests import pages
from webapp.core import letters

pytestmark = pytest.mark.usefixtures("app")

LINK = "http://localhost:8000/links/abc?lang=en"


@pytest.fixture
def composed(app):
    app.register_blueprint(Blueprint("letters_of_tests", __name__, template_folder="templates"))

    def compose(locale: str = "en", **given) -> letters.Letter:
        return letters.compose("mail/test/whole", locale, person="Ana Rojas", link=LINK, **given)

    return compose


def body_of(letter) -> str:
    return re.search(r"<div[^>]*>\n(.*)\n</div>", letter.html, re.S)[1]


def test_text_and_html_of_one_template(composed):
    letter = composed()
    assert letter.subject == "Passes"
    assert letter.text == (
        f"Good day,\n\nWhat to do\n\n- One for Ana Rojas\n- Ana Rojas\n\nAna Rojas\nA sentence\n{LINK}\n\n"
        "Write to pre-sessions@localhost.\n"
    )
    assert body_of(letter) == (
        "<p>Good day,</p>\n<h2>What to do</h2>\n"
        "<ul>\n<li>One for <bdi>Ana Rojas</bdi></li>\n<li><strong><bdi>Ana Rojas</bdi></strong></li>\n</ul>\n"
        f'<p><strong><bdi>Ana Rojas</bdi></strong><br>\nA sentence<br>\n<a href="{LINK}">{LINK}</a></p>\n'
        "<p>Write to <bdi>pre-sessions@localhost</bdi>.</p>"
    )


@pytest.mark.parametrize(
    "typed",
    ["# Ana", "- Ana", "http://localhost:8000/links/evil", "<b>Ana</b>", "{{ link }}", "*Ana* [x](http://x)"],
)
def test_what_a_person_typed_is_never_more_than_a_name(composed, app, typed):
    letter = letters.compose("mail/test/whole", "en", person=typed, link=LINK)
    shown = re.findall(r"<strong>(.*?)</strong>", letter.html)
    assert [pages.text_of(each) for each in shown] == [pages.text_of(str(letters.escape(typed)))] * 2
    assert re.findall(r'href="([^"]+)"', letter.html) == [LINK]
    assert (letter.html.count("<h2>"), letter.html.count("<li>")) == (1, 2)
    assert f"\n{typed}\nA sentence\n" in letter.text


@pytest.mark.parametrize(("locale", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_language_and_direction_are_said_where_no_program_drops_them(composed, locale, direction):
    html = composed(locale).html
    assert html.count(f' lang="{locale}" dir="{direction}"') == 2


def test_it_fetches_nothing_and_tracks_nobody(composed):
    html = composed().html
    assert re.findall(r"<img|<script|<link|url\(|@import|src=", html) == []
