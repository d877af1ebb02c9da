"""python -m server message: write to squads from the command line, and see what is shown to them."""

from datetime import UTC, datetime

import click

from server.actions.see_messages import see_messages
from server.actions.send_message import (
    NewMessage,
    send_message,
    send_to_squads,
    withdraw_message,
)
from server.cli.context import app_from_environ
from server.core.problems import Problem
from server.db.session import transaction


@click.group()
def message() -> None:
    """Messages to squads, shown on their handhelds."""


@message.command()
@click.argument("text")
@click.option("--squad", "squads", multiple=True, help="Whom; may be given again. Without: all.")
@click.option("--must-read", is_flag=True, help="They have to confirm that they read it.")
def send(text: str, squads: tuple[str, ...], *, must_read: bool) -> None:
    """Send TEXT and print the message's id."""
    new = NewMessage(text, "the command line", needs_reading=must_read)
    at = datetime.now(UTC)
    try:
        with app_from_environ().app_context(), transaction() as session:
            ids = (
                send_to_squads(session, new, squads, at)
                if squads
                else [send_message(session, new, at)]
            )
    except Problem as problem:
        raise click.ClickException(problem.sentence) from problem
    for one in ids:
        click.echo(one)


@message.command("list")
def list_all() -> None:
    """List the messages of the last two weeks, and how far each has come."""
    with app_from_environ().app_context(), transaction() as session:
        for one in see_messages(session, datetime.now(UTC)):
            sent, state = one.message, "" if one.is_shown else ", not shown any more"
            click.echo(
                f"{sent.sent_at:%Y-%m-%d %H:%M} {sent.id} {sent.squad or 'all squads'}: {sent.text} "
                f"(on {one.there} of {len(one.reached)} handhelds, read on {one.read}{state})"
            )


@message.command()
@click.argument("message_id", type=click.UUID)
def withdraw(message_id: object) -> None:
    """Take a message back."""
    try:
        with app_from_environ().app_context(), transaction() as session:
            withdraw_message(session, str(message_id), datetime.now(UTC))
    except Problem as problem:
        raise click.ClickException(problem.sentence) from problem
