"""What reviewers see of an application and what they never do; and that nobody else sees that there is one."""

import io

import pytest

from tests import factories, pages
from tests.core.files import samples
from tests.review import steps
from webapp.access.permissions import GrantKind, Role
from webapp.applications import answers
from webapp.applications.models import Application, ApplicationStatus
from webapp.core.files import store
from webapp.core.files.kinds import DOCUMENTS
from webapp.core.transaction import transaction
from webapp.desk.answers import CONTACT, GRANT, LABELS, SPEAKERS, TRAVEL
from webapp.review.models import Assignment


@pytest.fixture
def rita(app):
    return steps.reviewer()


@pytest.fixture
def one(edition, rita):
    """An application with everything in it, read and scored by Rita."""
    steps.criterion()
    made = steps.application(edition)
    steps.assessed(made, rita, 4, comment="Rita's own words")
    return made


@pytest.fixture
def submission(one):
    return receive(one)


def receive(application):
    name = "Zeta Contactperson, signed.pdf"
    stream = io.BytesIO(samples.pdf())
    received = store.receive(answers.SUBMISSION, application.id, name, stream, taken=DOCUMENTS, by="test")
    with transaction() as session:
        sent = session.get_one(Application, application.id)
        sent.sent = sent.sent | {answers.SUBMISSION: [received.name], answers.SUBMISSION_IDS: [received.id]}
    return received


def reviewers_pages(browser, application):
    addresses = ("/desk", steps.PILE, steps.address(application), "/desk/editions/44/recusals/own")
    replies = [browser.get(f"{address}?lang=en") for address in addresses]
    assert {reply.status_code for reply in replies} == {200}
    return "\n".join(reply.text for reply in replies)


def test_every_answer_has_its_place():
    assert set(LABELS) == answers.FIELDS
    assert (*answers.SEEN_BY_REVIEWERS, *CONTACT, *SPEAKERS, *TRAVEL, *GRANT) == tuple(LABELS)
    assert set(steps.SECRETS) | {"email"} == set(answers.SEEN_BY_COORDINATOR)


def test_a_reviewer_reads_the_work_and_the_issues(app, one, rita):
    page = pages.text_of(steps.browser(app, rita).get(f"{steps.address(one)}?lang=en").text)
    assert "Aim and work We defend detainees. Themes of the statement Women and girls" in page
    assert "Issues of the statement Prisons without doctors." in page
    assert "Would speak in French Kind of organisation Civil society organisation" in page


def test_a_reviewer_never_sees_contacts_safety_travel_or_appearance(app, one, rita, submission):
    seen = reviewers_pages(steps.browser(app, rita), one)
    assert [word for word in steps.SECRET_WORDS if word in seen] == []
    hidden = [str(LABELS[field]) for field in answers.SEEN_BY_COORDINATOR]
    assert [label for label in hidden if label in seen] == []
    assert ("Neither name nor organisation" in seen, one.reference in seen) == (False, False)


def test_nor_from_a_form_that_is_refused(app, one, rita, submission):
    reply = steps.send(steps.browser(app, rita), one)
    assert reply.status_code == 422
    assert [word for word in steps.SECRET_WORDS if word in reply.text] == []


def test_the_coordinator_sees_it_all(app, one, submission):
    page = steps.coordinator(app).get(f"{steps.LIST}/{one.id}?lang=en").text
    assert [word for word in steps.SECRET_WORDS if word not in page] == []
    assert ("Rita&#39;s own words" in page, "Zeta Contactperson, signed.pdf" in page) == (True, True)
    assert pages.text_of(page).count("Seen by coordinators alone") == 4


def test_the_submission_is_an_attachment_that_names_nobody(app, one, rita, submission):
    reply = steps.browser(app, rita).get(f"{steps.address(one)}/files/{submission.id}")
    assert reply.status_code == 200
    assert reply.data.startswith(b"%PDF-")
    reply.close()
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{one.reference} submission.pdf"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"


