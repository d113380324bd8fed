"""Commands for whoever runs the installation."""

import time

import click
from flask.cli import AppGroup

from webapp.core import jobs, outbox

mail = AppGroup("mail", help="The outbox.")


@mail.command("deliver")
@click.option("--forever", is_flag=True, help="Go on until stopped, as under a service manager.")
def deliver(forever: bool) -> None:
    """Send what is in the outbox."""
    while True:
        sent = jobs.work_off(outbox.JOB)
        if not forever:
            click.echo(f"{sent} sent")
            return
        time.sleep(jobs.IDLE_SECONDS)
