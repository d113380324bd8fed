"""The travel grant: asked of civil society on the listed States alone, whatever a form or a link says otherwise."""

import re
from uuid import uuid4

import pytest

from tests import factories, pages, papers
from tests.applications import steps
from tests.checkers import html_problems
from tests.review import steps as review
from webapp.applications import answers
from webapp.editions.models import Format
from webapp.extensions import db

LISTED = {"grant_states": ["CM", "TM"], "grant_covers": ["airfare", "per_diem"], "grant_max_days": 6}
YES = {
    "grant": "yes",
    "departure_city": "Yaoundé",
    "arrive_on": "2023-08-27",
    "leave_on": "2023-09-01",
    "need": "Our members pay no fees.",
    "other_funding": "",
}
NEW = "/editions/44/applications/new"


@pytest.fixture
def listed(app):
    """Grants for Cameroon and Turkmenistan, and none for Canada and Burkina Faso."""
    return steps.edition(states=("TM", "BF", "CA", "CM"), **LISTED)


# What everybody else is asked, and an institution too.
REST = {
    field: value for name, typed in steps.ANSWERS.items() if name != "about" for field, value in typed.items()
}
REST |= {"nhri_status": "A"}


def on(client, state: str = "CM", kind: str = "cso") -> str:
    """A draft in which all is answered, except whether a grant is asked for."""
    url = steps.begin(client, state=state, kind=kind)
    assert steps.autosave(client, url, REST).status_code == 200
    return url


def ask(client, url: str, **typed):
    return steps.post(client, f"{url}/grant?lang=en", **(YES | typed))


def force(client, url: str):
    """Sends it although the page does not offer that."""
    token = pages.token_in(client.get(f"{url}/about").text)
    typed = {"csrf_token": token, "version": steps.stored(url).version}
    reply = client.post(f"{url}/sending?lang=en", data=typed)
    db.session.rollback()
    return reply


def asked_about(application_or_typed) -> dict:
    return {field: value for field, value in application_or_typed.items() if field in answers.GRANT}


# ---- Who is asked ----


@pytest.mark.parametrize(
    ("state", "kind", "is_asked"),
    [
        ("CM", "cso", True),
        ("CM", "coalition", True),
        ("CM", "nhri", False),
        ("CA", "cso", False),
        ("CA", "coalition", False),
    ],
)
def test_civil_society_on_a_listed_state_and_nobody_else(listed, client, state, kind, is_asked):
    url = on(client, state, kind)
    assert client.get(f"{url}/grant").status_code == (200 if is_asked else 404)
    assert ("Travel grant Not begun" in steps.said(client, url)) == is_asked
    assert ("Do you ask for a travel grant?" in steps.said(client, f"{url}/check")) == is_asked
    assert f"of {10 if is_asked else 9}" in steps.said(client, f"{url}/people")
    after_travel = steps.post(client, f"{url}/travel?lang=en", **steps.ANSWERS["travel"]).headers["Location"]
    assert after_travel == f"{url}/{'grant' if is_asked else 'check'}?lang=en"
    assert force(client, url).status_code == (422 if is_asked else 303)


@pytest.mark.parametrize("values", [{"grant_states": None}, {"format": Format.VIRTUAL}])
def test_an_edition_without_grants_asks_nobody(client, app, values):
    steps.edition(states=("TM", "BF", "CA", "CM"), **(LISTED | values))
    page = client.get(f"{NEW}?state=CM&grant=yes&lang=en").text
    assert ('value="CM" checked' in page, 'name="wish"' in page) == (
        True,
        values == {"format": Format.VIRTUAL},
    )
    url = steps.begin(client, state="CM", wish="yes")
    assert client.get(f"{url}/grant").status_code == 404
    assert "Travel grants" not in steps.said(client, "/editions/44/call")
    assert "Travel grants" not in steps.said(client, "/editions/44")