def test_the_coordinator_has_it_too(app, one, submission):
    reply = steps.coordinator(app).get(f"{steps.LIST}/{one.id}/files/{submission.id}")
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    reply.close()


def test_the_file_of_another_application_is_not_there(app, edition, one, rita, submission):
    other = steps.application(edition, "Otra")
    steps.assign(other, rita)
    assert steps.browser(app, rita).get(f"{steps.address(other)}/files/{submission.id}").status_code == 404
    coordinator = steps.coordinator(app)
    assert coordinator.get(f"{steps.LIST}/{other.id}/files/{submission.id}").status_code == 404


class TestNotTheirs:
    """For everybody else it is not there: neither its page, nor its file, nor what can be done with it."""

    @pytest.fixture
    def addresses(self, one, submission):
        here, there = steps.address(one), f"{steps.LIST}/{one.id}"
        return [
            ("GET", here),
            ("POST", here),
            ("GET", f"{here}/files/{submission.id}"),
            ("POST", f"{here}/recusal"),
            ("GET", steps.LIST),
            ("GET", there),
            ("GET", f"{there}/files/{submission.id}"),
            ("POST", f"{there}/assignments"),
            ("GET", "/desk/editions/44/application-figures"),
        ]

    def statuses(self, browser, addresses):
        """With a token where they can have one, so that nothing but their standing turns them away."""
        page = browser.get("/desk?lang=en")
        token = pages.token_in(page.text) if page.status_code == 200 else ""
        return {
            (method, address): browser.open(
                address, method=method, data={"csrf_token": token} if method == "POST" else None
            ).status_code
            for method, address in addresses
        }

    @pytest.mark.parametrize("role", [Role.MODERATOR, Role.DOOR])
    def test_moderators_and_door_staff(self, app, addresses, role):
        browser = steps.browser(app, factories.staff(role))
        assert set(self.statuses(browser, addresses).values()) == {404}
        assert "Ligue" not in browser.get("/desk").text

    def test_a_reviewer_to_whom_it_is_not_given(self, app, addresses):
        browser = steps.browser(app, steps.reviewer("sam"))
        assert set(self.statuses(browser, addresses).values()) == {404}
        assert [word for word in ("Ligue", "1 left") if word in browser.get(steps.PILE).text] == []

    @pytest.mark.parametrize("status", [ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])
    def test_a_reviewer_once_it_is_not_sent(self, app, edition, status):
        made, sam = steps.application(edition, "Gone", status=status), steps.reviewer("sam")
        with transaction() as session:
            session.add(Assignment(application_id=made.id, staff_id=sam.id, assigned_at=factories.NOW))
        browser = steps.browser(app, sam)
        assert browser.get(steps.address(made)).status_code == 404
        assert "Gone" not in browser.get(steps.PILE).text

    @pytest.mark.parametrize("kind", [GrantKind.DELEGATION, GrantKind.PASS, GrantKind.DOOR, GrantKind.HALL])
    def test_missions_delegates_doors_and_screens(self, app, one, addresses, kind):
        browser = app.test_client()
        # As if somebody had learned the id and held a grant of another kind about it.
        factories.sign_in(browser, kind, one.id)
        replies = self.statuses(browser, addresses)
        assert {replies[address] for address in addresses} == {302}  # to sign in, whatever is there
        unknown = [(method, address.replace(one.id, "0" * 20)) for method, address in addresses]
        assert list(self.statuses(browser, unknown).values()) == list(replies.values())

    def test_an_applicant_does_not_see_scores(self, app, one, addresses):
        browser = app.test_client()
        factories.sign_in(browser, GrantKind.APPLICATION, one.id)
        assert set(self.statuses(browser, addresses).values()) == {302}
        overview = browser.get(f"/applications/{one.id}?lang=en")
        assert overview.status_code == 200
        assert [word for word in ("Rita", "rita@", "4.0") if word in overview.text] == []

    def test_the_public_does_not_see_that_anybody_applied(self, client, one):
        for address in ("/", "/editions/44", "/editions/44/programme", "/editions/44/call"):
            assert "Ligue" not in client.get(f"{address}?lang=en").text
