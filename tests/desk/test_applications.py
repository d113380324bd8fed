"""The coordinator's list of applications: by score, by disagreement, filtered in the address; and what is odd."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, event

from tests import factories, pages
from tests.review import steps
from webapp.applications.models import Application, ApplicationStatus
from webapp.core.live import versions
from webapp.core.texts import Texts
from webapp.core.transaction import transaction
from webapp.desk import applications
from webapp.extensions import db
from webapp.participants.models import OrganisationKind
from webapp.review import assignments, criteria, recusals
from webapp.review.holding import applications_topic, topic

HERE = f"{steps.LIST}?lang=en"


@pytest.fixture
def desk(app):
    return steps.coordinator(app)


@pytest.fixture
def people(app):
    return [steps.reviewer(name) for name in ("rita", "sam", "tom")]


def rows(desk, **asked):
    """Each row of the table in words: organisation and marks, State, kind, score, apart, scored by."""
    page = desk.get(HERE.partition("?")[0], query_string={"lang": "en"} | asked).text
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = re.findall(r"<tr>(.*?)</tr>", body)
    return [[pages.text_of(cell) for cell in re.split(r"</t[hd]>", row)[:-1]] for row in found]


def organisations(desk, **asked):
    return [row[0] for row in rows(desk, **asked)]


def test_before_any_is_sent_it_says_what_to_do(desk, edition):
    steps.application(edition, status=ApplicationStatus.DRAFT)
    page = pages.text_of(desk.get(HERE).text)
    assert "Nobody has sent an application yet. Until they come in, set the criteria" in page
    assert "1 still being written" in page.replace("still being written 1", "1 still being written")


def test_it_says_that_nobody_can_score_without_criteria(desk, edition):
    steps.application(edition)
    assert "Nobody can score before there are criteria." in pages.text_of(desk.get(HERE).text)
    steps.criterion()
    assert "Nobody can score before there are criteria." not in pages.text_of(desk.get(HERE).text)


def test_a_row_has_the_weighted_mean_how_far_they_are_apart_and_who_is_still_to_read(edition, desk, people):
    steps.criterion("Reach", 1)
    steps.criterion("Expertise", 3)
    one = steps.application(edition, kind=OrganisationKind.NHRI)
    steps.assessed(one, people[0], 5, 1)  # (5 + 3) / 4 = 2.0
    steps.assessed(one, people[1], 3, 5)  # (3 + 15) / 4 = 4.5
    steps.assign(one, people[2])
    assert rows(desk) == [["Ligue pour les droits", "Turkmenistan", "NHRI", "3.25", "2.50", "2/3"]]
    assert rows(desk, lang="fr")[0][3:] == ["3,25", "2,50", "2/3"]


@pytest.fixture
def scored(edition, people):
    """Four applications: A all agree on, B nobody agrees on, C one has scored, D nobody."""
    steps.criterion()
    made = {
        name: steps.application(edition, name, state)
        for name, state in (("D", "TM"), ("C", "CV"), ("B", "BF"), ("A", "TM"))
    }
    for name, scores in {"A": (4, 4), "B": (1, 5), "C": (5,)}.items():
        for person, score in zip(people, scores, strict=False):
            steps.assessed(made[name], person, score)
    steps.assign(made["C"], people[2])
    return made


@pytest.mark.parametrize(
    ("order", "expected"),
    [("", "CABD"), ("score", "CABD"), ("disagreement", "BADC"), ("sent", "DABC"), ("nonsense", "CABD")],
)
def test_orders(desk, scored, order, expected):
    assert organisations(desk, order=order) == list(expected)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"state": "TM"}, "AD"),
        ({"state": "CV"}, "C"),
        ({"state": "CO"}, ""),
        ({"state": "FR"}, "CABD"),  # not of this edition: as if it were not said
        ({"show": "unread"}, "D"),
        ({"show": "unfinished"}, "C"),
        ({"show": "unassigned"}, "D"),
        ({"show": "twins"}, ""),
        ({"show": "withdrawn"}, ""),
        ({"show": "unread", "state": "CV"}, ""),
        ({"page": "2"}, ""),
        ({"page": "-1"}, "CABD"),
        ({"page": "x"}, "CABD"),
    ],
)
def test_filters_in_the_address(desk, scored, asked, expected):
    assert organisations(desk, **asked) == list(expected)


def test_where_none_fits_it_says_so(desk, scored):
    assert "None fits. Choose less above." in pages.text_of(desk.get(f"{HERE}&state=CO").text)


def test_by_kind_and_by_scope(desk, edition):
    for kind in OrganisationKind:
        for scope in ("national", "international"):
            steps.application(edition, f"{kind} {scope}", kind=kind, scope=scope)
    assert organisations(desk, kind="nhri") == ["nhri national", "nhri international"]
    assert organisations(desk, scope="international") == [
        f"{kind} international" for kind in OrganisationKind
    ]
    assert organisations(desk, scope="regional") == []
    assert organisations(desk, kind="cso", scope="national") == ["cso national"]


def test_the_figures_of_each_state(desk, edition):
    steps.application(edition, "One", "TM", scope="regional")
    steps.application(edition, "Two", "TM", kind=OrganisationKind.NHRI)
    steps.application(edition, "Three", "BF")
    steps.application(edition, "Gone", "BF", status=ApplicationStatus.WITHDRAWN)
    page = pages.text_of(desk.get("/desk/editions/44/application-figures?lang=en").text)
    assert "CSO Coalition NHRI In one country In a region Worldwide" in page
    assert "Turkmenistan 2 1 0 1 1 1 0 Burkina Faso 1 1 0 0 1 0 0 Cabo Verde 0 0 0 0 0 0 0" in page


def test_withdrawn_ones_and_drafts_are_apart(desk, edition):
    steps.application(edition, "Sent")
    steps.application(edition, "Gone", status=ApplicationStatus.WITHDRAWN)
    steps.application(edition, "Draft", status=ApplicationStatus.DRAFT)
    steps.application(factories.edition(45), "Elsewhere")
    assert (organisations(desk), organisations(desk, show="withdrawn")) == (["Sent"], ["Gone"])


class TestDuplicates:
    """The same organisation or the same address, however it is written."""

    def test_for_one_state_they_are_likely_duplicates(self, desk, edition):
        steps.application(edition, "Ligue des Droits")
        steps.application(edition, "LIGUE  des   droits")
        steps.application(edition, "Other", email="Same@ong.example.org")
        steps.application(edition, "Another", email="same@ONG.example.org")
        steps.application(edition, "Alone")
        assert organisations(desk, order="sent") == [
            "Ligue des Droits likely duplicate",
            "LIGUE des droits likely duplicate",
            "Other likely duplicate",
            "Another likely duplicate",
            "Alone",
        ]
        assert len(rows(desk, show="twins")) == 4

    def test_for_another_state_it_is_said_more_softly(self, desk, edition):
        steps.application(edition, "Ligue", "TM")
        steps.application(edition, "Ligue", "BF")
        assert organisations(desk) == ["Ligue another State too"] * 2

    def test_not_with_another_edition_nor_one_that_was_withdrawn_nor_without_a_name(self, desk, edition):
        steps.application(edition, "Ligue")
        steps.application(factories.edition(45), "Ligue")
        steps.application(edition, "Ligue", status=ApplicationStatus.WITHDRAWN)
        steps.application(edition, "***")
        steps.application(edition, "!!!")
        assert organisations(desk, order="sent") == ["Ligue", "***", "!!!"]

    def test_the_page_of_one_names_the_others(self, desk, edition):
        one = steps.application(edition, "Ligue", "TM")
        same = steps.application(edition, "LIGUE", "BF")
        steps.application(edition, "Somebody else")
        page = pages.text_of(desk.get(f"{steps.LIST}/{one.id}?lang=en").text)
        assert "The same organisation or the same address sent these too" in page
        assert f"LIGUE , Burkina Faso ( {same.reference} )".replace(" )", ")").replace("( ", "(") in page
        assert "Somebody else" not in page


def test_a_name_is_shown_as_it_was_typed_and_nothing_of_it_is_markup(desk, edition):
    steps.application(edition, '<b onclick="x">"Ligue" & Söhne</b>')
    page = desk.get(HERE).text
    assert "<b onclick" not in page
    assert organisations(desk) == ['<b onclick="x">"Ligue" & Söhne</b>']


def test_two_hundred_on_a_page_in_one_order(desk, edition, monkeypatch):
    monkeypatch.setattr(applications, "ON_A_PAGE", 2)
    for number in range(5):
        steps.application(edition, f"Organisation {number}")
    first = desk.get(f"{HERE}&order=sent&kind=cso").text
    assert organisations(desk, order="sent") == ["Organisation 0", "Organisation 1"]
    assert organisations(desk, order="sent", page="3") == ["Organisation 4"]
    assert "1 to 2 of 5" in pages.text_of(first)
    (following,) = re.findall(r'href="([^"]+)" rel="next"', first)
    second = desk.get(following.replace("&amp;", "&")).text
    assert "3 to 4 of 5" in pages.text_of(second)
    assert ('rel="prev"' in second, 'name="kind"' in second, "kind=cso" in second) == (True, True, True)


def test_the_list_is_never_behind(desk, edition, people):
    """It is read once for each version: here everything changes that it is made of, one after the other."""
    rita, sam, _tom = people
    weighed, _other = steps.criterion("Reach"), steps.criterion("Expertise")
    one = steps.application(edition, "Ligue")

    def shown():
        db.session.rollback()
        return [[row[0], row[1], *row[3:]] for row in rows(desk)]

    def change(**values):
        with transaction() as session:
            made = session.get(Application, one.id)
            for name, value in values.items():
                setattr(made, name, value)

    assert shown() == [["Ligue", "Turkmenistan", "", "", "0/0"]]
    steps.assign(one, rita, sam)
    assert shown() == [["Ligue", "Turkmenistan", "", "", "0/2"]]
    criteria.change(44, weighed, Texts(en="Reach"), 3, by="test")
    steps.assess(one, rita, 5, 1)
    assert shown() == [["Ligue", "Turkmenistan", "4.00", "", "1/2"]]
    steps.assess(one, rita, 1, 1)
    assert shown() == [["Ligue", "Turkmenistan", "1.00", "", "1/2"]]
    assignments.take_away(44, one.id, sam.id, by="test")
    assert shown() == [["Ligue", "Turkmenistan", "1.00", "", "1/1"]]
    recusals.recuse(44, rita.id, organisation="Ligue", by="test")
    assert shown() == [["Ligue", "Turkmenistan", "", "", "0/0"]]
    recusals.lift(44, recusals.of_edition(44)[0].recusal.id, by="test")
    assert shown() == [["Ligue", "Turkmenistan", "1.00", "", "1/1"]]
    assignments.spread(44, [sam.id], readers=2, by="test")
    assert shown() == [["Ligue", "Turkmenistan", "1.00", "", "1/2"]]
    change(organisation="Red", organisation_folded="red", country_session_id=edition.country_sessions[1].id)
    assert shown() == [["Red", "Burkina Faso", "1.00", "", "1/2"]]
    steps.application(edition, "Red", "BF")
    assert [row[0] for row in shown()] == ["Red likely duplicate"] * 2
    change(status=ApplicationStatus.WITHDRAWN)
    assert [row[0] for row in shown()] == ["Red"]
    with transaction() as session:  # as an erasure might, past everything that could tell of it
        session.execute(delete(Application.__table__).where(Application.status == ApplicationStatus.SENT))
    assert shown() == []


def test_what_is_typed_into_a_draft_raises_no_version(edition):
    draft = steps.application(edition, status=ApplicationStatus.DRAFT)
    before = versions.read([topic(44), applications_topic(44)])
    with transaction() as session:
        made = session.get(Application, draft.id)
        made.answers, made.email, made.version = {"organisation": "New"}, "new@ong.example.org", 2
    assert versions.read([topic(44), applications_topic(44)]) == before


@contextmanager
def statements():
    """The SQL statements that are executed meanwhile."""
    made = []

    def note(_connection, _cursor, statement, *_more):
        made.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_list_takes_as_many_statements_for_ten_as_for_two_hundred(edition, desk, people):
    steps.criterion()
    asked = [{}, {"order": "disagreement"}, {"state": "TM", "scope": "national"}, {"show": "twins"}]

    def count(several):
        for number in range(several):  # with each the version rises, so what is counted reads it all
            one = steps.application(edition, f"Organisation {number % 5}", ("TM", "BF")[number % 2])
            steps.assessed(one, people[number % 3], number % 6)
        found = []
        for each in asked:
            steps.assess(one, people[number % 3], 0)
            with statements() as made:
                assert rows(desk, **each) != []
            found.append(len(made))
        return found

    few = count(10)
    assert count(190) == few
    assert max(few) < 15


def test_an_edition_that_is_not_there(desk, edition):
    for address in ("applications", "application-figures", "assignments", "recusals", "criteria"):
        assert desk.get(f"/desk/editions/45/{address}").status_code == 404
    one = steps.application(edition)
    assert desk.get(f"/desk/editions/45/applications/{one.id}").status_code == 404
    factories.edition(45)
    assert desk.get(f"/desk/editions/45/applications/{one.id}").status_code == 404


def test_a_draft_has_no_page_at_the_desk(desk, edition):
    draft = steps.application(edition, status=ApplicationStatus.DRAFT)
    assert desk.get(f"{steps.LIST}/{draft.id}").status_code == 404
