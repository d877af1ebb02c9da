"""Database verbs."""

import os

import click

from server.db.migrate import upgrade


@click.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise click.ClickException("DATABASE_URL is not set; see docs/running.md")
    upgrade(url)
    click.echo("The database is at the newest migration.")
