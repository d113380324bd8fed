"""A coordinator who recused themselves does not see it on the coordinator's pages either; another coordinator does."""

import io
import re

import pytest

from tests import factories, pages
from tests.core.files import samples
from tests.review import steps as reviewing
from tests.selection import steps
from tests.travel import office, own
from webapp.access.permissions import Role
from webapp.applications.models import Application, ApplicationStatus
from webapp.core import clock
from webapp.core.files import store
from webapp.core.files.kinds import DOCUMENTS
from webapp.core.transaction import transaction
from webapp.review import queries, recusals
from webapp.selection.models import Decision

HIDDEN = "Hidden House"
LIST = f"{reviewing.LIST}?lang=en"
FIGURES = "/desk/editions/44/application-figures?lang=en"
LATE = "/desk/editions/44/late-links?lang=en"
RECUSALS, OWN = "/desk/editions/44/recusals?lang=en", "/desk/editions/44/recusals/own?lang=en"
ONLY_COUNTED = (
    "1 application is hidden from you, because you recused yourself. Another coordinator decides about it."
)
PLACEHOLDER = "Hidden from you: you recused yourself"


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def edition(app):
    return office.edition()


@pytest.fixture
def here(edition):
    return edition.country_sessions[0]


@pytest.fixture
def cora(edition):
    """Recused from one organisation."""
    person = reviewing.reviewer("cora", Role.COORDINATOR)
    recusals.recuse(44, person.id, organisation=HIDDEN, by="test")
    return person


@pytest.fixture
def desk(app, cora):
    return reviewing.browser(app, cora)


@pytest.fixture
def other(app, edition):
    """A browser of somebody who is recused from nothing."""
    return reviewing.browser(app, reviewing.reviewer("otto", Role.COORDINATOR))


def hide(country_session, **values) -> str:
    """The id of one that the recusal covers, with much that could leak."""
    telling = {"speaker": "Omega Sigma", "departure_city": "Ultima Thule", "scope": "international"}
    values = telling | {"themes": ["health"], "email": "omega@hidden.example"} | values
    return own.applied(country_session, organisation=HIDDEN, **values)


def leaks(html: str, application_id: str) -> list[str]:
    """What a page tells of it."""
    telling = (HIDDEN, "Omega", "Thule", "omega@", steps.application(application_id).reference)
    return [word for word in (*telling, application_id) if word in html]


def said_by(browser, page: str) -> str:
    reply = browser.get(page)
    assert reply.status_code == 200
    return own.main_of(reply.text)


def post(browser, to: str, **typed) -> int:
    token = pages.token_in(browser.get("/desk?lang=en").text)
    return browser.post(to, data={"csrf_token": token, **typed}).status_code


def status(browser, address: str) -> int:
    with browser.get(address) as reply:
        return reply.status_code


def test_what_is_hidden_from_whom(edition, here, cora):
    one, two = hide(here), own.applied(here, organisation="Open House")
    sam = reviewing.reviewer("sam")
    recusals.recuse(44, sam.id, country_session_id=here.id, by="test")
    elsewhere = factories.edition(45)
    hide(elsewhere.country_sessions[0])
    assert queries.hidden_from(cora.id, 44) == {one}
    assert queries.hidden_from(sam.id, 44) == {one, two}
    assert (queries.hidden_from(cora.id, 45), queries.hidden_from("1" * 20, 44)) == (set(), set())


# ---- The applications ----


def test_the_list_and_what_it_counts(here, desk, other):
    one = hide(here)
    own.applied(here, organisation="Open House")
    gone = hide(here, status=ApplicationStatus.WITHDRAWN)
    for shown in ("", "&show=withdrawn"):
        assert leaks(desk.get(LIST + shown).text, one) == []
        assert HIDDEN in other.get(LIST + shown).text
    assert leaks(desk.get(f"{LIST}&show=withdrawn").text, gone) == []
    counted = "sent {} scored 0 still being written 0 withdrawn {}"
    assert counted.format(1, 0) in said_by(desk, LIST)
    assert counted.format(2, 1) in said_by(other, LIST)


