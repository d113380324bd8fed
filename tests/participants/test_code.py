"""The code of a pass: made from its id, read back from what was typed or scanned, kept only as an id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from webapp.participants import codes
from webapp.participants.models import Pass

pytestmark = pytest.mark.usefixtures("app")


def test_it_is_32_letters_that_every_keyboard_types_alike():
    code = codes.code_of("0123456789abcdef0123", 1)
    assert (len(code), set(code) <= set("BCDFGHJKLNPRSTVX")) == (32, True)


def test_it_is_of_one_issue_of_one_pass():
    made = {codes.code_of(pass_id, issue) for pass_id in ("a" * 20, "b" * 20) for issue in (1, 2)}
    assert len(made) == 4
    assert codes.code_of("a" * 20, 1) in made


def test_the_database_holds_its_id_and_not_the_code():
    issued = factories.issued_pass(factories.edition())
    code = factories.code(issued)
    assert issued.code_id == codes.code_id(code)
    kept = [str(getattr(issued, column.name)) for column in Pass.__table__.columns]
    assert not any(code in value or code.lower() in value for value in kept)
    assert bytes.fromhex("00") * 16 != issued.code_id


@given(st.text(max_size=600))
def test_any_text_is_read_or_is_none(text):
    code = codes.read(text)
    assert code is None or (len(code) in (8, 32) and set(code) <= set(codes.ALPHABET))


@given(st.text(alphabet=codes.ALPHABET, min_size=32, max_size=32))
def test_what_a_hand_scanner_types_into_a_field(code):
    assert codes.read(codes.typed(f"]Q1{code}\r")) == code
    assert codes.read(codes.typed(codes.grouped(code).lower())) == code


def test_a_short_code_is_read_as_people_write_it():
    for text in ("BCDF GHJK", "bcdf-ghjk", " bcdfghjk "):
        assert codes.read(codes.typed(text)) == "BCDFGHJK"
    assert codes.grouped("BCDFGHJK") == "BCDF GHJK"
