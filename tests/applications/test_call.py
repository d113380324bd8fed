"""`/editions/<n>/call`: languages first, then deadlines on Geneva's clocks, and what becomes of what one writes."""

import re
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest

from tests import checkers, factories, pages
from tests.editions import files
from webapp.access.permissions import GrantKind
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.texts import Texts
from webapp.core.transaction import transaction
from webapp.demo import week
from webapp.editions import actions
from webapp.review import criteria

LANGUAGES_FIRST = {"en": "Languages", "fr": "Langues", "es": "Idiomas"}
BEFORE_40, DURING_40 = datetime(2021, 7, 1, tzinfo=UTC), datetime(2021, 8, 1, tzinfo=UTC)
AFTER_40 = datetime(2021, 8, 16, 22, tzinfo=UTC)
DURING_44 = datetime(2023, 5, 1, tzinfo=UTC)
AFTER_44 = datetime(2023, 6, 1, tzinfo=UTC)


@pytest.fixture
def shipped(app) -> None:
    for number in (30, 40, 44):
        actions.load_bytes(files.shipped(number), by="test")
    actions.load(week.plan(factories.NOW), by="test")


def main(client, number: int, at: datetime, page: str = "call", language: str = "en") -> str:
    """What the page of an edition says at an instant, without its tags."""
    clock.set_for_tests(at)
    reply = client.get(f"/editions/{number}/{page}?lang={language}")
    assert reply.status_code == 200
    return pages.text_of(reply.text.partition("<main")[2].partition(">")[2].partition("</main>")[0])


def links(client, number: int) -> list[str]:
    """The addresses of forms that the call leads to."""
    text = client.get(f"/editions/{number}/call?lang=en").text
    found = (unescape(link) for link in re.findall(r'href="([^"]*/applications/new[^"]*)"', text))
    return list(found)


def section(text: str, begins: str, ends: str) -> str:
    return text.partition(begins)[2].partition(ends)[0].strip()


# ---- Before, open, closed, none ----


@pytest.mark.parametrize(("language", "said"), [("en", "Open"), ("fr", "Ouvert"), ("es", "Abierta")])
def test_how_it_stands_is_said_in_each_language(client, shipped, language, said):
    text = main(client, 40, DURING_40, language=language)
    assert f" {said} {LANGUAGES_FIRST[language]}" in text


def test_before_it_opens(client, shipped):
    text = main(client, 40, BEFORE_40)
    assert "The week of 6 December 2021 · Virtual Not open yet Languages" in text
    said = section(text, "The call is not open yet", "States under Review")
    assert said == (
        "Opens Tuesday 20 July 2021, 00:00, Geneva time (Europe/Zurich)"
        " Closes Monday 16 August 2021, 23:59, Geneva time (Europe/Zurich)"
        " The minute of 23:59 still counts, the next does not."
        " The form opens on this site on that day. Until then this page tells you what it will ask."
    )
    assert "Before you begin" in text
    assert links(client, 40) == []


def test_while_it_is_open(client, shipped):
    text = main(client, 40, DURING_40)
    assert section(text, "Until when", "States under Review") == (
        "Opened Tuesday 20 July 2021"
        " Closes Monday 16 August 2021, 23:59, Geneva time (Europe/Zurich)"
        " The minute of 23:59 still counts, the next does not."
        " Apply to speak You have begun already, and the e-mail is lost? Get your link again"
    )
    assert "recorded on video beforehand, and questions are answered live" in text
    assert "passport" not in text
    assert links(client, 40) == ["/editions/40/applications/new?lang=en"] * 2


def test_once_it_is_closed_it_says_what_to_do(client, shipped):
    assert "Apply to speak" in main(client, 40, AFTER_40 - timedelta(seconds=1))
    text = main(client, 40, AFTER_40)
    said = section(text, "The call is closed", "States under Review")
    assert said.startswith(
        "Applications are no longer taken. Opened Tuesday 20 July 2021 Closed Monday 16 August 2021, 23:59"
    )
    assert "You began an application in time? It is kept." in said
    assert "it can give you a deadline of your own" in said
    assert "pre-sessions@localhost" in said
    assert "Before you begin" not in text
    assert links(client, 40) == []


def test_after_the_week_nobody_is_promised_more_time(client, shipped):
    text = main(client, 40, datetime(2022, 1, 1, tzinfo=UTC))
    assert "Pre-sessions 40, the week of 6 December 2021, are over." in text
    assert "deadline of your own" not in text
    assert "Who can apply" not in text
    assert "What happens to what you write" in text


def test_an_edition_without_a_call(client, shipped):
    text = main(client, 30, datetime(2018, 1, 1, tzinfo=UTC))
    assert "Provisional The dates and the venue were announced as provisional. No call Languages" in text
    assert "so nobody can apply here" in text
    assert "Who can apply" not in text
    assert links(client, 30) == []


