"""The budget for grants: its sums are exact, nobody can overspend it, and what people were told stays true."""

import pytest

from tests import pages
from tests.selection import steps
from tests.travel import office, own
from webapp.core import clock
from webapp.extensions import db
from webapp.travel import budgets, queries
from webapp.travel.models import Budget


@pytest.fixture(autouse=True)
def june(app):
    clock.set_for_tests(steps.JUNE)


@pytest.fixture
def here(app):
    return office.edition().country_sessions[0]


@pytest.fixture
def desk(app, here):
    return steps.coordinator(app)


def kept() -> tuple | None:
    db.session.rollback()
    row = db.session.get(Budget, 44)
    return row and (row.currency, row.total, row.night, row.per_diem, row.version)


def left() -> int:
    db.session.rollback()
    return budgets.account(budgets.budget(44), queries.requests(44)).left


def test_what_is_committed_and_what_is_left(app, desk, here):
    assert "No budget is set yet" in office.says(desk, office.GRANTS)
    assert office.set_budget(desk).status_code == 303
    assert office.figures(desk) == ["5000", "0", "0", "5000"]
    one, other, third = (own.applied(here) for _ in range(3))
    office.give(desk, one)
    office.give(desk, other, airfare="950", nights="0", days="1")
    office.decline(desk, third)
    assert office.figures(desk) == ["5000", "2600", "2600", "2400"]
    office.release(desk)
    assert office.figures(desk) == ["5000", "2600", "0", "2400"]
    office.give(desk, own.applied(here), airfare="1", nights="0", days="0")
    assert office.figures(desk) == ["5000", "2601", "1", "2399"]
    own.turn_down(own.holder(app, one), one)
    steps.withdraw(other)
    assert office.figures(desk) == ["5000", "1", "1", "4999"]
    assert office.verbs("44", "budget") == ["change"]


def test_it_is_changed_by_who_saw_it(desk):
    office.set_budget(desk)
    assert office.set_budget(desk, 1, total="6000", currency=" eur ").status_code == 303
    assert kept() == ("EUR", 6000, 100, 50, 2)
    for seen in (0, 1, "x", "²", ""):
        reply = office.set_budget(desk, seen, total="9000")
        assert reply.status_code == 409
        assert "Somebody else changed the budget meanwhile." in reply.text
        assert 'value="6000"' in reply.text
    assert kept() == ("EUR", 6000, 100, 50, 2)


NONSENSE = {
    "total": ("", "-1", "10.50", "1 000", "٧", "9" * 10, "many"),
    "night": ("", "-5"),
    "per_diem": ("", "1e3"),
    "currency": ("", "CH", "XYZ", "Fr.", "FRANC"),
}


def test_nonsense_is_refused_and_stays(desk):
    for field, typed in ((field, typed) for field, many in NONSENSE.items() for typed in many):
        reply = office.set_budget(desk, **{field: typed})
        assert (reply.status_code, field, typed) == (422, field, typed)
        assert "There is a problem" in reply.text
        assert f'value="{typed}"' in reply.text
    assert kept() is None


def test_it_cannot_be_less_than_the_grants_come_to(desk, here):
    office.set_budget(desk)
    office.give(desk, own.applied(here))
    for less in ({"total": "1599"}, {"total": "2000", "night": "181"}):
        reply = office.set_budget(desk, 1, **less)
        assert reply.status_code == 422
        assert "more than this total" in reply.text
    assert office.set_budget(desk, 1, total="2000", night="180").status_code == 303
    assert left() == 0


def test_once_a_grant_was_announced_its_rates_stay(app, desk, here):
    office.set_budget(desk)
    one, prepared = own.applied(here), own.applied(here)
    office.give(desk, one)
    office.release(desk)
    office.give(desk, prepared)
    for other in ({"night": "99"}, {"per_diem": "51"}, {"currency": "EUR"}):
        reply = office.set_budget(desk, 1, **other)
        assert (reply.status_code, "only the total can still be changed" in reply.text) == (422, True)
    assert office.set_budget(desk, 1, total="9000").status_code == 303
    own.turn_down(own.holder(app, one), one)
    assert office.set_budget(desk, 2, total="9000", night="90").status_code == 303
    assert kept() == ("CHF", 9000, 90, 50, 3)


def test_an_edition_without_grants_has_none(app):
    office.edition(number=45, grant_states=None)
    desk, here = steps.coordinator(app), "/desk/editions/45/grants"
    assert "This edition offers no travel grants." in office.says(desk, here)
    assert [desk.get(f"{here}/{page}").status_code for page in ("budget", "release")] == [404, 404]
    assert steps.post(desk, here, f"{here}/budget", **office.RATES, seen=0).status_code == 404
    db.session.rollback()
    assert db.session.get(Budget, 45) is None


# ---- At the same instant ----


def test_two_coordinators_cannot_spend_the_same_money(app, desk, here, at_once):
    """There is money for one more grant; each time one of them gives it."""
    desks = [desk, steps.coordinator(app)]
    office.set_budget(desk, total="1600")
    for number in range(1, 6):
        pressed = []
        for browser in desks:
            one = office.page_of(own.applied(here))
            pressed.append(pages.pressing(browser, one, f"{one}/award", **office.SUM, seen="0"))
        assert sorted(at_once(*pressed)) == [303, 422]
        assert left() == 0
        office.set_budget(desk, number, total=str(1600 * (number + 1)))


def test_the_budget_shrinks_while_a_grant_is_given(app, desk, here, at_once):
    office.set_budget(desk, total="1600")
    other = steps.coordinator(app)
    for _ in range(5):
        one = own.applied(here)
        page = office.page_of(one)
        version = kept()[-1]
        found = at_once(
            pages.pressing(desk, page, f"{page}/award", **office.SUM, seen="0"),
            pages.pressing(
                other, office.BUDGET, office.BUDGET, **{**office.RATES, "total": "1599"}, seen=version
            ),
        )
        assert sorted(found) == [303, 422]
        assert left() >= 0
        if found[0] == 303:
            office.take_back(desk, one)
        else:
            office.set_budget(desk, version + 1, total="1600")
