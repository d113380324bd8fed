"""The steps: each keeps what was typed whatever it is worth, says what is wrong with it, and asks only what applies."""

import re
from datetime import date

import pytest

from tests import pages
from tests.applications import steps
from webapp.applications.steps import step
from webapp.editions.models import Format

WORDS_200 = " ".join(["word"] * 200)


@pytest.fixture
def url(call, client) -> str:
    return steps.begin(client)


def answer(client, url, name, more="", **typed):
    return steps.post(client, f"{url}/{name}?lang=en{more}", **typed)


# ---- What is right goes on ----


def test_each_step_leads_to_the_next_and_the_last_to_the_check(client, url):
    order = [*steps.ANSWERS]
    leads_to = {name: answer(client, url, name, **steps.ANSWERS[name]).headers["Location"] for name in order}
    assert [address.split("/")[3].partition("?")[0] for address in leads_to.values()] == [
        "organisation",
        "contact",
        "work",
        "statement",
        "people",
        "submission",
        "travel",
        "check",
    ]


def test_from_the_check_it_leads_back_there(client, url):
    page = client.get(f"{url}/contact?lang=en&back=check").text
    assert '<input type="hidden" name="back" value="check">' in page
    reply = answer(client, url, "contact", "&back=check", back="check", **steps.ANSWERS["contact"])
    assert reply.headers["Location"] == f"{url}/check?lang=en"


def test_what_was_typed_stands_in_the_form_in_every_language(client, url):
    steps.fill(client, url)
    for name, typed in steps.ANSWERS.items():
        for language in ("en", "fr", "es"):
            page = client.get(f"{url}/{name}?lang={language}").text
            checked = re.findall(r'name="(\w+)" id="[^"]+" value="(\w+)" checked', page)
            for field, value in typed.items():
                one = value[0] if isinstance(value, list) else value
                assert (field, one) in checked or one in pages.unescape(page), (name, field)


# ---- What is wrong is kept, and told ----


WRONG = [
    ("about", {"state": "FR"}, "Choose the State under Review."),
    ("about", {"language": "xx"}, "Choose the language in which you would speak."),
    ("about", {"kind": "party"}, "Choose who applies."),
    ("organisation", {"organisation": ""}, "Write the name of the organisation."),
    ("organisation", {"organisation": "x" * 201}, "Use at most 200 characters. You used 201."),
    ("organisation", {"organisation": "one\ntwo"}, "Write this on one line."),
    ("organisation", {"scope": "everywhere"}, "Choose where the organisation works."),
    ("contact", {"contact_name": ""}, "Write the name of the person to whom we write."),
    ("contact", {"email": ""}, "Write an e-mail address that you read."),
    ("contact", {"email": "awa@"}, "Write an e-mail address such as name@example.org."),
    ("contact", {"phone": "1" * 61}, "Use at most 60 characters. You used 61."),
    ("contact", {"safely": "x" * 1001}, "Use at most 1000 characters. You used 1001."),
    ("work", {"work": ""}, "Write about the aim and the work of the organisation."),
    ("work", {"work": " \u2003\n "}, "Write about the aim and the work of the organisation."),
    ("work", {"work": WORDS_200 + " more"}, "Use at most 200 words. You used 201."),
    ("work", {"work": "x" * 2001}, "Use at most 2000 characters. You used 2001."),
    ("statement", {"issues": ""}, "Write which issues the statement would raise."),
    ("statement", {"themes": ["everything"]}, "Tick at least one theme of the statement."),
    ("people", {"speaker": ""}, "Write the name of the person who would speak."),
    (
        "people",
        {"co_speakers": "\n".join("abcdefghijk")},
        "Write at most ten names, each on a line of its own.",
    ),
    ("people", {"co_speakers": "x" * 201}, "Write at most ten names, each on a line of its own."),
    ("public", {"appearance": "mask"}, "Choose how the speaker may appear in public."),
    ("public", {"photographs": "perhaps"}, "Say whether the speaker may be photographed."),
    ("travel", {"passport": "unknown"}, "Say whether the speaker holds a valid passport."),
    ("travel", {"visa": "maybe"}, "Say whether the speaker needs a visa."),
]


