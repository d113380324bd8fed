"""Which versions of SQLite are known to corrupt a database in WAL mode."""

import pytest

from webapp.core import sqlite

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_the_wal_reset_bug(version, affected):
    assert sqlite.is_affected(version) is affected


def test_a_fixed_one_is_taken_where_there_is_one():
    assert not sqlite.is_affected(sqlite.driver().sqlite_version_info)