def test_a_deadline_without_an_hour_and_no_opening_day(client, shipped):
    text = main(client, 44, DURING_44)
    assert section(text, "Until when", "States under Review") == (
        "Last day Wednesday 31 May 2023, Geneva time (Europe/Zurich) The whole of that day counts."
        " Apply to speak You have begun already, and the e-mail is lost? Get your link again"
    )
    assert "Opened" not in text
    assert "23:59" not in text
    closed = main(client, 44, AFTER_44)
    assert (
        "Applications are no longer taken. Last day Wednesday 31 May 2023, Geneva time (Europe/Zurich) What"
        in closed
    )


def test_one_state_closes_later(client, shipped):
    text = main(client, 54, factories.NOW)
    said = section(text, "Until when", "States under Review")
    assert (
        "Closed Monday 3 July 2023, 23:59, Geneva time (Europe/Zurich) Closes for Sudan Monday 4 September 2023, 23:59"
        in said
    )
    assert "Applications are still taken for: Sudan Apply to speak You" in said
    states = section(text, "one State is spoken about.", "Who can apply")
    assert states.startswith("Haiti Closed Iceland Closed")
    assert states.endswith("Zimbabwe Closed Sudan Open")


def test_a_country_session_that_is_not_held_is_no_offer(client, app):
    edition = factories.edition(call_closes_on=date(2023, 5, 31), call_closes_time=time(23, 59))
    with transaction() as session:
        session.get(type(edition.country_sessions[0]), edition.country_sessions[0].id).status = "not_held"
    text = main(client, 44, DURING_44)
    assert "Turkmenistan Not held Burkina Faso Cabo Verde" in text


# ---- What it says ----


def test_languages_come_before_everything_else(client, shipped):
    text = main(client, 54, factories.NOW)
    assert text.index(
        "Languages to speak in English, French and Spanish Interpretation English and French"
    ) < text.index("Until when")
    assert "Languages of the form English, French and Spanish" in text
    quiet = main(client, 44, DURING_44)
    assert "Languages to speak in Not announced Interpretation Not announced" in quiet
    assert "ask the secretariat before you count on a language" in quiet


def test_no_interpretation_is_said_plainly(client, app):
    factories.edition(interpretation=[], speaking_languages=["fr"], call_closes_on=date(2023, 5, 31))
    text = main(client, 44, DURING_44)
    assert "Languages to speak in French Interpretation There is no interpretation." in text
    assert "not announced" not in text


def test_elsewhere_than_in_geneva_the_zone_has_its_own_name(client, app):
    factories.edition(timezone="Asia/Tokyo", call_closes_on=date(2023, 5, 31), call_closes_time=time(23, 59))
    assert "Closes Wednesday 31 May 2023, 23:59, Asia/Tokyo The minute" in main(client, 44, DURING_44)


def test_formal_names_in_the_edition_s_order(client, shipped):
    text = main(client, 44, DURING_44, language="en")
    states = section(text, "one State is spoken about.", "Who can apply")
    assert states.startswith(
        "Turkmenistan Burkina Faso Republic of Cabo Verde Colombia Republic of Uzbekistan"
    )
    assert states.endswith("Republic of Cameroon Republic of Cuba")


def test_grants_a_link_for_each_listed_state_and_one_without(client, shipped):
    text = main(client, 44, DURING_44)
    grants = section(text, "Travel grants", "What happens to what you write")
    assert "A grant covers accommodation, airfare and a daily allowance. It is for up to 6 days." in grants
    assert (
        "A CSO from one of these States To apply for the grant, choose the State: Republic of Cameroon Republic of"
        " Djibouti People's Republic of Bangladesh Republic of Cabo Verde Republic of Uzbekistan Tuvalu No grant needed"
    ) in grants
    assert grants.endswith("Apply without a grant")
    form = "/editions/44/applications/new"
    assert links(client, 44) == [
        f"{form}?lang=en",
        *(f"{form}?state={state}&grant=yes&lang=en" for state in ("CM", "DJ", "BD", "CV", "UZ", "TV")),
        f"{form}?grant=no&lang=en",
        f"{form}?lang=en",
    ]
    assert links_after_the_deadline(client) == []
    assert "Travel grants" not in main(client, 40, DURING_40)


def links_after_the_deadline(client) -> list[str]:
    clock.set_for_tests(AFTER_44)
    return links(client, 44)


def test_only_where_the_state_is_still_open(client, shipped):
    """The grants of the demonstration are for States whose deadline has passed."""
    text = main(client, 54, factories.NOW)
    assert "A CSO from one of these States Haiti Closed South Sudan Closed" in text
    assert [link for link in links(client, 54) if "state=" in link] == []


