"""A server restored from a backup gives change numbers a second time; what devices had seen is of another history."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.changes import get_stream
from sync.client_state import Answer, Purpose, Request, Trouble
from sync.cursor import decode_cursor
from sync.driver import NoAnswerError
from sync.ops import Seen
from sync.words import Outcome, Reason
from tests.server.handset import Handset

pytestmark = pytest.mark.db
Make = Callable[..., Handset]


def lose_history(book: Session) -> None:
    """As after a restore: what stands at a number is another change than the devices were told."""
    book.execute(text("update change set tag = 'of another history'"))


def seen_at_cursor(handset: Handset) -> Seen:
    cursor = decode_cursor(handset.log.cursor() or "")
    return Seen(epoch=cursor.epoch, n=cursor.n)


def test_what_was_seen_before_a_restore_does_not_count_as_seen_after_it(
    make_handset: Make, book: Session
) -> None:
    first, second = make_handset(seed=1), make_handset(seed=2)
    first.visit()
    first.sync()
    second.sync()
    lose_history(book)
    seen = seen_at_cursor(second)  # of the change that is lost
    blocked = Outcome.NOT_COLLECTED
    unseen = first.visit(outcome=blocked, reason=Reason.PARKED_VEHICLES)
    first.sync()
    book.execute(text("update change set n = 1000 where op = cast(:op as uuid)"), {"op": unseen.id})
    done = second.record(seen=Seen(epoch=seen.epoch, n=1000))
    second.sync()
    saw = book.execute(text("select saw from visit where id = cast(:id as uuid)"), {"id": done.id})
    assert unseen.id not in saw.scalar_one()


def test_the_first_cursor_of_a_lost_history_begins_a_new_epoch(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    handset.visit()
    handset.sync()
    before, _, _ = get_stream(book)
    handset.sync()
    assert get_stream(book)[0] == before
    lose_history(book)
    handset.sync()
    after, _, _ = get_stream(book)
    assert after != before
    cursor = handset.log.cursor()
    assert cursor is not None and decode_cursor(cursor).epoch == after
    handset.sync()
    assert get_stream(book)[0] == after


def test_a_device_that_has_yet_to_find_out_about_the_restore_is_not_taken_for_heard(
    make_handset: Make, book: Session
) -> None:
    """It may hold settled operations that are lost, and sends them again only after this answer."""
    handset = make_handset()
    handset.visit()
    handset.sync()
    assert heard_through(book) is None  # its clock was not yet set by the server's
    lose_history(book)
    handset.carry = only_exchange(handset)
    handset.sync()
    assert heard_through(book) is None
    handset.carry = handset.send
    handset.sync()
    handset.sync()
    assert heard_through(book) is not None


def heard_through(book: Session) -> datetime | None:
    found: datetime | None = book.execute(text("select heard_through from device")).scalar_one()
    return found


def only_exchange(handset: Handset) -> Callable[[Request], Answer]:
    """A line that breaks before the pack."""

    def carry(request: Request) -> Answer:
        if request.purpose is not Purpose.EXCHANGE:
            raise NoAnswerError(Trouble.NO_SIGNAL)
        return handset.send(request)

    return carry
