"""The small council, and handsets that speak to the real app."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.server.handset import Handset
from tests.server.round_book import NOW, build_round_book


@pytest.fixture
def book(session: Session) -> Session:
    """The session, with the small council in it."""
    build_round_book(session)
    session.commit()
    return session


@pytest.fixture
def clock(app: Flask) -> Iterator[None]:
    """The server's clock stands at NOW."""
    app.config["CLOCK"] = lambda: NOW
    yield
    del app.config["CLOCK"]


@pytest.fixture
def make_handset(client: FlaskClient, book: Session, clock: None) -> Callable[..., Handset]:
    """Makes enrolled handsets. They are committed: an exchange that has to be taken with care is rolled back first."""

    def make(squad: str = "S1", seed: int = 1) -> Handset:
        handset = Handset(client, book, squad, seed)
        book.commit()
        return handset

    return make
