"""A setting that cannot be used stops the start with a sentence; what is not set has a default or is made."""

import pytest

from webapp import config
from webapp.config import BadConfig

pytestmark = pytest.mark.no_database

PRODUCTION = {"BASE_URL": "https://pre-sessions.example.org", "SECRET_KEY": "a long random text"}


def test_without_any_setting_it_runs_at_home(tmp_path):
    settings = config.read(tmp_path / "instance", {})
    assert (settings.base_url, settings.production, settings.https) == ("http://localhost:8000", False, False)
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/pre-sessions.sqlite"
    again = config.read(tmp_path / "instance", {})
    assert (settings.secret_key, settings.pass_key) == (again.secret_key, again.pass_key)


def test_keys_and_their_folder_are_for_their_owner_alone(tmp_path):
    config.read(tmp_path / "instance", {})
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "instance").iterdir()}
    assert modes == {"secret.key": 0o600, "pass.key": 0o600}
    assert (tmp_path / "instance").stat().st_mode & 0o777 == 0o700


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / "config.toml").write_text('MAIL_URL = "smtp://file.example"\nMAIL_FROM = "a@example.org"')
    settings = config.read(tmp_path, {"MAIL_URL": "smtp://environment.example:25"})
    assert (settings.mail_url, settings.mail_from) == ("smtp://environment.example:25", "a@example.org")


def test_in_production_the_secret_must_be_given(tmp_path):
    assert config.read(tmp_path, PRODUCTION).https
    with pytest.raises(BadConfig, match="SECRET_KEY is not set"):
        config.read(tmp_path / "other", {"BASE_URL": PRODUCTION["BASE_URL"]})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "99999"),
        ("PORT", "eighty"),
        ("BASE_URL", "ftp://localhost"),
        ("BASE_URL", "http://[::1"),
        ("BASE_URL", "localhost"),
        ("SECRET_KEY", "short"),
        ("PASS_KEY", "zz"),
        ("PASS_KEY", "00"),
        ("DATABASE_URL", "nonsense"),
        ("REDIS_URL", "nonsense"),
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://localhost:port"),
        ("REDIS_URL", "redis://localhost/first"),
        ("REDIS_URL", "redis://localhost/0?socket_timeout=60"),
        ("MAIL_URL", "nonsense"),
        ("MAIL_URL", "smtp://host:port"),
        ("MAIL_FROM", "nobody"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, name, value):
    with pytest.raises(BadConfig, match=name):
        config.read(tmp_path, {**PRODUCTION, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "rdis://app:hunter2@localhost"),
        ("REDIS_URL", "redis://app:hunter2@localhost/zero"),
        ("REDIS_URL", "redis://app:hunter2@[localhost"),
        ("MAIL_URL", "http://app:hunter2@localhost"),
    ],
)
def test_a_password_is_not_shown(tmp_path, name, value):
    with pytest.raises(BadConfig, match=name) as refusal:
        config.read(tmp_path, {name: value})
    assert "hunter2" not in str(refusal.value)


def test_redis_is_used_where_it_is_named_alone(tmp_path):
    assert config.read(tmp_path, {}).redis_url is None
    for url in ("redis://localhost", "rediss://app:p%40ss@redis.example.org:6380/2"):
        assert config.read(tmp_path, {"REDIS_URL": url}).redis_url == url


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "config.toml").write_text("PORT = = 1")
    with pytest.raises(BadConfig, match=r"config\.toml cannot be read"):
        config.read(tmp_path, {})