def test_the_figures(here, desk, other):
    hide(here)
    own.applied(here, organisation="Open House")
    assert "Turkmenistan 1 1 0 0 1 0 0" in said_by(desk, FIGURES)
    assert "Turkmenistan 2 2 0 0 1 0 1" in said_by(other, FIGURES)


def test_it_makes_nobody_a_likely_duplicate(edition, here, desk, other):
    one = hide(here)
    twin = own.applied(here, organisation="Open House", email="omega@hidden.example")
    apart = own.applied(here, organisation="Third House", email="third@house.example")
    own.applied(edition.country_sessions[1], organisation="Third House", email="fourth@house.example")
    found = said_by(other, LIST)
    assert (found.count("likely duplicate"), found.count("another State too")) == (2, 2)
    found = said_by(desk, LIST)
    assert (found.count("likely duplicate"), found.count("another State too")) == (0, 2)
    builder = f"{steps.OVERVIEW}/{here.id}"
    marks = [said_by(each, builder).count("applied for this State twice") for each in (other, desk)]
    assert marks == [2, 0]
    page = f"{reviewing.LIST}/{twin}?lang=en"
    assert leaks(other.get(page).text, one) != []
    assert [word for word in leaks(desk.get(page).text, one) if word != "omega@"] == []
    assert "sent these too" in said_by(desk, f"{reviewing.LIST}/{apart}?lang=en")


def test_its_page_its_file_and_its_acts_are_not_there(here, desk, other):
    one = hide(here)
    stream = io.BytesIO(samples.pdf())
    kept = store.receive("submission", one, "Omega.pdf", stream, taken=DOCUMENTS, by="test")
    with transaction() as session:
        made = session.get_one(Application, one)
        made.sent = made.sent | {"submission": [kept.name], "submission_ids": [kept.id]}
    sam, tom = reviewing.reviewer("sam"), reviewing.reviewer("tom")
    reviewing.assign(steps.application(one), tom)
    page = f"{reviewing.LIST}/{one}"
    reads = page, f"{page}/files/{kept.id}"
    assert [status(desk, each) for each in reads] == [404, 404]
    assert [status(other, each) for each in reads] == [200, 200]
    acts = [(f"{page}/assignments", {"person": sam.id}), (f"{page}/assignments/{tom.id}/removal", {})]
    assert [post(desk, to, **typed) for to, typed in acts] == [404, 404]
    assert reviewing.assigned() == {(HIDDEN, "tom")}
    assert [post(other, to, **typed) for to, typed in acts] == [303, 303]
    assert reviewing.assigned() == {(HIDDEN, "sam")}


def test_the_table_to_take_away(here, desk, other):
    one = hide(here)
    own.applied(here, organisation="Open House")

    def taken(browser) -> str:
        token = pages.token_in(browser.get("/desk?lang=en").text)
        to = "/desk/editions/44/exports/applications?lang=en"
        return browser.post(to, data={"csrf_token": token}).data.decode("utf-8-sig")

    assert ("Open House" in taken(desk), leaks(taken(desk), one)) == (True, [])
    assert HIDDEN in taken(other)


def test_the_late_links(here, desk, other):
    one = hide(here)
    with transaction() as session:
        session.get_one(Application, one).late_until = steps.JUNE
    withdrawal = f"/desk/late-links/{one}/withdrawal"
    assert leaks(desk.get(LATE).text, one) == []
    assert "omega@" in other.get(LATE).text
    assert (post(desk, withdrawal), post(other, withdrawal)) == (404, 303)


# ---- The builder ----


@pytest.fixture
def builder(here):
    return f"{steps.OVERVIEW}/{here.id}"


def rows(html: str, heading: str) -> list[str]:
    """The places of an ordered list of the builder: place, and organisation."""
    part = html.partition(f"<h2>{heading} ")[2].partition("</section>")[0]
    return [pages.text_of(each) for each in re.findall(r"<h3>(.*?)</h3>", part)]