def test_the_step_says_what_a_grant_is(listed, client):
    said = steps.said(client, f"{on(client)}/grant")
    assert "A grant covers airfare and a daily allowance. It is for up to 6 days. Funds are limited" in said
    assert "Whether you speak is decided apart from it. Reviewers do not see this step" in said
    assert "Both count: up to 6 days." in said
    assert "Seen by the secretariat alone." in client.get(f"{on(client)}/grant?lang=en").text


# ---- What is asked ----


def test_who_asks_says_everything_and_that_is_sent(listed, client):
    url = on(client)
    assert '" checked' not in client.get(f"{url}/grant").text
    assert ask(client, url).headers["Location"] == f"{url}/check?lang=en"
    assert "First day of the stay Sunday 27 August 2023 Change" in steps.said(client, f"{url}/check")
    assert steps.send(client, url).status_code == 303
    application = steps.stored(url)
    assert asked_about(application.sent) == YES
    assert answers.asks_for_grant(application) is True


def test_who_does_not_ask_is_asked_for_nothing_else(listed, client):
    url = on(client)
    typed = {"grant": "no", "arrive_on": "when it suits", "need": "Perhaps"}
    assert ask(client, url, **typed).status_code == 303
    assert steps.send(client, url).status_code == 303
    application = steps.stored(url)
    assert asked_about(application.sent) == {"grant": "no"}
    assert answers.asks_for_grant(application) is False
    assert application.answers["need"] == "Perhaps"  # nothing that was typed is lost
    assert "Perhaps" not in steps.said(client, f"{url}/receipt")


def test_each_thing_that_is_left_out_is_told(listed, client):
    url = on(client)
    reply = steps.post(client, f"{url}/grant?lang=en")
    assert (reply.status_code, reply.text.count('class="error"')) == (422, 1)
    reply = steps.post(client, f"{url}/grant?lang=en", grant="yes")
    assert re.findall(r'class="error" id="(\w+)-error"', reply.text) == [*answers.GRANT[1:5]]
    assert "Travel grant Incomplete" in steps.said(client, url)
    assert force(client, url).status_code == 422


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"arrive_on": "2023-08-27", "leave_on": "2023-09-02"}, "for up to 6 days. These are 7."),
        ({"arrive_on": "2023-08-29", "leave_on": "2023-08-28"}, "The last day cannot be before the first."),
        ({"arrive_on": "2023-02-30"}, "Write the day with year, month and day, such as 2027-01-31."),
        ({"leave_on": "next week"}, "Write the day with year, month and day, such as 2027-01-31."),
        ({"arrive_on": "2023-08-20"}, "from Monday 21 August 2023 to Friday 8 September 2023."),
        ({"leave_on": "2023-09-09"}, "from Monday 21 August 2023 to Friday 8 September 2023."),
        ({"arrive_on": "2123-08-27"}, "from Monday 21 August 2023 to Friday 8 September 2023."),
        ({"departure_city": "x" * 101}, "Use at most 100 characters. You used 101."),
        ({"need": "x" * 1001}, "Use at most 1000 characters. You used 1001."),
        ({"other_funding": "x" * 1001}, "Use at most 1000 characters. You used 1001."),
        ({"grant": "perhaps"}, "Say whether you ask for a travel grant."),
    ],
)
def test_what_cannot_be_is_told_and_kept_as_typed(listed, client, typed, sentence):
    url = on(client)
    reply = ask(client, url, **typed)
    assert (reply.status_code, f"{sentence} What" in pages.text_of(reply.text)) == (422, True)
    kept = steps.stored(url).answers
    assert {field: kept[field] for field in typed} == typed
    assert force(client, url).status_code == 422
    assert steps.stored(url).sent is None


def test_the_shortest_and_the_longest_stay(listed, client):
    url = on(client)
    for first, last in (("2023-08-21", "2023-08-21"), ("2023-09-03", "2023-09-08")):
        assert ask(client, url, arrive_on=first, leave_on=last).status_code == 303
    assert ask(client, url, arrive_on="20230828").status_code == 303
    assert steps.send(client, url).status_code == 303
    sent = steps.stored(url).sent
    assert (sent["arrive_on"], sent["leave_on"]) == ("2023-08-28", "2023-09-01")


