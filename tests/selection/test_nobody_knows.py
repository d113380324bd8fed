"""Before the release nothing anywhere tells of a decision; afterwards it is the applicant's and the coordinator's."""

import re

import pytest

from tests import factories
from tests.selection import steps
from webapp.access.permissions import GrantKind, Role
from webapp.core.jobs import Job
from webapp.core.live import versions
from webapp.extensions import db
from webapp.programme import audiences

# What is random on every page: tokens, and the number under which a scan typed by hand is sent.
_RANDOM = re.compile(
    r'csrf_token" value="[^"]+"|"X-CSRFToken": "[^"]+"|X-CSRFToken&#34;: &#34;[^"]+?&#34;'
    r'|"scan" type="hidden" value="[^"]+"'
)


@pytest.fixture
def applications(here):
    """Four that were sent for one country session."""
    return [steps.applied(here, f"Organisation {letter}", speaker=f"Speaker {letter}") for letter in "ABCD"]


@pytest.fixture
def screens(app, edition, here, applications):
    """Every page that somebody else than the coordinator can open, as a function that reads all of them."""

    def browser(kind, subject_id, role=None):
        made = app.test_client()
        factories.sign_in(made, kind, subject_id, role)
        return made

    floor = f"/floor/{here.id}"
    door = factories.door(edition)
    delegate = factories.issued_pass(edition)
    pages = [
        (
            app.test_client(),
            ["/", "/editions", "/editions/44", "/editions/44/programme", "/editions/44/programme.ics"],
        ),
        (
            browser(GrantKind.PASS, delegate.id),
            [floor, f"/passes/{delegate.id}", f"/passes/{delegate.id}.ics"],
        ),
        (browser(GrantKind.DOOR, factories.device(door).id), [f"/door/{door.id}"]),
        (browser(GrantKind.HALL, here.id), [f"{floor}/hall"]),
        (browser(GrantKind.PODIUM, here.id), [f"{floor}/podium"]),
        *(
            (
                browser(GrantKind.STAFF, factories.staff(role).id, role),
                [
                    "/desk",
                    steps.OVERVIEW,
                    steps.RELEASE,
                    f"{steps.OVERVIEW}/{here.id}",
                    f"{floor}/moderation",
                ],
            )
            for role in (Role.REVIEWER, Role.MODERATOR, Role.DOOR)
        ),
    ]
    topics = [
        topic(here.id)
        for topic in (audiences.moderators, audiences.delegates, audiences.hall, audiences.podium)
    ]

    def read():
        db.session.rollback()
        found = {
            (number, page): _without_token(who.get(page))
            for number, (who, own) in enumerate(pages)
            for page in own
        }
        return found, versions.read(topics)

    return read


@pytest.fixture
def applicants(app, applications):
    """The pages of the four, as a function that reads them."""
    browsers = [(steps.applicant(app, each), each) for each in applications]

    def read():
        db.session.rollback()
        return [_without_token(who.get(steps.page_of(each))) for who, each in browsers]

    return read


def _without_token(reply):
    return reply.status_code, dict(reply.headers) | {"Set-Cookie": ""}, _RANDOM.sub("", reply.text)


@pytest.fixture
def decide(desk, applications):
    def make():
        steps.accept(desk, applications[0])
        steps.wait(desk, applications[1])
        steps.decline(desk, applications[2])

    return make


def test_what_is_prepared_shows_nowhere(applications, screens, applicants, decide):
    before, asked = screens(), applicants()
    decide()
    assert screens() == before
    assert applicants() == asked
    assert steps.mails() == []
    assert db.session.scalars(db.select(Job)).all() == []
    assert steps.decision(applications[2]) is not None


def test_looking_at_the_preview_tells_nobody(desk, screens, applicants, decide):
    before, asked = screens(), applicants()
    decide()
    assert "Release 3 decisions" in desk.get(steps.RELEASE).text
    assert (screens(), applicants()) == (before, asked)
    assert steps.mails() == []


def test_before_the_release_the_page_is_the_same_for_everybody(applications, applicants, decide):
    decide()
    own = [
        (status, text.replace(each, "…"))
        for each, (status, _headers, text) in zip(applications, applicants(), strict=True)
    ]
    assert own == [own[0]] * 4
    assert "Decisions are announced to all at once." in own[0][1]
    assert [word for word in ("Organisation A", "Speaker A", "44-T") if word in own[0][1]] == []


def test_before_the_release_answering_tells_nothing_either(app, applications, decide):
    decide()
    found = set()
    for each in applications:
        browser = steps.applicant(app, each)
        for noun in ("confirmation", "refusal", "pass-mail"):
            reply = steps.reply(browser, each, noun)
            found.add((reply.status_code, _RANDOM.sub("", reply.text).replace(each, "…")))
    assert [status for status, _text in found] == [404]


def test_after_the_release_others_see_no_more_than_before(desk, screens, applicants, decide):
    before, asked = screens(), applicants()
    decide()
    assert steps.release(desk).status_code == 303
    assert screens() == before
    now = applicants()
    assert [new == old for new, old in zip(now, asked, strict=True)] == [False, False, False, True]


def test_who_is_declined_or_waits_shows_nowhere_once_somebody_speaks(
    app, desk, here, applications, screens, decide
):
    decide()
    steps.release(desk)
    steps.confirm(steps.applicant(app, applications[0]), applications[0])
    found, _versions = screens()
    everything = " ".join(text for _status, _headers, text in found.values())
    everything += desk.get(f"/desk/country-sessions/{here.id}").text
    assert [letter for letter in "ABCD" if f"Organisation {letter}" in everything] == ["A"]
    assert [letter for letter in "ABCD" if f"Speaker {letter}" in everything] == ["A"]


def test_one_applicant_reads_no_other_s_decision(app, desk, applications, decide):
    decide()
    steps.release(desk)
    browser = steps.applicant(app, applications[3])
    assert [browser.get(steps.page_of(each)).status_code for each in applications] == [404, 404, 404, 200]
    assert app.test_client().get(steps.page_of(applications[0])).status_code == 404


def test_what_is_logged_and_audited_names_nobody(app, desk, applications, decide, caplog):
    decide()
    steps.release(desk)
    steps.confirm(steps.applicant(app, applications[0]), applications[0])
    entries = " ".join(map(str, db.session.execute(db.text("SELECT * FROM audit_entry"))))
    words = ("Organisation", "Speaker", "organisation.example")
    assert [word for word in words if word in entries + caplog.text] == []
    assert "release" in entries