def test_undecided_it_is_only_counted(here, desk, other, builder):
    one = hide(here)
    own.applied(here, organisation="Open House")
    assert leaks(desk.get(builder).text, one) == []
    found = said_by(desk, builder)
    assert ("Undecided 1 Open House" in found, ONLY_COUNTED in found) == (True, True)
    found = said_by(other, builder)
    assert (HIDDEN in found, "hidden from you" in found) == (True, False)


@pytest.mark.parametrize("decide", [steps.decline, steps.take_back])
def test_in_no_order_it_is_only_counted(here, desk, other, builder, decide):
    one = hide(here)
    steps.accept(other, one)
    decide(other, one)
    assert leaks(desk.get(builder).text, one) == []
    found = said_by(desk, builder)
    assert (ONLY_COUNTED in found, "No application waits" in found) == (True, False)


def test_on_the_panel_it_is_a_place_and_minutes(here, desk, other, builder):
    first = own.applied(here, organisation="Open House", themes=["women"])
    one = hide(here)
    last = own.applied(here, organisation="Third House", themes=["women"])
    for each in (first, one, last):
        steps.accept(other, each, minutes=6)
    html = desk.get(builder).text
    assert leaks(html, one) == []
    assert rows(html, "Panel") == ["1. Open House", f"2. {PLACEHOLDER}", "3. Third House"]
    assert rows(other.get(builder).text, "Panel") == ["1. Open House", f"2. {HIDDEN}", "3. Third House"]
    found = said_by(desk, builder)
    assert f"2. {PLACEHOLDER} 6 min" in found
    assert "Statements 18 min" in found
    # Nothing of it is to be had from what the panel is made of.
    assert "Civil society 2" in found
    assert "Without those that are hidden from you." in found
    assert "Civil society 3" in said_by(other, builder)
    # The others are moved past it, and all keep their places.
    assert steps.move(desk, last, place=2, seen=3).status_code == 303
    assert rows(other.get(builder).text, "Panel") == ["1. Open House", "2. Third House", f"3. {HIDDEN}"]


def test_on_the_waiting_list_too(here, desk, other, builder):
    one, two = hide(here), own.applied(here, organisation="Open House")
    for each in (one, two):
        steps.wait(other, each)
    html = desk.get(builder).text
    assert leaks(html, one) == []
    assert rows(html, "Waiting list") == [f"1. {PLACEHOLDER}", "2. Open House"]
    assert steps.move(desk, two, place=1, seen=2).status_code == 303
    assert rows(desk.get(builder).text, "Waiting list") == ["1. Open House", f"2. {PLACEHOLDER}"]


@pytest.mark.parametrize(
    ("noun", "typed"),
    [
        ("acceptance", {"minutes": 5}),
        ("waiting-place", {}),
        ("omission", {}),
        ("retraction", {}),
        ("position", {"place": 1, "seen": 2}),
    ],
)
def test_nothing_can_be_done_with_it(here, desk, other, noun, typed):
    first, one = own.applied(here), hide(here)
    for each in (first, one):
        steps.accept(other, each)
    before = steps.decision(one)
    before = before.version, before.outcome, before.position, before.minutes
    assert steps.act(desk, one, noun, **typed).status_code == 404
    after = steps.decision(one)
    assert (after.version, after.outcome, after.position, after.minutes) == before
    assert steps.act(other, one, noun, **typed).status_code == 303


def test_no_place_is_offered_to_it(here, desk, other):
    one = hide(here)
    steps.wait(other, one)
    steps.release(other)
    assert steps.act(desk, one, "offer", minutes=5).status_code == 404
    assert steps.act(other, one, "offer", minutes=5).status_code == 303