def test_what_happens_to_what_one_writes(client, shipped):
    text = main(client, 44, DURING_44)
    for sentence in (
        "Do not write anything in the form that could put you or others in danger.",
        "No mission sees it.",
        "that of the State under Review too.",
        "We cannot keep anybody anonymous in the room.",
        "it is erased 90 days after the week.",
        "Whatever concerns travel is erased 30 days after the week.",
    ):
        assert sentence in text


def test_the_criteria_of_review_once_there_are_some(client, shipped):
    assert "How applications are judged" not in main(client, 44, DURING_44)
    criteria.add(44, Texts(en="Knows the country", fr="Connaît le pays"), 1, by="test")
    criteria.add(40, Texts(en="Of another edition"), 1, by="test")
    text = main(client, 44, DURING_44)
    judged = section(text, "How applications are judged", "Travel grants")
    assert judged.startswith("Knows the country Each reviewer gives points by these criteria")
    criteria.add(44, Texts(en="Works with <b>women</b>"), 3, by="test")
    assert "Connaît le pays" in main(client, 44, DURING_44, language="fr")
    text = main(client, 44, DURING_44)
    assert "Knows the country (weight 1) Works with <b>women</b> (weight 3) Each" in text


def test_the_form_that_it_leads_to_is_there(client, shipped):
    clock.set_for_tests(DURING_44)
    for address in links(client, 44):
        assert client.get(address).status_code == 200


# ---- In place of the form ----


@pytest.mark.parametrize(
    ("number", "at", "title", "said"),
    [
        (
            40,
            BEFORE_40,
            "The call is not open yet",
            "Opens Tuesday 20 July 2021, 00:00, Geneva time (Europe/Zurich)",
        ),
        (
            40,
            AFTER_40,
            "The call is closed",
            "Closed Monday 16 August 2021, 23:59, Geneva time (Europe/Zurich) What you can do",
        ),
        (44, AFTER_44, "The call is closed", "it can give you a deadline of your own"),
        (30, BEFORE_40, "No call is published here", "so nobody can apply here"),
    ],
)
def test_who_opens_the_form_outside_the_window_is_told(client, shipped, number, at, title, said):
    text = main(client, number, at, "applications/new")
    assert title in text
    assert said in text
    assert "Call for applications" in text


# ---- Public, and telling nothing of anybody ----


@pytest.mark.parametrize(("number", "at"), [(40, BEFORE_40), (44, DURING_44), (44, AFTER_44), (30, AFTER_40)])
def test_it_touches_no_session_and_may_be_kept(client, shipped, number, at):
    clock.set_for_tests(at)
    factories.sign_in(client, GrantKind.DELEGATION, "someone")
    reply = client.get(f"/editions/{number}/call?lang=es")
    assert "Set-Cookie" not in reply.headers
    assert reply.headers["Cache-Control"] == "public, max-age=30"
    assert "Cookie" not in reply.vary
    assert "csrf" not in reply.text.lower()


def test_nothing_tells_that_anybody_applied(client, app, shipped):
    """The call, and whatever leads to it, is the same to the byte before and after."""
    clock.set_for_tests(factories.NOW)
    public = [
        "/?lang=en",
        "/editions/54?lang=en",
        "/editions/54/call?lang=en",
        "/editions/54/programme?lang=en",
        "/editions/44/call?lang=en",
        "/privacy?lang=en",
    ]
    before = {address: client.get(address).text for address in public}
    for number in (44, 54):
        applied(number, f"one{number}@ligue.example.org", ApplicationStatus.SENT)
        applied(
            number,
            f"two{number}@ligue.example.org",
            ApplicationStatus.DRAFT,
            late_until=factories.NOW + timedelta(days=3),
        )
    assert {address: client.get(address).text for address in public} == before


def applied(number: int, email: str, status: ApplicationStatus, **values) -> None:
    with transaction() as session:
        session.add(
            Application(
                edition_number=number,
                status=status,
                locale="fr",
                answers={"state": "SD", "email": email, "organisation": "Ligue des droits"},
                email=email,
                organisation="Ligue des droits",
                created_at=factories.NOW,
                changed_at=factories.NOW,
                **values,
            )
        )


@pytest.mark.parametrize("number", ["45", "0", "999999999999999999999"])
def test_an_edition_that_is_not_there(client, shipped, number):
    assert client.get(f"/editions/{number}/call").status_code == 404


def test_all_standings_are_valid_html(client, shipped):
    found = {}
    for number, at in (
        (40, BEFORE_40),
        (40, DURING_40),
        (44, DURING_44),
        (44, AFTER_44),
        (30, AFTER_40),
        (54, factories.NOW),
    ):
        clock.set_for_tests(at)
        for page in ("call", "applications/new"):
            found[f"{page} of {number} at {at}"] = client.get(f"/editions/{number}/{page}?lang=fr").text
    assert checkers.html_problems(found) == []
