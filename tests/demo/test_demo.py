"""`demo`: a whole week that works, its links as the contract has them, and again without loss."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from tests import factories
from tests.pages import submit
from webapp import config, create_app
from webapp.access.permissions import Role
from webapp.accounts.models import Staff
from webapp.applications import answers, sending, steps
from webapp.applications.models import Application
from webapp.core import clock
from webapp.core.outbox import Message
from webapp.delegations.models import Delegate, Delegation, FocalPoint, FocalPointStatus
from webapp.demo import people, week
from webapp.editions import queries as editions
from webapp.extensions import db
from webapp.participants.models import Category, Participant, Pass
from webapp.programme.models import Panellist
from webapp.questions.models import Question, QuestionStatus
from webapp.review.models import SCORES, Assessment
from webapp.selection.models import Decision


def opened(app, link: str):
    """A browser that has opened a link, and where that led."""
    client = app.test_client()
    reply = submit(client, link)
    assert reply.status_code == 303, reply.text
    return client, reply.location


def scan(client, door: dict, code: str) -> dict:
    now = clock.now().isoformat()
    body = {"sent_at": now, "scans": [{"id": str(uuid4()), "code": code, "at": now, "offline": False}]}
    reply = client.post(
        f"/door/{door['id']}/scans", json=body, headers={"Authorization": f"Bearer {door['key']}"}
    )
    return reply.json["results"][0]


def test_the_object_is_the_contract_s(links):
    told = links()
    assert list(told) == [
        "edition",
        "country_session",
        "public",
        "coordinator",
        "reviewer",
        "moderator",
        "door",
        "hall",
        "podium",
        "focal_points",
        "delegates",
        "applicants",
    ]
    assert (told["edition"], told["public"]) == (54, "/")
    assert told["country_session"] == editions.country_session(54, "TG").id
    assert list(told["door"]) == ["id", "page", "key"]
    assert {tuple(entry) for entry in told["focal_points"]} == {("mission", "link")}
    assert {tuple(entry) for entry in told["delegates"]} == {("mission", "link", "code")}
    assert [entry["mission"] for entry in told["focal_points"]] == list(people.MISSIONS)
    assert [entry["mission"] for entry in told["delegates"][:3]] == ["CL", "FR", "KE"]
    assert len({entry["code"] for entry in told["delegates"]}) == 70
    assert {len(entry["code"]) for entry in told["delegates"]} == {32}
    assert {tuple(entry) for entry in told["applicants"]} == {("state", "link")}
    assert [entry["state"] for entry in told["applicants"]] == ["TG", "SD", "SD"]


def test_every_link_lets_its_holder_in_again_and_again(app, links):
    told = links()
    here = f"/floor/{told['country_session']}"
    leads = {
        told["coordinator"]: "/desk?lang=en",
        told["reviewer"]: "/desk?lang=en",
        told["moderator"]: "/desk?lang=en",
        told["door"]["page"]: f"/door/{told['door']['id']}?lang=en",
        told["hall"]: f"{here}/hall?lang=en",
        told["podium"]: f"{here}/podium?lang=en",
    }
    for link, place in leads.items():
        for _time in range(2):
            client, location = opened(app, link)
            assert location == place
            assert client.get(location).status_code == 200
    focal_point, location = opened(app, told["focal_points"][0]["link"])
    assert location.startswith("/delegations/")
    assert focal_point.get(location).status_code == 200
    delegate, location = opened(app, told["delegates"][0]["link"])
    assert location.startswith("/passes/")
    assert delegate.get(location).status_code == 200
    assert delegate.get(here + "?lang=en").status_code == 200
    moderator, _location = opened(app, told["moderator"])
    assert moderator.get(here + "/moderation?lang=en").status_code == 200


def test_several_can_be_held_in_one_browser(app, links):
    told = links()
    client = app.test_client()
    for link in (told["coordinator"], told["focal_points"][0]["link"], told["delegates"][5]["link"]):
        assert submit(client, link).status_code == 303
    assert client.get("/desk?lang=en").status_code == 200
    assert client.get(f"/floor/{told['country_session']}?lang=en").status_code == 200


def test_the_links_live_for_a_day(app, links):
    link = links()["coordinator"]
    clock.set_for_tests(factories.NOW + timedelta(days=1, seconds=-1))
    assert app.test_client().get(link).status_code == 200
    clock.set_for_tests(factories.NOW + timedelta(days=1))
    assert app.test_client().get(link).status_code == 410


def test_every_code_opens_the_door(client, links):
    told = links()
    verdicts = Counter(scan(client, told["door"], entry["code"])["verdict"] for entry in told["delegates"])
    assert verdicts == {"admitted": 70}


def test_there_are_people_missions_and_one_claim(links):
    links(200)
    missions = db.session.scalars(db.select(Delegation.mission)).all()
    assert sorted(missions) == sorted([*people.MISSIONS, people.CLAIMED])
    status = Counter(db.session.scalars(db.select(FocalPoint.status)))
    assert status == {FocalPointStatus.CONFIRMED: 64, FocalPointStatus.CLAIM: 1}
    delegates = db.select(Pass).join(Participant).where(Participant.category == Category.DELEGATE)
    assert len(db.session.scalars(delegates).all()) == 200
    claimed = db.session.scalars(db.select(Participant).where(Participant.mission == people.CLAIMED)).all()
    assert (len(claimed), [person.passes for person in claimed]) == (2, [[], []])


def test_nobody_who_does_not_exist_gets_mail(links):
    links()
    assert db.session.query(Message).count() == 0


def test_there_is_staff_for_every_role(links):
    links()
    assert set(db.session.scalars(db.select(Staff.role))) == set(Role)


def test_those_on_a_panel_applied_and_were_accepted(links):
    links()
    speaking = db.session.scalars(db.select(Panellist)).all()
    applied = [each for each in speaking if each.application_id]
    assert {each.country_session.state for each in speaking if not each.application_id} == {week.STILL_OPEN}
    for each in applied:
        application = db.session.get(Application, each.application_id)
        assert (application.organisation, application.sent["speaker"]) == (
            each.organisation,
            each.participant.name,
        )
        assert application.country_session_id == each.country_session_id


def test_a_state_whose_call_is_open_has_drafts_and_no_decisions(links):
    links()
    here = editions.country_session(54, week.STILL_OPEN)
    everybody = db.session.scalars(db.select(Application)).all()
    open_still = [each for each in everybody if each.answers["state"] == week.STILL_OPEN]
    assert sorted(each.status for each in open_still) == ["draft", "sent", "sent", "sent"]
    decided = set(db.session.scalars(db.select(Decision.application_id)))
    assert {each.id for each in everybody} - decided == {each.id for each in open_still}
    assert {each.country_session_id for each in open_still} == {here.id, None}


def test_what_was_sent_is_whole_and_some_of_civil_society_on_listed_states_ask_for_a_grant(links):
    links()
    known = db.session.scalars(db.select(Application).order_by(Application.id)).all()
    sent = [each for each in known if each.sent]
    assert [each.organisation for each in sent if steps.missing(each)] == []
    assert [each.organisation for each in sent if not sending.stands_as_sent(each)] == []
    asked = {(each.sent["state"], each.sent["kind"]): answers.asks_for_grant(each) for each in sent}
    assert {state for (state, _kind), asks in asked.items() if asks} <= {*editions.edition(54).grant_states}
    assert {kind for (_state, kind), asks in asked.items() if asks} == {"cso", "coalition"}
    assert {each.sent.get("grant") for each in sent} == {"yes", "no", None}


def test_everything_that_was_decided_was_scored(links):
    links()
    decided = set(db.session.scalars(db.select(Decision.application_id)))
    scored = db.session.scalars(db.select(Assessment)).all()
    assert {each.application_id for each in scored} == decided
    assert {score in SCORES for each in scored for score in each.scores.values()} == {True}
    assert {len(each.scores) for each in scored} == {3}


def test_there_are_questions_in_every_status_each_of_another_mission(links):
    told = links()
    asked = db.session.scalars(db.select(Question)).all()
    assert {question.status for question in asked} == set(QuestionStatus)
    assert {question.language for question in asked} == {"en", "fr", "es"}
    assert {question.country_session_id for question in asked} == {told["country_session"]}
    assert len({question.mission for question in asked}) == len(asked) == 18
    assert "TG" not in {question.mission for question in asked}


def test_again_keeps_everything_and_mints_fresh_links(app, links):
    def kept():
        tables = (Delegation, FocalPoint, Delegate, Participant, Pass, Question, Staff)
        return [set(db.session.scalars(db.select(table.id))) for table in tables]

    first, before = links(), kept()
    second = links()
    assert kept() == before
    assert second["country_session"] == first["country_session"]
    assert [entry["code"] for entry in second["delegates"]] == [entry["code"] for entry in first["delegates"]]
    assert second["coordinator"] != first["coordinator"]
    assert app.test_client().get(first["coordinator"]).status_code == 200


def test_more_people_are_added_to_those_who_are_there(links):
    before = {entry["code"] for entry in links(70)["delegates"]}
    after = {entry["code"] for entry in links(150)["delegates"]}
    assert (len(after), before < after) == (150, True)
    assert len(links(70)["delegates"]) == 150


def test_with_few_people_there_are_few_missions(links):
    told = links(3)
    assert [entry["mission"] for entry in told["delegates"]] == ["CL", "FR", "KE"]


@pytest.mark.parametrize(
    "later", [timedelta(minutes=50), timedelta(hours=9), timedelta(days=1), timedelta(days=40)]
)
def test_a_stale_week_moves_to_today(app, client, links, later):
    first = links()
    clock.set_for_tests(factories.NOW + later)
    second = links()

    edition = editions.edition(54)
    current = editions.country_session(54, week.UNDER_WAY)
    assert current.id == second["country_session"] == first["country_session"]
    assert current.starts_at <= clock.now() < current.ends_at
    assert edition.is_day(clock.now().astimezone(edition.zone).date())
    assert scan(client, second["door"], second["delegates"][0]["code"])["verdict"] == "admitted"


def test_a_week_that_still_stands_is_left_alone(links):
    links()
    before = editions.country_session(54, week.UNDER_WAY).starts_at
    clock.set_for_tests(factories.NOW + timedelta(minutes=20))
    links()
    assert editions.country_session(54, week.UNDER_WAY).starts_at == before


def test_what_the_office_changed_is_not_undone(links):
    links()
    with db.session.begin_nested():
        withdrawn = db.session.scalars(db.select(Delegate).limit(1)).one()
        withdrawn.status = "withdrawn"
        entry = editions.country_session(54, "HT")
        entry.capacity = 40
    db.session.commit()
    clock.set_for_tests(factories.NOW + timedelta(days=3))
    links()
    assert db.session.get(Delegate, withdrawn.id).status == "withdrawn"
    assert db.session.query(Delegate).count() == 72
    assert editions.country_session(54, "HT").capacity == 40


def test_in_words_it_is_a_list_of_who_and_where(app, run):
    heading, _empty, *rows, _gap, ending = run("--people", "70").splitlines()
    assert heading == "Pre-sessions 54. Under way: Togo, 10:05-11:05 (Europe/Zurich, Room XXV)."
    who = [row.partition("  ")[0] for row in rows]
    assert who == [
        "Everybody",
        "Coordinator",
        "Reviewer",
        "Moderator",
        "Door staff",
        "Door: main entrance",
        "Hall screen",
        "Podium",
        "Focal point, Chile",
        "Focal point, France",
        "Delegate, Chile",
        "Delegate, France",
        "Applicant, Togo, accepted",
        "Applicant, Sudan, sent",
        "Applicant, Sudan, draft",
    ]
    addresses = [row.split()[-1] for row in rows]
    assert addresses[0] == "http://localhost:8000/"
    assert len({row.index("http://") for row in rows}) == 1
    for address in addresses:
        assert app.test_client().get(address.removeprefix("http://localhost:8000")).status_code == 200
    assert ending == "The links live for a day. Each opens with one button."


@pytest.mark.parametrize("people_said", ["0", "-1", "many", "100000"])
def test_a_number_of_people_that_cannot_be_is_refused(app, people_said):
    result = app.test_cli_runner().invoke(args=["demo", "--people", people_said])
    assert (result.exit_code, result.stdout, editions.editions()) == (2, "", [])


@pytest.mark.parametrize(
    "address", ["https://pre-sessions.example.org", "http://192.0.2.7:8000", "http://localhost.example.org"]
)
def test_it_is_refused_where_others_can_reach_the_app(database_url, instance, address):
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": "long enough for others", "BASE_URL": address}
    app = create_app(config.read(instance, settings))
    result = app.test_cli_runner().invoke(args=["demo", "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert address in result.stderr
    with app.app_context():
        assert editions.editions() == []
        db.engine.dispose()
