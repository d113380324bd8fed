"""Recovery codes: ten, shown once, each good once, and worthless when there are new ones."""

import pytest

from tests.accounts import steps
from tests.accounts.conftest import INES
from tests.accounts.steps import OWN, RECOVERY, is_in
from tests.pages import submit, text_of
from webapp.accounts.models import RecoveryCode, Staff
from webapp.core.audit import AuditEntry
from webapp.extensions import db


@pytest.fixture
def codes(app, invite):
    """Ines has set up an app, and written these down."""
    return steps.arrive(app.test_client(), invite(INES))[1]


def use(browser, code: str):
    return submit(browser, RECOVERY, code=code)


def test_there_are_ten_different_ones_and_the_database_has_none_of_them(codes):
    assert len(set(codes)) == 10
    kept = b" ".join(db.session.scalars(db.select(RecoveryCode.code_hash)))
    assert [code for code in codes if code.encode() in kept or code.replace("-", "").encode() in kept] == []


@pytest.mark.parametrize("written", ["{}", " {} ", "{:upper}", "{:bare}", "{:spaced}"])
def test_one_signs_in_however_it_is_written(half_in, codes, written):
    ways = {
        "{:upper}": str.upper,
        "{:bare}": lambda c: c.replace("-", ""),
        "{:spaced}": lambda c: " ".join(c),
    }
    typed = ways.get(written, written.format)(codes[3])
    browser = half_in()
    reply = use(browser, typed)
    assert reply.location == OWN
    page = text_of(browser.get(OWN).text)
    assert "You signed in with a recovery code. 9 are left." in page
    assert "9 codes are left." in page
    assert is_in(browser)


def test_each_works_once(half_in, codes):
    assert use(half_in(), codes[0]).location == OWN
    reply = use(half_in(), codes[0])
    assert (reply.status_code, "or it was used before" in reply.text) == (422, True)
    assert use(half_in(), codes[1]).location == OWN


def test_it_is_written_down_by_ids_alone(half_in, codes):
    use(half_in(), codes[0])
    ines = db.session.scalars(db.select(Staff)).one()
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.verb, entry.object_id, entry.by) == ("use-recovery-code", ines.id, f"staff:{ines.id}")


@pytest.mark.parametrize(
    "typed", ["", "aaaaa-aaaaa", "é" * 10, "\u202eabc", "x" * 5000, "-", "%00", "' OR 1=1"]
)
def test_nonsense_is_refused_and_stays(half_in, codes, typed):
    browser = half_in()
    assert (use(browser, typed).status_code, is_in(browser)) == (422, False)


def test_guesses_are_few(half_in, codes):
    browser = half_in()
    assert [use(browser, "aaaaa-aaaaa").status_code for _guess in range(6)] == [422] * 5 + [429]
    assert use(browser, codes[0]).status_code == 429


def test_somebody_else_s_code_opens_nothing(app, invite, half_in, codes):
    theirs = steps.arrive(app.test_client(), invite("omar@upr.example.org"))[1]
    assert use(half_in(), theirs[0]).status_code == 422


def test_new_ones_end_the_old_ones(signed_in, half_in, codes):
    browser = signed_in()
    reply = submit(browser, OWN, to="/staff/recovery-codes?lang=en")
    new = steps.shown(reply.text)
    assert (len(new), set(new) & set(codes)) == (10, set())
    assert reply.headers["Cache-Control"] == "no-store"
    assert "The codes that you had before no longer work." in reply.text
    assert use(half_in(), codes[0]).status_code == 422
    assert use(half_in(), new[0]).location == OWN


def test_they_are_shown_once(signed_in, codes):
    assert steps.shown(signed_in().get(OWN).text) == []
