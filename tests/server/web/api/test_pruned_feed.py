"""Letting go of old changes takes nothing from what was answered, nor from what devices had seen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.changes import prune_changes
from sync.cursor import decode_cursor
from sync.exchange import decode_reply
from sync.ops import Seen
from sync.words import Outcome, Reason
from tests.server.handset import Handset
from tests.server.round_book import NOW

pytestmark = pytest.mark.db
Make = Callable[..., Handset]


def prune(book: Session) -> None:
    assert prune_changes(book, NOW + timedelta(days=1), 1_000) > 0


def test_an_operation_sent_again_gets_the_same_number(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    op = handset.visit()
    first = decode_reply(handset.post(op).body).results
    assert first[0].n == 1
    prune(book)
    assert decode_reply(handset.post(op).body).results == first


def test_what_a_device_had_seen_stays_seen(make_handset: Make, book: Session) -> None:
    first, second = make_handset(seed=1), make_handset(seed=2)
    blocked = first.visit(outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES)
    first.sync()
    second.sync()
    cursor = decode_cursor(second.log.cursor() or "")
    done = second.record(seen=Seen(epoch=cursor.epoch, n=1))
    prune(book)
    second.sync()
    assert second.status_of(done) == "accepted", "it went back and completed it"
    saw = book.execute(text("select saw from visit where id = cast(:id as uuid)"), {"id": done.id})
    assert saw.scalar_one() == [blocked.id]
