"""Whatever the bytes are, an edition file is read, or refused with lines that are safe on a terminal."""

from dataclasses import fields

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.editions import files
from webapp.editions.file import (
    BadEditionFile,
    Call,
    CountrySession,
    EditionFile,
    Figures,
    Grant,
    Sessions,
    WorkingGroup,
    read_bytes,
)

pytestmark = pytest.mark.no_database


def refusal(data: bytes) -> BadEditionFile | None:
    """What the file is refused with; None where it is read. Any other exception fails the test."""
    try:
        read_bytes(data)
    except BadEditionFile as refused:
        return refused
    return None


def holds(data: bytes) -> None:
    refused = refusal(data)
    if refused is not None:
        assert refused.errors != []
        # Safe on a terminal, whatever the file holds.
        assert [line for line in str(refused).split("\n") if not line.isprintable()] == []


@given(st.binary(max_size=300))
@example(b"\xff")
@example(b"\x00")
@example(b"a = {" * 5000)
@example(b'"\xc2\x9b" = 1')
def test_bytes_are_read_or_refused(data):
    holds(data)


@given(st.text(max_size=300))
def test_text_is_read_or_refused(text):
    holds(text.encode(errors="surrogatepass"))


@given(st.sampled_from([30, 40, 44]), st.data())
def test_a_damaged_edition_is_read_or_refused(number, data):
    good = files.shipped(number)
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 200)))
    holds(good[:start] + data.draw(st.binary(max_size=20)) + good[end:])


TABLES = (EditionFile, WorkingGroup, Call, Sessions, Grant, CountrySession, Figures)
KEYS = sorted(
    {field.name for table in TABLES for field in fields(table)} | {"more_than", "almost", "en", "fr"}
)
SCALARS = [
    *["44", "-1", "0", "1e999", "nan", "-inf", "true", "99999999999999999999", "0x" + "f" * 5000],
    *['""', '"en"', '"TM"', '"in_person"', '"Europe/Zurich"', '"held"', '"\\u0000"', '"\\U0010FFFF"'],
    *["2023-08-28", "2023-03-26T02:30:00", "0001-01-01T00:00:00", "9999-12-31T23:59:00", "9999-12-31"],
    *["2023-08-28T10:00:00Z", "0001-01-01T00:00:00+23:59", "10:00:00", "2023-10-29T02:30:00"],
]
VALUES = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=4).map(
            lambda items: "{ " + ", ".join(f"{key} = {value}" for key, value in items.items()) + " }"
        ),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12))
def test_any_value_under_any_key_is_read_or_refused(entries):
    holds("\n".join(f"{key} = {value}" for key, value in entries.items()).encode())
