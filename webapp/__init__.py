"""UPR Pre-sessions: one week in Geneva, from the call to the last answered question."""

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import config
from webapp.access import guard
from webapp.accounts import commands as accounts_commands
from webapp.accounts import views as accounts_views
from webapp.applications import views as applications_views
from webapp.briefing import views as briefing_views
from webapp.checkin import views as checkin_views
from webapp.core import commands as core_commands
from webapp.core import jobs, letters, limits, sqlite
from webapp.core.live import bus
from webapp.core.transaction import prepare_sqlite
from webapp.delegations import views as delegations_views
from webapp.demo import commands as demo_commands
from webapp.desk import views as desk_views
from webapp.editions import commands as editions_commands
from webapp.extensions import db, migrate
from webapp.floor import views as floor_views
from webapp.panellists import views as panellists_views
from webapp.participants import views as participants_views
from webapp.retention import commands as retention_commands
from webapp.retention import daily
from webapp.safety import views as safety_views
from webapp.selection import views as selection_views
from webapp.site import views as site_views
from webapp.travel import views as travel_views
from webapp.web import assets, errors, headers, incoming, language, links, live, operators, shown, texts

ROOT = Path(__file__).parent.parent
BODY_MOST = 1024 * 1024  # no form or batch of scans comes near it
FIELDS_MOST = 4000
SESSION_DAYS = 180  # a cookie alone is nothing: the grants behind it end on their own

BLUEPRINTS = (
    operators.bp,
    site_views.bp,
    links.bp,
    accounts_views.bp,
    participants_views.bp,
    applications_views.bp,
    selection_views.bp,
    travel_views.bp,
    briefing_views.bp,
    safety_views.bp,
    panellists_views.bp,
    delegations_views.bp,
    checkin_views.bp,
    floor_views.bp,
    desk_views.bp,
)
COMMANDS = (
    core_commands.mail,
    accounts_commands.staff,
    editions_commands.edition,
    demo_commands.demo,
    retention_commands.retention,
)


def create_app(settings: config.Config | None = None) -> Flask:
    """The app, configured from `settings`, or from the environment and `instance/config.toml`."""
    settings = settings or config.read(Path(os.environ.get("INSTANCE_PATH", ROOT / "instance")))
    config.use(settings)
    app = Flask(
        __name__, instance_path=str(settings.instance), template_folder=ROOT / "templates", static_folder=None
    )
    _configure(app, settings)
    _bind_database(app, settings)
    _install(app)
    guard.check_routes(app)
    return app


def _configure(app: Flask, settings: config.Config) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=BODY_MOST,
        MAX_FORM_MEMORY_SIZE=BODY_MOST,
        MAX_FORM_PARTS=FIELDS_MOST,
        SESSION_COOKIE_NAME="__Host-upr" if settings.https else "upr",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=SESSION_DAYS),
    )
    app.jinja_options = {
        **app.jinja_options,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)


def _bind_database(app: Flask, settings: config.Config) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = sqlite.engine_options(settings.database_url)
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.instance.chmod(0o700)  # the people in it are nobody's business on this machine
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)


def _install(app: Flask) -> None:
    for part in (incoming, language, texts, assets, headers, errors, shown, live):
        part.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    guard.install(app)
    letters.use(app.jinja_env)
    limits.use(config.current().redis_url)
    # Started by the server (gunicorn.conf.py), never by a command or a test.
    app.extensions["beside_requests"] = partial(_begin_beside_requests, app)


def _begin_beside_requests(app: Flask) -> None:
    jobs.start_loop(app.app_context)
    daily.begin(app.app_context)
    bus.listen()
