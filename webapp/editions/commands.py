"""`flask edition`: loading editions, and listing them."""

from pathlib import Path

import click
from flask.cli import AppGroup

from webapp.editions import actions, queries
from webapp.editions.file import BadEditionFile, read_bytes, remarks
from webapp.editions.models import Edition

HEADS = ("number", "dates", "format", "planned", "held", "not held")

edition = AppGroup("edition", help="The editions: one Pre-sessions week each.")


@edition.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Add the edition in FILE (TOML), or update it. A file with mistakes changes nothing."""
    try:
        described = read_bytes(file.read_bytes())
        number = actions.load(described, by="command")
    except BadEditionFile as bad:
        click.echo(f"{file.name} was not loaded:\n{bad}", err=True)
        raise SystemExit(1) from None
    click.echo(f"Pre-sessions {number} is loaded.")
    for remark in remarks(described):
        click.echo(f"{remark.where}: {remark.message}", err=True)


@edition.command("list")
def list_all() -> None:
    """Number, dates, format, and how many country sessions were planned, held and not held."""
    rows = [HEADS, *(_row(edition) for edition in reversed(queries.editions()))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    for row in rows:
        click.echo("  ".join(_aligned(row, widths)).rstrip())


def _row(edition: Edition) -> tuple[str, ...]:
    tally = queries.tally(edition)
    counts = (str(tally.planned), str(tally.held), str(tally.not_held))
    return (str(edition.number), edition.when("en"), edition.format.replace("_", " "), *counts)


def _aligned(row: tuple[str, ...], widths: list[int]) -> list[str]:
    """Words to the left, numbers to the right."""
    return [
        cell.ljust(width) if column in (1, 2) else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
