"""`flask staff`: who may work here."""

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from webapp.access import links
from webapp.access.permissions import Role
from webapp.accounts import actions

BY = "command"

staff = AppGroup("staff", help="The members of the secretariat.")


@staff.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
def invite(email: str, role: str) -> None:
    """Print an invitation for EMAIL: a link, good for seven days, and once.

    Who is known already gets the role and keeps what they sign in with; where it is a new one, they are signed out
    everywhere.
    """
    click.echo(links.address(actions.invite(_address(email), Role(role), by=BY), "en"))


@staff.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Take passkeys, app and recovery codes from EMAIL, sign them out everywhere, and print a new invitation.

    For somebody who has lost them, or whose device was stolen. Be sure whom you hand the link to.
    """
    token = actions.reset(_address(email), by=BY)
    if token is None:
        raise click.BadParameter("nobody here has this address", param_hint="EMAIL")
    click.echo(links.address(token, "en"))


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as reason:
        raise click.BadParameter(str(reason), param_hint="EMAIL") from None