@pytest.mark.parametrize("name", steps.ANSWERS)
def test_what_is_wrong_comes_back_with_the_reason_and_is_kept_as_typed(client, url, name):
    title = str(step(steps.stored(url).edition, steps.stored(url).answers, name).title)
    for typed, sentence in [(typed, sentence) for its_step, typed, sentence in WRONG if its_step == name]:
        reply = answer(client, url, name, **(steps.ANSWERS[name] | typed))
        said = pages.text_of(reply.text)
        assert (reply.status_code, "<title>Error:" in reply.text) == (422, True), typed
        assert f"There is a problem {sentence}" in said
        assert "What you typed is saved as it is." in said
        assert f"{title} Complete" not in steps.said(client, url)
        ((field, value),) = typed.items()
        kept = steps.stored(url).answers.get(field, "")
        assert kept == value or kept.split() == value.split()


def test_two_hundred_words_and_two_thousand_characters_fit(client, url):
    spaced = "  " + "\n\n".join(["wörd"] * 200) + "\u3000"
    for work in (WORDS_200, spaced, "x" * 2000, "😀" * 2000, "e\u0301" * 2000):
        assert answer(client, url, "work", work=work).status_code == 303, work[:9]


def test_each_radio_question_that_is_left_out_is_told(client, url):
    for name, count in (("organisation", 3), ("public", 2), ("travel", 2)):
        reply = answer(client, url, name)
        assert (reply.status_code, reply.text.count('class="error"')) == (422, count), name
        assert '" checked' not in reply.text


def test_what_cannot_be_kept_at_all_is_still_in_the_form(client, url):
    answer(client, url, "work", work="Before")
    reply = answer(client, url, "work", work="bell \x07 rings")
    assert (reply.status_code, "bell \x07 rings" in reply.text) == (422, True)
    assert "characters that cannot be printed" in reply.text
    assert steps.stored(url).answers["work"] == "Before"


def test_a_lost_token_keeps_nothing_and_loses_nothing(client, url):
    reply = client.post(f"{url}/work?lang=en", data={"work": "We watch prisons."})
    said = pages.text_of(reply.text)
    assert (reply.status_code, "We watch prisons." in reply.text) == (422, True)
    assert "What you typed is still here: send it once more." in said
    assert "is saved as it is" not in said
    assert "work" not in steps.stored(url).answers


def test_later_saves_whatever_stands(client, url):
    reply = answer(client, url, "contact", then="later", contact_name="Awa", email="awa@")
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{url}?lang=en")
    assert steps.stored(url).answers["email"] == "awa@"
    said = steps.said(client, url)
    assert said.startswith("Saved. You can go on at any time until the deadline.")
    assert "How we reach you Incomplete" in said


def test_the_language_can_change_on_a_page_that_was_refused(client, url):
    refused = answer(client, url, "work", work="")
    assert re.findall(r'href="([^"]+)" lang="(fr|es)"', pages.unescape(refused.text)) == [
        (f"{url}/work?lang=fr", "fr"),
        (f"{url}/work?lang=es", "es"),
    ]
    refused = steps.post(client, steps.NEW, steps.BEGIN, state="")
    assert 'href="/editions/44/applications/new?lang=fr" lang="fr"' in refused.text
    begun = steps.post(client, steps.NEW, steps.BEGIN, state="BF")
    assert re.search(r'href="/applications/\w+/about\?lang=fr" lang="fr"', begun.text)


# ---- What is asked depends ----


def asked(client, url, name) -> set[str]:
    return {*re.findall(r'name="(\w+)"', client.get(f"{url}/{name}?lang=en").text)} - {"csrf_token", "then"}


@pytest.mark.parametrize(
    ("kind", "questions"),
    [
        ("cso", {"organisation", "scope", "ecosoc"}),
        ("coalition", {"organisation", "scope", "ecosoc"}),
        ("nhri", {"organisation", "nhri_status"}),
    ],
)
def test_an_institution_is_asked_for_its_accreditation_and_the_others_for_ecosoc(
    call, client, kind, questions
):
    url = steps.begin(client, kind=kind)
    assert asked(client, url, "organisation") - {"viewport"} - {"color-scheme", "htmx-config"} == questions