def test_a_clash_with_it_does_not_say_with_what(here, edition, desk, other):
    one = hide(here)
    steps.accept(other, one)
    with transaction() as session:  # both at the same hour
        for each in edition.country_sessions[:2]:
            session.merge(each).starts_at = factories.NOW
    two = own.applied(edition.country_sessions[1], organisation="Open", email="omega@hidden.example")
    reply = steps.accept(desk, two)
    assert reply.status_code == 422
    assert "has a place already, by an application that is hidden from you." in pages.text_of(reply.text)
    assert [word for word in leaks(reply.text, one) if word != "omega@"] == []
    assert steps.application(one).reference in steps.accept(other, two).text


# ---- The releases ----


def test_the_release_shows_how_many_mails_it_does_not_show_and_sends_them_all(here, desk, other):
    one, two = hide(here, locale="fr"), own.applied(here, organisation="Open House")
    three = hide(here)
    for each in (one, two):
        steps.accept(other, each)
    html = desk.get(steps.RELEASE, query_string=steps.UNTIL).text
    assert (leaks(html, one), leaks(html, three), "Open House" in html) == ([], [], True)
    found = own.main_of(html)
    assert "1 application is not decided yet" in found
    assert ONLY_COUNTED in found
    assert "To be released 2" in found
    assert "Accepted 1 0 0" in found  # none in French
    assert (
        "1 mail is hidden from you, because you recused yourself."
        " The release is one act for everybody, so it is sent all the same." in found
    )
    assert HIDDEN in other.get(steps.RELEASE, query_string=steps.UNTIL).text
    assert steps.release(desk).status_code == 303
    assert [bool(steps.decision(each).released_at) for each in (one, two)] == [True, True]
    assert [len(steps.mails_to(each)) for each in (one, two)] == [1, 1]
    assert steps.decision(three) is None


def test_a_release_of_nothing_but_hidden_ones(here, desk, other):
    one = hide(here)
    steps.accept(other, one)
    html = desk.get(steps.RELEASE, query_string=steps.UNTIL).text
    assert leaks(html, one) == []
    assert "Release 1 decision" in own.main_of(html)
    assert steps.release(desk).status_code == 303
    assert steps.decision(one).released_at == steps.JUNE


# ---- Grants ----


@pytest.fixture
def granted(here, other):
    """A hidden one and another, each with a grant that is prepared; and a hidden one that is undecided."""
    office.set_budget(other)
    one, two, three = hide(here), own.applied(here, organisation="Open House"), hide(here)
    for each in (one, two):
        office.give(other, each)
    return one, two, three


def test_the_list_of_grants_counts_it_in_the_sums_alone(desk, other, granted):
    one, _two, three = granted
    html = desk.get(f"{office.GRANTS}?lang=en").text
    assert (leaks(html, one), leaks(html, three)) == ([], [])
    found = own.main_of(html)
    assert "Requests 1" in found
    assert (
        "2 applications are hidden from you, because you recused yourself."
        " Another coordinator decides about them." in found
    )
    assert office.figures(desk) == office.figures(other) == ["5000", "3200", "3200", "1800"]
    assert HIDDEN in other.get(office.GRANTS).text


def test_its_page_of_the_grants_and_its_acts_are_not_there(desk, other, granted):
    _one, _two, three = granted
    page = office.page_of(three)
    assert (desk.get(page).status_code, other.get(page).status_code) == (404, 200)
    typed = {"seen": office.mark(three)}
    for noun, more in (("award", office.SUM), ("omission", {}), ("retraction", {})):
        assert post(desk, f"{page}/{noun}", **typed, **more) == 404
    assert office.decided(three) == [None]
    assert office.decline(other, three).status_code == 303


def test_the_release_of_grants_shows_how_many_mails_it_does_not_show(desk, other, granted):
    one, two, three = granted
    html = desk.get(office.RELEASE).text
    assert (leaks(html, one), leaks(html, three), "Open House" in html) == ([], [], True)
    found = own.main_of(html)
    assert ("To be released 2" in found, "1 mail is hidden from you" in found) == (True, True)
    assert ONLY_COUNTED in found
    assert leaks(other.get(office.RELEASE).text, one) != []
    assert office.release(desk).status_code == 303
    assert [bool(own.decision(each).released_at) for each in (one, two)] == [True, True]


