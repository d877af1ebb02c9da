"""Gives a command the app that the environment describes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from server.app import create_app
from server.db.session import db
from server.settings import SettingMissingError, Settings


def app_from_environ() -> Flask:
    """The app for this environment; a missing setting ends the command with a sentence, not a traceback."""
    try:
        return create_app(Settings.from_environ(os.environ))
    except SettingMissingError as missing:
        raise click.ClickException(str(missing)) from missing


@contextmanager
def at_work(app: Flask) -> Iterator[None]:
    """The app's context, and no connection left open at the end."""
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
