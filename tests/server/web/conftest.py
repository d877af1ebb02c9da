"""The small council behind the pages' tests, its clock, and people signed in."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.db.accounts import Account
from tests.server.web.forms import sign_in
from tests.server.web.town import NOW, People, build_town

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@pytest.fixture
def fresh_contexts(app: Flask, session: Session) -> Iterator[None]:
    """Each request gets an app context of its own, as it does outside tests: else `g` would outlive a request."""
    whole = app.wsgi_app

    def in_a_context(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        with app.app_context():
            return whole(environ, start)

    app.wsgi_app = in_a_context  # type: ignore[assignment, method-assign]  # Flask's own way to wrap an app
    yield
    app.wsgi_app = whole  # type: ignore[method-assign]  # back as it was


@pytest.fixture
def people(app: Flask, session: Session, fresh_contexts: None) -> Iterator[People]:
    """The council with its people, at NOW."""
    app.config["CLOCK"] = lambda: NOW
    built = build_town(session)
    session.commit()
    yield built
    app.config.pop("CLOCK")


@pytest.fixture
def browser_of(app: Flask, people: People) -> Callable[[Account], FlaskClient]:
    """A client signed in as somebody."""

    def signed_in(account: Account) -> FlaskClient:
        client = app.test_client()
        sign_in(client, account.email)
        return client

    return signed_in
