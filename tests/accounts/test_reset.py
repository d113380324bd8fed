"""`staff reset`: takes away what somebody lost, ends all that they hold, and prints a new invitation."""

import pytest

from tests.accounts import steps
from tests.accounts.conftest import INES
from tests.accounts.steps import CODE, RECOVERY, SET_UP, is_in
from tests.pages import submit
from webapp.access.permissions import Role
from webapp.accounts import queries
from webapp.accounts.models import Staff
from webapp.core.audit import AuditEntry
from webapp.extensions import db


@pytest.fixture
def lost(app, invite):
    """Ines has an app and recovery codes, is signed in on one browser and half on another; and a colleague too."""
    browser = app.test_client()
    steps.arrive(browser, invite(INES, Role.MODERATOR))
    return browser


def test_everything_ends_and_the_new_link_begins_anew(app, lost, half_in, invite, run):
    half, unused = half_in(), invite(INES, Role.MODERATOR)

    link = run("reset", "Ines@UPR.example.org")

    assert not is_in(lost)
    assert [half.get(page).status_code for page in (CODE, RECOVERY)] == [302, 302]
    assert app.test_client().get(unused).status_code == 410
    factors = queries.factors_of(steps.person(INES).id)
    assert (factors.count, factors.codes_left) == (0, 0)

    fresh = app.test_client()
    assert submit(fresh, link).location == SET_UP
    steps.set_up_app(fresh)
    assert is_in(fresh)
    assert db.session.scalars(db.select(Staff.role)).all() == [Role.MODERATOR]


def test_nobody_else_is_touched(app, lost, signed_in, run):
    colleague = signed_in(address="omar@upr.example.org")
    steps.set_up_app(colleague)
    run("reset", INES)
    assert is_in(colleague)
    assert queries.factors_of(steps.person("omar@upr.example.org").id).codes_left == 10


def test_it_is_written_down_by_ids_alone(app, lost, run):
    run("reset", INES)
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.object_kind, entry.by) == ("reset", "staff", "command")
    assert entry.object_id == steps.person(INES).id


@pytest.mark.parametrize("address", ["omar@upr.example.org", "nobody", ""])
def test_who_is_not_here_cannot_be_reset(app, lost, address):
    result = app.test_cli_runner().invoke(args=["staff", "reset", address])
    assert (result.exit_code, result.stdout) == (2, "")
    assert is_in(lost)
