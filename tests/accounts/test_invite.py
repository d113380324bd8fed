"""`staff invite`: a link for seven days, spent by use; a new role ends what the person held."""

from datetime import timedelta

import pytest

from tests import factories
from tests.pages import submit
from webapp.access.permissions import Role
from webapp.accounts.models import Staff
from webapp.core import clock
from webapp.extensions import db

DESK = "/desk?lang=en"


def staff() -> list[tuple[str, Role]]:
    return [
        (person.email, person.role) for person in db.session.scalars(db.select(Staff).order_by(Staff.email))
    ]


def test_the_link_signs_in_once(app, client, invite):
    link = invite()
    for look in (client.get, client.head):  # as mail scanners do
        assert look(link).status_code == 200
    opened = submit(client, link)
    assert (opened.status_code, opened.location) == (303, DESK)
    assert client.get(DESK).status_code == 200

    other = app.test_client()
    assert other.get(link).status_code == 410
    assert other.get(DESK).location.startswith("/staff/sign-in?next=/desk")


def test_it_is_printed_with_the_base_url_and_nothing_else(app):
    result = app.test_cli_runner().invoke(args=["staff", "invite", "ines@upr.example.org", "--role", "door"])
    assert result.output.startswith("http://localhost:8000/links/")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize(
    ("later", "status"), [(timedelta(days=7, seconds=-1), 303), (timedelta(days=7), 410)]
)
def test_it_lives_for_seven_days(client, invite, later, status):
    link = invite()
    clock.set_for_tests(factories.NOW + timedelta(days=1))
    token_page = client.get(link)
    assert token_page.status_code == 200
    with client.session_transaction() as cookie:
        assert "browser" not in cookie
    clock.set_for_tests(factories.NOW + later)
    assert (submit(client, link) if status == 303 else client.get(link)).status_code == status


def test_the_sign_in_lasts_a_day_of_work_whenever_the_link_is_opened(client, invite):
    link = invite()
    opened_at = factories.NOW + timedelta(days=6)
    clock.set_for_tests(opened_at)
    submit(client, link)
    clock.set_for_tests(opened_at + timedelta(hours=14, seconds=-1))
    assert client.get(DESK).status_code == 200
    clock.set_for_tests(opened_at + timedelta(hours=14))
    assert client.get(DESK).status_code == 302


def test_one_address_is_one_person(invite):
    invite("Ines@UPR.example.org", Role.DOOR)
    invite("ines@upr.example.org", Role.DOOR)
    assert staff() == [("ines@upr.example.org", Role.DOOR)]


def test_a_new_role_ends_every_session_and_every_link_of_that_person_alone(app, invite, signed_in):
    phone, laptop = signed_in(Role.COORDINATOR), signed_in(Role.COORDINATOR)
    colleague = signed_in(Role.COORDINATOR, "omar@upr.example.org")
    unused = invite(role=Role.COORDINATOR)

    new = invite(role=Role.DOOR)

    assert [browser.get(DESK).status_code for browser in (phone, laptop, colleague)] == [302, 302, 200]
    assert app.test_client().get(unused).status_code == 410
    assert submit(phone, new).status_code == 303
    assert staff() == [("ines@upr.example.org", Role.DOOR), ("omar@upr.example.org", Role.COORDINATOR)]


def test_the_same_role_again_ends_nothing(invite, signed_in):
    browser = signed_in(Role.MODERATOR)
    invite(role=Role.MODERATOR)
    assert browser.get(DESK).status_code == 200


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody", "--role", "door"],
        ["a@b", "--role", "door"],
        ["ines@upr.example.org", "--role", "king"],
        ["ines@upr.example.org"],
    ],
)
def test_what_cannot_be_is_refused(app, arguments):
    result = app.test_cli_runner().invoke(args=["staff", "invite", *arguments])
    assert (result.exit_code, result.stdout, staff()) == (2, "", [])
