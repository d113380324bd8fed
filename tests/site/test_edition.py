"""`/editions/<n>`: what the sources say, as exactly as they say it, and no more."""

import pytest

from tests import factories
from webapp.core import clock
from webapp.editions import actions


def test_provisional_dates_a_month_and_figures_with_their_limits(main, shipped):
    text = main("/editions/30?lang=en")
    assert "10–13 April 2018 · Geneva · In person" in text
    assert "Provisional The dates and the venue were announced as provisional." in text
    assert "Venue Palais des Nations, Geneva" in text
    assert "Prepares for UPR Working Group, session 30, May 2018 How long" in text
    assert "Each country session: 60 minutes Each statement: 5 to 7 minutes" in text
    assert "177 " in text
    assert "more than 156" in text
    assert "almost 800" in text
    assert "Call for applications" not in text
    assert "Travel grants" not in text


def test_a_week_without_two_days_and_a_call_with_its_zone(main, shipped):
    text = main("/editions/40?lang=en")
    assert "The week of 6 December 2021 · Virtual" in text
    assert "10 December" not in text
    assert "UPR Working Group, session 40, January-February 2022" in text
    assert "20 July 2021 Closes" in text
    assert "16 August 2021, 23:59 (Europe/Zurich)" in text
    assert "Languages of the forms English, French and Spanish" in text
    assert "Provisional" not in text
    assert "Venue" not in text


def test_formal_names_in_the_edition_s_order_grants_and_a_deadline_without_an_hour(main, shipped):
    text = main("/editions/44?lang=fr")
    states = text.partition("États examinés")[2].partition("Appel à")[0]
    assert states.split(" République de Cabo Verde ")[0].strip() == "Turkménistan Burkina Faso"
    assert states.strip().endswith("République du Cameroun République de Cuba")
    assert "31 mai 2023" in text
    assert "23:59" not in text
    grants = text.partition("Bourses de voyage")[2].partition("Note conceptuelle")[0]
    assert "Bangladesh" in grants
    assert "Colombie" not in grants
    assert "6 jours" in grants


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("en", "Concept note Purpose Before a State is reviewed"),
        ("fr", "Note conceptuelle Objet Avant l’examen"),
        ("es", "Nota conceptual Objeto Antes del examen"),
    ],
)
def test_the_concept_note_is_in_the_reader_s_language(main, client, shipped, language, begins):
    assert begins in main(f"/editions/44?lang={language}")
    page = client.get(f"/editions/44?lang={language}").text
    assert "<h3>" in page
    assert "<em>UPR Info Pre-sessions: Empowering human rights voices from the ground</em>" in page


def test_a_concept_note_in_another_language_says_which(client, app):
    factories.edition(concept_note={"en": "# Why\n\nText"})
    page = client.get("/editions/44?lang=fr").text
    assert '<div class="prose stack" lang="en">\n<h3>Why</h3>\n<p>Text</p>' in page


def test_markdown_can_do_nothing_but_be_read(client, app):
    note = "<script>alert(1)</script> <b>bold</b>\n\n[a](javascript:alert(2)) ![p](https://elsewhere.example/p.png)"
    factories.edition(concept_note={"en": note})
    page = client.get("/editions/44?lang=en").text
    shown = page.partition('<div class="prose')[2].partition("</div>")[0]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;bold&lt;/b&gt;" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown


def test_the_call_closes_for_all_and_later_for_one(main, app):
    file = """
number = 44
format = "virtual"
timezone = "Europe/Zurich"
starts_on = 2023-08-28
interpretation = []
speaking_languages = ["fr"]
[call]
opens_on = 2023-04-01
closes_at = 2023-05-31T23:59:00
[[country_sessions]]
state = "TM"
[[country_sessions]]
state = "SD"
closes_at = 2023-06-07
"""
    actions.load_bytes(file.encode(), by="test")
    # The minute itself still counts: 23:59:59 in Geneva is 21:59:59 in UTC.
    clock.set_for_tests(factories.NOW.replace(month=5, day=31, hour=21, minute=59, second=59))
    text = main("/editions/44?lang=en")
    assert "Call for applications to speak Open Opens" in text
    assert "Closes for Sudan" in text
    assert "Read the call English Français Español" in text
    assert "Interpretation There is no interpretation." in text
    assert "Languages to speak in French" in text
    # As long as it is open for one State under Review, it is open.
    clock.set_for_tests(factories.NOW.replace(month=5, day=31, hour=22, minute=0))
    assert "Call for applications to speak Open Opens" in main("/editions/44?lang=en")
    clock.set_for_tests(factories.NOW.replace(month=6, day=7, hour=22, minute=0))
    assert "Call for applications to speak Closed Opens" in main("/editions/44?lang=en")


def test_who_may_apply_is_led_to_the_call_first(client, shipped):
    clock.set_for_tests(factories.NOW.replace(month=5, day=31, hour=21, minute=59))
    page = client.get("/editions/44?lang=en").text
    assert '<a class="button quiet" href="/editions/44/call?lang=en">Apply to speak</a>' in page
    # Past it lead only the links that the concept note has: with a grant for each State, and without one.
    assert "/applications/new?lang" not in page
    assert page.count("/applications/new?") == page.count("grant=yes") + page.count("grant=no") == 7
    clock.set_for_tests(factories.NOW.replace(month=5, day=31, hour=22, minute=0))
    page = client.get("/editions/44?lang=en").text
    assert "Apply to speak" not in page
    assert [f'href="/editions/44/call?lang={code}"' in page for code in ("en", "fr", "es")] == [True] * 3


def test_a_delegation_registers_until_the_week_is_over(client, week):
    address = 'href="/editions/44/delegations/new?lang=en"'
    assert address in client.get("/editions/44?lang=en").text
    clock.set_for_tests(week.closes_at)
    assert address not in client.get("/editions/44?lang=en").text
