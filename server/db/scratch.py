"""A database beside the one we are given, for work that must not touch a council's data."""

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.core.problems import Problem
from server.db.demo_mark import Holds, what_it_holds
from server.db.migrate import upgrade


def make_scratch(url: str, suffix: str) -> str:
    """Make an empty, migrated database named like the one at `url` with a suffix, replacing one there is.

    Gives its address. Raises Problem when this account may not make databases.
    """
    beside = make_url(url)
    name = f"{beside.database}_{suffix}"
    scratch = beside.set(database=name).render_as_string(hide_password=False)
    try:
        _run(url, f'drop database if exists "{name}" with (force)', f'create database "{name}"')
        _run(scratch, "create extension if not exists postgis")
    except DBAPIError as refused:
        why = str(refused.orig).strip().splitlines()[0]
        raise Problem("scratch.not_made", name=name, why=why) from refused
    upgrade(scratch)
    return scratch


def check_empty(session: Session) -> None:
    """Raise Problem when the database holds a council, real or generated."""
    held = what_it_holds(session)
    if held is not Holds.NOTHING:
        raise Problem("scratch.not_empty", held=held.value)


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()
