"""A piece of a track that is held back: it can be replayed or dismissed, but nobody reads where the lorry went."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.take_exchange import take_exchange
from server.db.accounts import Account
from server.db.devices import NewDevice, add_device, get_device
from server.db.tracks import delete_tracks
from sync.exchange import ExchangeHead, ExchangeRequest, SentAt, sent_op
from sync.op_json import body_of
from sync.ops import Track
from sync.words import ClockQuality, OpKind
from tests.server.web.forms import send_form, words_of
from tests.server.web.town import NOW, ON, People
from tests.sync.make import make_op

pytestmark = pytest.mark.db
SECRET_PLACE = 530_123_457


@pytest.fixture
def held(people: People, session: Session) -> str:
    """The id of a piece of a track recorded for a squad that the device was never enrolled for."""
    device = str(uuid4())
    add_device(session, NewDevice(device, "Handheld 9", "ASH", "a hash", NOW, "test-1"), NOW)
    track = Track("REF-B", ON, 1_000, ((0, SECRET_PLACE, -10_100_000, 40),))
    op = make_op(track, squad="BIRCH", kind=OpKind.TRACK, ent=f"REF-B@{ON.isoformat()}")
    head = ExchangeHead(1, str(uuid4()), "test-1", 1, 0, SentAt(0, ClockQuality.RAW))
    request = ExchangeRequest(head, (sent_op(1, body_of(op)),))
    take_exchange(session, get_device(session, device), request, NOW)
    session.commit()
    return op.id


def body_held(session: Session, op_id: str) -> str:
    found = text("select body::text from op where id = cast(:id as uuid)")
    return str(session.execute(found, {"id": op_id}).scalar_one())


def test_a_manager_does_not_read_it(
    browser_of: Callable[[Account], FlaskClient], people: People, held: str, session: Session
) -> None:
    assert str(SECRET_PLACE) in body_held(session, held)
    response = browser_of(people.mo).get(f"/squads/held-back/{held}")
    assert "A piece of a shift's track" in words_of(response)
    assert "nobody reads where a lorry went" in words_of(response)
    assert str(SECRET_PLACE) not in response.text


def test_it_is_emptied_when_its_time_is_over(held: str, session: Session) -> None:
    delete_tracks(session, NOW)
    assert str(SECRET_PLACE) in body_held(session, held)
    delete_tracks(session, NOW + timedelta(seconds=1))
    assert str(SECRET_PLACE) not in body_held(session, held)


def test_once_emptied_it_can_still_be_decided(
    browser_of: Callable[[Account], FlaskClient], people: People, held: str, session: Session
) -> None:
    delete_tracks(session, NOW + timedelta(seconds=1))
    session.commit()
    client = browser_of(people.mo)
    where = f"/squads/held-back/{held}"
    assert send_form(client, where, {}, f"{where}/replay").status_code == 302
    assert str(SECRET_PLACE) not in body_held(session, held)
    assert client.get(where).status_code == 404  # decided