# ---- Whatever a form says otherwise ----


@pytest.mark.parametrize(("state", "kind"), [("CM", "nhri"), ("CA", "cso")])
def test_an_edited_form_asks_for_nothing(listed, client, state, kind):
    """From the first thing that is sent on, on every way that there is."""
    reply = steps.post(
        client,
        f"{NEW}?state={state}&grant=yes&lang=en",
        steps.BEGIN,
        **steps.ANSWERS["about"]
        | {"state": state, "kind": kind, "wish": "yes", "number": str(uuid4())}
        | YES,
    )
    assert reply.status_code == 303
    url = "/applications/" + reply.headers["Location"].split("/")[2]
    steps.autosave(client, url, REST)
    token = pages.token_in(client.get(f"{url}/travel").text)
    assert client.post(f"{url}/grant", data={"csrf_token": token} | YES).status_code == 404
    saved = steps.autosave(client, url, {"need": "By the back door", "phone": "+1 22"})
    assert (saved.status_code, "on certain States alone" in saved.json["error"]) == (422, True)
    kept = steps.stored(url).answers
    assert ("By the back door" in str(kept), kept["phone"]) == (False, "+1 22")  # the rest of it is kept
    steps.post(client, f"{url}/travel?lang=en", **steps.ANSWERS["travel"] | YES)
    assert "grant" not in steps.said(client, f"{url}/check")
    assert steps.send(client, url).status_code == 303
    application = steps.stored(url)
    assert (asked_about(application.sent), answers.asks_for_grant(application)) == ({}, False)
    assert "Yaoundé" not in steps.said(client, f"{url}/receipt")
    assert "Yaoundé" not in " ".join(papers.texts(client.get(f"{url}.pdf?lang=en").data))


def test_for_another_state_it_no_longer_counts_and_is_not_lost(listed, client):
    url = on(client)
    ask(client, url)
    assert steps.send(client, url).status_code == 303
    steps.autosave(client, url, {"state": "CA"})
    assert client.get(f"{url}/grant").status_code == 404
    assert steps.send(client, url).status_code == 303
    application = steps.stored(url)
    assert (asked_about(application.sent), answers.asks_for_grant(application)) == ({}, False)
    assert asked_about(application.answers) == YES
    steps.autosave(client, url, {"state": "TM"})
    assert steps.send(client, url).status_code == 303
    assert asked_about(steps.stored(url).sent) == YES


def test_who_turns_out_to_be_an_institution_is_not_asked_any_more(listed, client):
    url = on(client)
    ask(client, url)
    steps.autosave(client, url, {"kind": "nhri", "nhri_status": "A"})
    assert "Travel grant" not in steps.said(client, url)
    assert steps.send(client, url).status_code == 303
    assert asked_about(steps.stored(url).sent) == {}


# ---- The links of the call ----


def test_the_link_of_a_state_ticks_it_and_the_wish_stands_in_the_step(listed, client):
    for wish in ("yes", "no"):
        page = f"{NEW}?state=CM&grant={wish}&lang=en"
        text = client.get(page).text
        assert re.findall(r'value="(\w+)" checked', text) == ["CM"]
        assert f'<input type="hidden" name="wish" value="{wish}">' in text
        typed = steps.ANSWERS["about"] | {"state": "CM", "number": str(uuid4()), "wish": wish}
        begun = steps.post(client, page, steps.BEGIN, **typed)
        url = "/applications/" + begun.headers["Location"].split("/")[2]
        step = client.get(f"{url}/grant?lang=en").text
        assert re.findall(r'name="grant" id="[^"]+" value="(\w+)" checked', step) == [wish]
    assert steps.stored(url).answers == steps.ANSWERS["about"] | {"state": "CM", "grant": "no"}
    said = steps.said(client, f"{NEW}?state=CM&grant=yes&lang=en")
    assert "You would like to ask for a travel grant." in said
    assert "You would like" not in steps.said(client, f"{NEW}?state=CM&grant=no&lang=en")


