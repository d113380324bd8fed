"""Everything that an operator may set: one frozen object, read once from `instance/config.toml` and the environment."""

import ipaddress
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_PORT = 8000
SECRET_LEAST = 16  # characters


class BadConfig(SystemExit):
    """A setting is missing or cannot be used. It ends the start with a sentence that says which, and what to do."""


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
    redis_url: str | None
    mail_url: str | None
    mail_from: str
    max_streams: int
    upload_max_mb: int
    video_max_mb: int
    travel_kept_days: int
    applications_kept_days: int

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
    port = settings.number("PORT", DEFAULT_PORT, most=65535)
    base_url = settings.address("BASE_URL", f"http://localhost:{port}", ("http", "https")).rstrip("/")
    host = urlsplit(base_url).hostname
    at_home = is_loopback(host)
    database = f"sqlite:///{instance / 'pre-sessions.sqlite'}"
    return Config(
        instance=instance,
        base_url=base_url,
        port=port,
        secret_key=_secret(settings, instance, at_home),
        pass_key=_pass_key(settings, instance),
        trusted_hosts=settings.words("TRUSTED_HOSTS") or _hosts(host),
        trusted_proxies=settings.number("TRUSTED_PROXIES", 0, most=9),
        database_url=_database(settings.text("DATABASE_URL", database)),
        redis_url=_redis(settings),
        mail_url=settings.address("MAIL_URL", "", ("smtp",), shown=False) or None,
        mail_from=_sender(settings.text("MAIL_FROM", f"UPR Pre-sessions <pre-sessions@{host}>")),
        max_streams=settings.number("MAX_STREAMS", 10_000),
        upload_max_mb=settings.number("UPLOAD_MAX_MB", 20, most=500),
        video_max_mb=settings.number("VIDEO_MAX_MB", 400, most=4000),
        travel_kept_days=settings.number("TRAVEL_KEPT_DAYS", 30, most=3650),
        applications_kept_days=settings.number("APPLICATIONS_KEPT_DAYS", 90, most=3650),
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

    def number(self, name: str, default: int, most: int = 10**9) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and len(value) < 11 and int(value) <= most):
            raise BadConfig(f"{name} must be a whole number up to {most}, not {value!r}")
        return int(value)

    def address(self, name: str, default: str, schemes: tuple[str, ...], shown: bool = True) -> str:
        """A URL of one of `schemes`, or nothing where nothing is the default. One that may hold a password is not
        shown where it cannot be used."""
        value = self.text(name, default)
        if not value:
            return value
        try:
            parts = urlsplit(value)
            usable = parts.scheme in schemes and parts.hostname and parts.port != 0
        except ValueError:  # brackets that do not match, a port that is no number
            usable = False
        if not usable:
            begin = " or ".join(f"{scheme}://" for scheme in schemes)
            raise BadConfig(
                f"{name} must be an address that begins with {begin}" + (f", not {value!r}" if shown else "")
            )
        return value

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(self.text(name, "").replace(",", " ").split())


def _secret(settings: _Settings, instance: Path, at_home: bool) -> str:
    given = settings.text("SECRET_KEY", "")
    if given and not at_home and len(given) < SECRET_LEAST:
        raise BadConfig(f"SECRET_KEY must have at least {SECRET_LEAST} characters in production.")
    return given or _key(instance / "secret.key", "SECRET_KEY", at_home)


def _pass_key(settings: _Settings, instance: Path) -> bytes:
    digits = settings.text("PASS_KEY", "") or _key(instance / "pass.key", "PASS_KEY", True)
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BadConfig("PASS_KEY must be 64 hexadecimal digits.")
    return key


def _sender(text: str) -> str:
    if "@" not in parseaddr(text)[1]:
        raise BadConfig(f"MAIL_FROM must be an e-mail address, with or without a name, not {text!r}")
    return text


def _key(file: Path, name: str, may_be_made: bool) -> str:
    """The 256-bit key in `file` as hexadecimal digits; made on the first run where that is allowed."""
    if not file.exists():
        if not may_be_made:
            raise BadConfig(
                f"{name} is not set. In production it must be: a long random text that stays the same."
            )
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
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


def _redis(settings: _Settings) -> str | None:
    """Nothing may follow the number of the database: how long is waited and what is tried again is settled here."""
    url = settings.address("REDIS_URL", "", ("redis", "rediss"), shown=False)
    parts = urlsplit(url)
    number = parts.path.removeprefix("/")
    if parts.query or parts.fragment or (number and not (number.isascii() and number.isdigit())):
        raise BadConfig(
            "REDIS_URL must be redis://user:password@host:port/number, or the same with rediss://"
        )
    return url or None


def _database(url: str) -> str:
    """`postgresql://` means psycopg 3 here, whatever SQLAlchemy's own default is."""
    for scheme in ("postgres://", "postgresql://", "postgresql+psycopg://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    if not url.startswith("sqlite:///"):
        raise BadConfig("DATABASE_URL must begin with postgresql:// or sqlite:///")
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
