"""Marks Flask's own static route as open to anyone, so that the walk over all routes stays without exceptions."""

from flask import Flask

from server.web.identity import Who, open_to


def open_static_files(app: Flask) -> None:
    """Static files are for anyone."""
    app.view_functions["static"] = open_to(Who.ANYONE)(app.view_functions["static"])