# ---- Journeys ----


def travelling(country_session) -> str:
    """The id of a hidden one by which somebody has a seat."""
    return own.seated(
        country_session, "Omega Sigma", organisation=HIDDEN, email="omega@hidden.example", visa="yes"
    )


def test_the_list_of_journeys_only_counts_it(here, desk, other):
    one = travelling(here)
    page = f"{office.JOURNEYS}?lang=en"
    found = desk.get(page).text
    assert (leaks(found, one), "needs a visa" in own.main_of(found)) == ([], False)
    assert (
        "1 journey is hidden from you, because you recused yourself. Another coordinator sees to it."
        in own.main_of(found)
    )
    assert "Nobody has confirmed a place yet." not in found
    found = other.get(page).text
    assert ("Omega Sigma" in found, "is hidden from you" in found) == (True, False)
    own.seated(here, "Ana Rojas")
    assert "Ana Rojas" in said_by(desk, page)


def test_its_journey_its_receipts_and_its_acts_are_not_there(app, here, desk, other):
    one = travelling(here)
    office.set_budget(other)
    own.decided(one)
    traveller = own.holder(app, one)
    own.accept(traveller, one)
    assert own.send_receipt(traveller, one, samples.pdf(), "Taxi.pdf").status_code == 303
    page = f"{office.JOURNEYS}/{one}"
    (receipt,) = re.findall(r'href="([^"]+/receipts/[^"]+)"', other.get(page).text)
    reads = page, receipt
    assert [status(desk, each) for each in reads] == [404, 404]
    assert [status(other, each) for each in reads] == [200, 200]
    for noun, typed in (("visa", {"visa": "issued", "seen": 0}), ("letter", {}), ("letter-withdrawal", {})):
        assert post(desk, f"{page}/{noun}", **typed) == 404
    assert own.travel(one) is None
    assert post(other, f"{page}/visa", visa="issued", seen="0") == 303


# ---- Where they recuse themselves ----


def test_who_recuses_themselves_is_told_what_happens(app, desk, cora):
    assert "so another coordinator must decide about it" in said_by(desk, OWN)
    assert "ask whoever runs the server to invite one more." in said_by(desk, RECUSALS)
    rita = reviewing.browser(app, reviewing.reviewer())
    assert "another coordinator" not in said_by(rita, OWN)


def test_nobody_takes_their_own_recusal_back(here, desk, other, cora):
    one = hide(here)
    (recused,) = recusals.of_edition(44)
    lifting = f"/desk/editions/44/recusals/{recused.recusal.id}/lifting"
    assert (
        "Another coordinator can take it back" in said_by(desk, RECUSALS),
        lifting in desk.get(RECUSALS).text,
    ) == (
        True,
        False,
    )
    reply = pages.submit(desk, RECUSALS, to=lifting)
    assert reply.status_code == 422
    assert "You recused yourself: another coordinator must take this back." in pages.text_of(reply.text)
    assert queries.hidden_from(cora.id, 44) == {one}
    assert pages.submit(other, RECUSALS, to=lifting).status_code == 303
    assert queries.hidden_from(cora.id, 44) == set()


# ---- What it costs ----


def test_many_that_are_hidden_take_as_many_statements_as_few(edition, here, desk):
    def count(several: int) -> list[int]:
        for number in range(several):
            for one in (hide(here), own.applied(here)):
                own.decided(one, released=False)
                if number % 2:
                    with transaction() as session:
                        values = {
                            "outcome": "waiting",
                            "position": number,
                            "decided_at": clock.now(),
                            "version": 1,
                        }
                        session.add(Decision(application_id=one, **values))
        seen = (LIST, FIGURES, f"{steps.OVERVIEW}/{here.id}", steps.RELEASE, office.GRANTS, office.RELEASE)
        return [office.statements(desk, page) for page in seen]

    few = count(3)
    assert count(20) == few
    assert max(few) < 18
