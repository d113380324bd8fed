"""`flask staff`: who may work here."""

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from webapp.access import links
from webapp.access.permissions import Role
from webapp.accounts import actions

staff = AppGroup("staff", help="The members of the secretariat.")


@staff.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
def invite(email: str, role: str) -> None:
    """Print a sign-in link for EMAIL: good for seven days, and once.

    Who is known already gets the role; where it is a new one, they are signed out everywhere.
    """
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as reason:
        raise click.BadParameter(str(reason), param_hint="EMAIL") from None
    click.echo(links.address(actions.invite(address, Role(role), by="command"), "en"))
