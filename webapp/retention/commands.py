"""`flask retention`: erasing what is due, for whoever runs the installation."""

import click
from flask.cli import AppGroup

from webapp.retention import running
from webapp.retention.running import Done

retention = AppGroup("retention", help="Erasing what is no longer needed.")


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Say what is due, and change nothing.")
def run(dry_run: bool) -> None:
    """Erase what is due, and print what and how much. The serving process does it every night at 03:30 in Geneva."""
    done = running.run(by="command", dry=dry_run)
    for each in done:
        click.echo(_line(each, "would be erased" if dry_run else "erased"))
    if not done:
        click.echo("Nothing is due.")


def _line(done: Done, what_becomes: str) -> str:
    where = f"Pre-sessions {done.edition_number}: " if done.edition_number is not None else ""
    return f"{where}{done.what}: {done.many} {what_becomes}"
