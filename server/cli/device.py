"""Devices from the command line: a one-time code to enrol a handheld, where no manager is at hand."""

from datetime import UTC, datetime

import click

from server.actions.enrol_device import issue_enrolment_code
from server.cli.context import app_from_environ
from server.db.council import get_council
from server.db.session import transaction
from server.db.squads import list_squad_codes, list_squads_on_app


@click.group()
def device() -> None:
    """Handhelds of the squads."""


@device.command("code")
@click.argument("squad")
def code(squad: str) -> None:
    """Print a one-time code for a handheld of SQUAD, good for half an hour."""
    with app_from_environ().app_context(), transaction() as session:
        known = list_squad_codes(session)
        if squad not in known:
            shown = ", ".join(known[:12]) + (" ..." if len(known) > 12 else "")
            raise click.ClickException(
                f"There is no squad {squad}. There are: {shown or 'none yet'}."
            )
        click.echo(issue_enrolment_code(session, squad, "the command line", datetime.now(UTC)))


@device.command("squads")
def squads() -> None:
    """Print the squads that use the app today, one a line."""
    with app_from_environ().app_context(), transaction() as session:
        today = datetime.now(get_council(session).timezone).date()
        for found in list_squads_on_app(session, today):
            click.echo(found)
