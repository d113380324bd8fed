"""`staff invite`: a link for seven days, spent by use, that leads to setting up how one signs in; a new role ends what
the person held."""

from datetime import timedelta

import pytest

from tests import factories
from tests.accounts import steps
from tests.accounts.conftest import INES
from tests.accounts.steps import CODE, DESK, SET_UP, is_in
from tests.pages import submit
from webapp.access.permissions import Role
from webapp.accounts.models import Staff
from webapp.core import clock
from webapp.extensions import db


def staff() -> list[tuple[str, Role]]:
    return [
        (person.email, person.role) for person in db.session.scalars(db.select(Staff).order_by(Staff.email))
    ]


def test_the_link_leads_once_to_setting_up_and_then_to_the_desk(app, client, invite):
    link = invite()
    for look in (client.get, client.head):  # as mail scanners do
        assert look(link).status_code == 200
    opened = submit(client, link)
    assert (opened.status_code, opened.location) == (303, SET_UP)
    assert not is_in(client)

    _phone, reply = steps.set_up_app(client)
    assert (reply.status_code, len(steps.shown(reply.text))) == (200, 10)
    assert is_in(client)

    other = app.test_client()
    assert other.get(link).status_code == 410
    assert other.get(DESK).location.startswith("/staff/sign-in?next=/desk")


def test_whoever_breaks_off_finds_the_way_again_in_the_same_browser(client, invite):
    submit(client, invite())
    asked = client.get("/desk/editions/44/missions?lang=en").location
    assert client.get(asked).location == SET_UP
    steps.set_up_app(client)
    assert is_in(client)


def test_two_invitations_set_up_one_sign_in(app, invite):
    first, second, unused = app.test_client(), app.test_client(), invite()
    submit(second, invite())
    steps.arrive(first, invite())
    assert second.get(SET_UP).location.startswith("/staff/sign-in")
    assert app.test_client().get(unused).status_code == 410
    assert is_in(first)


def test_an_invitation_opens_no_account_that_has_a_factor(app, invite, ines):
    browser = app.test_client()
    submit(browser, invite())
    phone = steps.app_for(browser)
    factories.authenticator_app(ines)
    reply = submit(browser, steps.APP, code=steps.code(phone))
    assert (reply.status_code, "Your sign-in was set up already" in reply.text) == (422, True)
    assert not is_in(browser)


def test_it_is_printed_with_the_base_url_and_nothing_else(app):
    result = app.test_cli_runner().invoke(args=["staff", "invite", INES, "--role", "door"])
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
    steps.arrive(client, link)
    clock.set_for_tests(opened_at + timedelta(hours=14, seconds=-1))
    assert is_in(client)
    clock.set_for_tests(opened_at + timedelta(hours=14))
    assert not is_in(client)


def test_one_address_is_one_person(invite):
    invite("Ines@UPR.example.org", Role.DOOR)
    invite(INES, Role.DOOR)
    assert staff() == [(INES, Role.DOOR)]


def test_a_new_role_ends_every_session_and_every_link_of_that_person_alone(app, invite, signed_in, half_in):
    phone, laptop, half = signed_in(Role.COORDINATOR), signed_in(Role.COORDINATOR), half_in()
    colleague = signed_in(Role.COORDINATOR, "omar@upr.example.org")
    unused = invite(role=Role.COORDINATOR)

    new = invite(role=Role.DOOR)

    assert [is_in(browser) for browser in (phone, laptop, colleague)] == [False, False, True]
    assert half.get(CODE).status_code == 302
    assert app.test_client().get(unused).status_code == 410
    assert submit(phone, new).status_code == 303
    assert staff() == [(INES, Role.DOOR), ("omar@upr.example.org", Role.COORDINATOR)]


def test_a_new_role_keeps_the_second_factor_and_asks_for_it(client, invite, phone):
    assert submit(client, invite(role=Role.DOOR)).location == CODE
    assert client.get(SET_UP).location.startswith("/staff/sign-in")
    assert submit(client, CODE, code=steps.code(phone)).location == DESK
    assert [client.get(page).status_code for page in ("/door?lang=en", "/desk/editions/44/missions")] == [
        200,
        404,
    ]


def test_the_same_role_again_ends_nothing(invite, signed_in):
    browser = signed_in(Role.MODERATOR)
    invite(role=Role.MODERATOR)
    assert is_in(browser)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody", "--role", "door"],
        ["a@b", "--role", "door"],
        [INES, "--role", "king"],
        [INES],
    ],
)
def test_what_cannot_be_is_refused(app, arguments):
    result = app.test_cli_runner().invoke(args=["staff", "invite", *arguments])
    assert (result.exit_code, result.stdout, staff()) == (2, "", [])
