"""Real servers for tests: PostgreSQL, Redis, SMTP, and the app under gunicorn.

Each listens on loopback, on a free port, in a folder of its own; each is ready when its context is entered and
gone when it is left, also when the tests themselves are killed.
"""

from tests.servers.chromium import chromium_options
from tests.servers.gunicorn_server import Server, app_environment, app_server, flask
from tests.servers.postgresql_server import postgresql
from tests.servers.processes import Missing, free_port
from tests.servers.redis_server import redis
from tests.servers.smtp_server import Mailbox, smtp

__all__ = [
    "Mailbox",
    "Missing",
    "Server",
    "app_environment",
    "app_server",
    "chromium_options",
    "flask",
    "free_port",
    "postgresql",
    "redis",
    "smtp",
]
