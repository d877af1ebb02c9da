"""Gives a command the app that the environment describes."""

import os

import click
from flask import Flask

from server.app import create_app
from server.settings import SettingMissingError, Settings


def app_from_environ() -> Flask:
    """The app for this environment; a missing setting ends the command with a sentence, not a traceback."""
    try:
        return create_app(Settings.from_environ(os.environ))
    except SettingMissingError as missing:
        raise click.ClickException(str(missing)) from missing