def test_the_page_that_saves_itself_carries_the_wish_too(listed, client):
    token = pages.token_in(client.get(f"{NEW}?state=CM&grant=yes").text)
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    typed = {"kind": "cso", "number": str(uuid4()), "wish": "yes"}
    begun = client.post(steps.BEGIN, data=typed, headers=headers)
    assert begun.status_code == 201
    (application,) = steps.all_stored()
    assert application.answers == {"kind": "cso", "grant": "yes"}


def test_a_link_alone_begins_nothing_and_is_not_lost_by_a_mistake_or_a_language(listed, client):
    page = f"{NEW}?state=CM&grant=yes&lang=en"
    assert 'href="/editions/44/applications/new?lang=fr&amp;state=CM&amp;grant=yes"' in client.get(page).text
    refused = steps.post(client, page, steps.BEGIN, wish="yes")
    assert (refused.status_code, steps.all_stored()) == (422, [])
    assert '<input type="hidden" name="wish" value="yes">' in refused.text
    assert 'href="/editions/44/applications/new?lang=fr&amp;grant=yes"' in refused.text
    for nonsense in ("maybe", "YES", "%00", "&grant=yes"):
        assert 'name="wish"' not in client.get(f"{NEW}?state=CM&grant={nonsense}").text


def test_the_page_of_the_edition_leads_there_too(listed, client):
    text = client.get("/editions/44?lang=en").text
    links = re.findall(r'href="(/editions/44/applications/new[^"]*)">([^<]+)<', text)
    assert [(pages.unescape(link), words) for link, words in links] == [
        (f"{NEW}?state=CM&grant=yes&lang=en", "Cameroon"),
        (f"{NEW}?state=TM&grant=yes&lang=en", "Turkmenistan"),
        (f"{NEW}?grant=no&lang=en", "Apply without a grant"),
    ]
    factories.clock.set_for_tests(steps.CLOSES)
    text = client.get("/editions/44?lang=en").text
    assert ("applications/new" in text, "Everybody else applies without a grant." in text) == (False, True)


# ---- Who sees it ----


def test_on_the_receipt_on_paper_and_on_the_desk_and_never_for_reviewers(app, listed, client):
    url = on(client)
    ask(client, url, other_funding="A church pays the visa.")
    steps.send(client, url)
    said = steps.said(client, f"{url}/receipt")
    paper = " ".join(papers.texts(client.get(f"{url}.pdf?lang=en").data))
    for text in (said, paper):
        assert "Travel grant Do you ask for a travel grant? Yes City from which" in text
        assert "Yaoundé First day of the stay Sunday 27 August 2023 Last day of the stay Friday 1 Sep" in text
        assert "Our members pay no fees. Other funding A church pays the visa." in text
    application = steps.stored(url)
    coordinator = review.coordinator(app).get(f"{review.LIST}/{application.id}?lang=en").text
    assert "Asks for a travel grant Yes Leaves from Yaoundé First day of the stay Sunday" in pages.text_of(
        coordinator
    )
    rita = review.reviewer()
    review.assign(application, rita)
    seen = review.browser(app, rita).get(f"{review.address(application)}?lang=en")
    assert (seen.status_code, "Prisons without doctors." in seen.text) == (200, True)
    secrets = ("rant", "Yaoundé", "27 August", "no fees", "church")
    assert [secret for secret in secrets if secret in seen.text] == []


# ---- The pages themselves ----


def test_its_pages_are_valid_and_light(listed, client):
    url = on(client)
    found = {}
    for language in ("en", "fr", "es"):
        for address in (f"{url}/grant", NEW, "/editions/44/call", "/editions/44"):
            reply = client.get(f"{address}?state=CM&grant=yes&lang={language}")
            found[f"{address} in {language}"] = reply.text
        packed = client.get(f"{url}/grant?lang={language}", headers={"Accept-Encoding": "gzip"})
        assert len(packed.data) <= 5 * 1024
    found["refused"] = ask(client, url, arrive_on="", need="").text
    assert html_problems(found) == []
