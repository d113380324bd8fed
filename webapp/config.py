"""Everything that an operator may set: one frozen object, read once from `instance/config.toml` and the environment."""

import ipaddress
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_PORT = 8000


class BadConfig(Exception):
    """A setting is missing or cannot be used; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force. `docs/configuration.md` describes each; a test holds the two together."""

    instance: Path
    base_url: str
    port: int
    secret_key: str
    pass_key: bytes
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    database_url: str
    mail_url: str | None
    mail_from: str
    max_streams: int

    @property
    def production(self) -> bool:
        """Production is when the app is reached from elsewhere: `BASE_URL` is not a loopback address."""
        return not is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")


def read(instance: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """The configuration of one installation; `environ` wins over `instance/config.toml`.

    Raises BadConfig where a value cannot be used, or where production lacks a secret.
    """
    settings = _Settings(instance, environ)
    port = settings.number("PORT", DEFAULT_PORT)
    base_url = settings.text("BASE_URL", f"http://localhost:{port}").rstrip("/")
    host = urlsplit(base_url).hostname
    if not host:
        raise BadConfig(f"BASE_URL is not a web address: {base_url!r}. Give one such as https://example.org")
    made_here = is_loopback(host)
    return Config(
        instance=instance,
        base_url=base_url,
        port=port,
        secret_key=settings.text("SECRET_KEY", "") or _key(instance / "secret.key", "SECRET_KEY", made_here),
        pass_key=bytes.fromhex(
            settings.text("PASS_KEY", "") or _key(instance / "pass.key", "PASS_KEY", True)
        ),
        trusted_hosts=settings.words("TRUSTED_HOSTS") or _hosts(host),
        trusted_proxies=settings.number("TRUSTED_PROXIES", 0),
        database_url=_with_driver(
            settings.text("DATABASE_URL", f"sqlite:///{instance / 'pre-sessions.sqlite'}")
        ),
        mail_url=settings.text("MAIL_URL", "") or None,
        mail_from=settings.text("MAIL_FROM", f"UPR Pre-sessions <pre-sessions@{host}>"),
        max_streams=settings.number("MAX_STREAMS", 10_000),
    )


class _Settings:
    """One look-up for each setting: the environment, then the file, then the default."""

    def __init__(self, instance: Path, environ: Mapping[str, str]):
        self.environ = environ
        file = instance / "config.toml"
        try:
            self.file = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadConfig(f"{file.name} cannot be read: {error}") from error

    def text(self, name: str, default: str) -> str:
        return str(self.environ.get(name) or self.file.get(name, default))

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal():
            raise BadConfig(f"{name} must be a whole number, not {value!r}")
        return int(value)

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(self.text(name, "").replace(",", " ").split())


def _key(file: Path, name: str, may_be_made: bool) -> str:
    """The 256-bit key in `file` as hexadecimal digits; made on the first run where that is allowed."""
    if not file.exists():
        if not may_be_made:
            raise BadConfig(
                f"{name} is not set. In production it must be: a long random text that stays the same."
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        _write_once(file, secrets.token_hex(32))
    return file.read_text("ascii").strip()


def _write_once(file: Path, text: str) -> None:
    """Writes a private file unless another process was quicker; whoever comes second uses the first one's."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _hosts(host: str) -> tuple[str, ...]:
    return ("localhost", "127.0.0.1", "[::1]") if is_loopback(host) else (host,)


def _with_driver(url: str) -> str:
    """`postgresql://` means psycopg 3 here, whatever SQLAlchemy's own default is."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


_in_force: Config | None = None


def use(config: Config) -> None:
    """Puts `config` in force for this process. `create_app` calls it once."""
    global _in_force
    _in_force = config


def current() -> Config:
    """The configuration in force; below the views this stands in for flask's `current_app.config`."""
    if _in_force is None:
        raise RuntimeError("no configuration is in force: create_app has not run")
    return _in_force
