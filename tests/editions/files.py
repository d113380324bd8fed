"""Edition files for tests: the ones that ship, and the least that one must say."""

from pathlib import Path

SHIPPED = Path(__file__).parents[2] / "editions"

TOP = """
number = 44
format = "in_person"
timezone = "Europe/Zurich"
starts_on = 2023-08-28
"""
ONE = """
[[country_sessions]]
state = "TM"
"""


def shipped(number: int) -> bytes:
    return (SHIPPED / f"{number}.toml").read_bytes()