def test_who_turns_out_to_be_an_institution_is_asked_anew(client, url):
    steps.fill(client, url)
    assert "Your organisation Complete" in steps.said(client, url)
    answer(client, url, "about", **(steps.ANSWERS["about"] | {"kind": "nhri"}))
    assert "Your organisation Incomplete" in steps.said(client, url)
    answer(client, url, "organisation", organisation="CNDH", nhri_status="A")
    assert steps.send(client, url).status_code == 303
    sent = steps.stored(url).sent
    assert (sent["nhri_status"], sent["scope"], "ecosoc" in sent) == ("A", "national", False)


def test_nobody_travels_to_a_virtual_edition(client, app):
    steps.edition(format=Format.VIRTUAL)
    url = steps.begin(client)
    assert client.get(f"{url}/travel").status_code == 404
    assert "Passport" not in steps.said(client, url)
    reply = answer(client, url, "public", **steps.ANSWERS["public"])
    assert reply.headers["Location"] == f"{url}/check?lang=en"


def test_it_is_asked_in_which_of_the_languages_of_the_edition(client, app):
    steps.edition(speaking_languages=["fr", "ar"])
    page = client.get(steps.NEW).text
    assert re.findall(r'name="language" id="[^"]+" value="(\w+)"', page) == ["fr", "ar"]


def test_an_edition_that_names_its_states_formally_does_so_here(client, call):
    said = pages.text_of(client.get(f"{steps.NEW[:-2]}fr").text)
    assert "Turkménistan Burkina Faso Cabo Verde Colombie" in said


def test_the_page_says_what_cannot_be_promised_before_it_asks(client, url):
    said = steps.said(client, f"{url}/public")
    warning = said.index("Nobody can be kept anonymous in the room.")
    assert warning < said.index("expect the mission of Burkina Faso to be there") < said.index("How may the")
    assert '" checked' not in client.get(f"{url}/public").text


def test_danger_is_for_a_call(client, url):
    assert "Please write nothing here about a danger that you are in." in steps.said(client, f"{url}/contact")


def test_no_other_step(client, url):
    token = pages.token_in(client.get(f"{url}/about").text)
    for name in ("nowhere", "check2", "About"):
        assert client.get(f"{url}/{name}").status_code == 404
        assert client.post(f"{url}/{name}", data={"csrf_token": token}).status_code == 404


# ---- How far it is ----


def test_the_overview_says_how_far_each_step_is(client, url):
    answer(client, url, "work", **steps.ANSWERS["work"])
    answer(client, url, "contact", contact_name="Awa", email="")
    said = steps.said(client, url)
    assert (
        "State under Review and language Complete Your organisation Not begun How we reach you Incomplete "
        "Your work Complete Your statement Not begun Who would speak Not begun Your UPR submission Optional "
        "In public Not begun Passport and visa Not begun Check your answers Not yet"
    ) in said
    assert "Not sent yet Continue : Your organisation" in said
    assert (
        "You can change and send it until Wednesday 31 May 2023, 23:59, Geneva time (Europe/Zurich)." in said
    )


def test_the_deadline_is_that_of_its_state(client, call):
    with steps.changed(call) as edition:
        edition.country_sessions[1].closes_on = date(2023, 6, 10)
    url = steps.begin(client)
    assert "until Saturday 10 June 2023, 23:59, Geneva time" in steps.said(client, url)
    assert "until Wednesday 31 May 2023, 23:59" in steps.said(client, steps.begin(client, state="TM"))


def test_two_drafts_of_one_applicant_know_nothing_of_each_other(client, url):
    other = steps.begin(client, state="CO")
    steps.fill(client, url, organisation="Ligue des droits", speaker="Moussa Agbéko")
    answer(client, other, "organisation", organisation="Red de mujeres", scope="national", ecosoc="no")
    for page in ("", "/check", "/organisation", "/people"):
        text = client.get(f"{other}{page}").text
        assert ("Ligue" in text, "Moussa" in text, url in text) == (False, False, False), page
    assert [each.answers["organisation"] for each in (steps.stored(url), steps.stored(other))] == [
        "Ligue des droits",
        "Red de mujeres",
    ]


def test_an_organisation_writes_its_name_in_its_own_letters(client, url):
    for name in ("رابطة حقوق الإنسان", "人权联盟", "Лига прав человека", "မြန်မာ Ligue རྒྱལ"):
        answer(client, url, "organisation", organisation=name, scope="national", ecosoc="no")
        assert steps.stored(url).answers["organisation"] == name
        assert f"<bdi>{name}</bdi>" in client.get(f"{url}/check").text
