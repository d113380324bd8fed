"""`make run`: brings the database and the demonstration to today, prints the links, and becomes the server."""

import os
import sys
from pathlib import Path

import click
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect, text

from webapp import config, create_app
from webapp.demo import commands
from webapp.editions import actions, queries
from webapp.extensions import db

ROOT = Path(__file__).parent.parent.parent


def main() -> None:
    os.chdir(ROOT)
    app = create_app()
    with app.app_context():
        _migrate(app)
        _load_missing_editions()
        try:
            commands.make()
        except commands.Refused as refusal:
            raise SystemExit(str(refusal)) from None
        click.echo(commands.in_words())
        db.session.remove()
        db.engine.dispose()
    settings = config.current()
    click.echo(f"\nServing on {settings.base_url} until Ctrl-C.\n")
    _become_server(settings.port)


def _migrate(app: Flask) -> None:
    """Runs the migrations that the database lacks; when it lacks none, all that happens is one look at either side."""
    scripts = ScriptDirectory(app.extensions["migrate"].directory)
    if _known_revisions() != set(scripts.get_heads()):
        upgrade()


def _known_revisions() -> set[str]:
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return set()
        return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def _load_missing_editions() -> None:
    known = queries.numbers()
    for file in sorted((ROOT / "editions").glob("*.toml")):
        if int(file.stem) not in known:
            actions.load_bytes(file.read_bytes(), by="start")


def _become_server(port: int) -> None:
    """Replaces this process, so that there is one to stop, and nothing of what was done here stays in memory."""
    command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), "wsgi:app"]
    os.environ["PORT"] = str(port)
    os.execv(sys.executable, command)  # noqa: S606 our own program, and no shell


if __name__ == "__main__":
    main()
