"""Which SQLite the app runs on. Versions before 3.51.3 can corrupt a database in WAL mode (the WAL-reset bug)."""

import logging
import sqlite3
from types import ModuleType

try:
    from pysqlite3 import dbapi2 as pysqlite3
except ImportError:  # there is no wheel for this platform
    pysqlite3 = None

log = logging.getLogger(__name__)

FIXED = (3, 51, 3)
FIXED_BRANCHES = {(3, 44): 6, (3, 50): 7}


def driver() -> ModuleType:
    """A fixed SQLite where the platform offers one, else Python's own."""
    if pysqlite3 is not None and not is_affected(pysqlite3.sqlite_version_info):
        return pysqlite3
    return sqlite3


def is_affected(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the WAL-reset bug: 3.7.0 to 3.51.2, except 3.44.6 and 3.50.7 and later of their lines."""
    fixed_from = FIXED_BRANCHES.get(version[:2])
    if fixed_from is not None and version[2] >= fixed_from:
        return False
    return (3, 7, 0) <= version[:3] < FIXED


def engine_options(database_url: str) -> dict:
    # A connection for every thread of the server and of the hub: one that is opened anew costs more than a page.
    # What a statement carries is names and addresses, and no log may hold those.
    pool = {"pool_size": 16, "max_overflow": 8, "hide_parameters": True}
    if not database_url.startswith("sqlite"):
        return {**pool, "pool_pre_ping": True}
    chosen = driver()
    if is_affected(chosen.sqlite_version_info):
        log.warning(
            "SQLite %s can corrupt a database in WAL mode; use 3.51.3 or later", chosen.sqlite_version
        )
    return {**pool, "module": chosen, "connect_args": {"check_same_thread": False}}
