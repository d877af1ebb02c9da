"""Accounts from the command line: the first administrator of a council is added here."""

from datetime import UTC, datetime

import click

from server.actions.open_account import ROLES, Opening, change_password, open_account
from server.cli.context import app_from_environ
from server.core.problems import Problem
from server.db.accounts import find_by_email, list_accounts
from server.db.session import transaction


@click.group()
def account() -> None:
    """Accounts of members and staff."""


@account.command("add")
@click.option("--email", prompt="Email address")
@click.option("--name", prompt="Name")
@click.option("--role", type=click.Choice(ROLES), prompt=True)
@click.option("--ward", "wards", multiple=True, help="a ward's code, for a member; may be repeated")
@click.password_option(help="asked for when not given; give it only in scripts")
def add(email: str, name: str, role: str, wards: tuple[str, ...], password: str) -> None:
    """Open an account."""
    opening = Opening(email, name, role, password, wards)
    with app_from_environ().app_context():
        try:
            with transaction() as session:
                opened = open_account(session, opening, datetime.now(UTC))
        except Problem as problem:
            raise click.ClickException(problem.sentence) from problem
    click.echo(f"{opened.name} ({opened.role}) can sign in as {opened.email}.")


@account.command("password")
@click.argument("email")
@click.password_option()
def password(email: str, password: str) -> None:
    """Give an account a new password; who is signed in to it is signed out."""
    with app_from_environ().app_context():
        try:
            with transaction() as session:
                found = find_by_email(session, email)
                if found is None:
                    raise Problem("account.unknown")
                change_password(session, found.account.id, password, datetime.now(UTC))
        except Problem as problem:
            raise click.ClickException(problem.sentence) from problem
    click.echo(f"{email} has a new password.")


@account.command("list")
def show() -> None:
    """List the accounts."""
    with app_from_environ().app_context(), transaction() as session:
        for one in list_accounts(session):
            closed = " (closed)" if one.disabled_at else ""
            click.echo(f"{one.role:8} {one.email} {one.name} {' '.join(one.wards)}{closed}")
