"""docs/configuration.md and webapp/config.py name the same settings, with the same defaults."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from webapp import config

DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
# Read before there is an instance folder, by create_app.
OUTSIDE = {"INSTANCE_PATH"}

pytestmark = pytest.mark.no_database


class Asked(Mapping):
    """An empty environment that remembers what it was asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def documented() -> dict[str, str]:
    return {name: default for name, default, _meaning in ROW.findall(DOCUMENT.read_text("utf-8"))}


def test_every_setting_that_is_read_is_documented_and_no_other(tmp_path):
    environ = Asked()
    config.read(tmp_path, environ)
    assert set(documented()) - OUTSIDE == environ.names


def test_every_field_of_the_configuration_is_a_documented_setting():
    fields = {field.name.upper() for field in dataclasses.fields(config.Config)}
    assert set(documented()) == fields - {"INSTANCE"} | OUTSIDE


def test_the_documented_defaults_are_the_real_ones(tmp_path):
    made, told = config.read(tmp_path, {}), documented()
    assert told["PORT"] == f"`{made.port}`"
    assert told["BASE_URL"].strip("`").replace("PORT", str(made.port)) == made.base_url
    assert told["MAIL_FROM"].startswith(f"`{made.mail_from.replace('localhost', 'HOST')}`")
    assert re.findall(r"`(localhost|[\d.]+|\[::1\])`", told["TRUSTED_HOSTS"]) == list(made.trusted_hosts)
    assert told["TRUSTED_PROXIES"] == f"`{made.trusted_proxies}`"
    assert told["MAX_STREAMS"] == f"`{made.max_streams}`"
    assert told["UPLOAD_MAX_MB"] == f"`{made.upload_max_mb}`"
    assert told["VIDEO_MAX_MB"] == f"`{made.video_max_mb}`"
    assert told["TRAVEL_KEPT_DAYS"] == f"`{made.travel_kept_days}`"
    assert told["APPLICATIONS_KEPT_DAYS"] == f"`{made.applications_kept_days}`"
    assert made.database_url == f"sqlite:///{tmp_path / 'pre-sessions.sqlite'}"
    assert (made.mail_url, "none" in told["MAIL_URL"]) == (None, True)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["pass.key", "secret.key"]
