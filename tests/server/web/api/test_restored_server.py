"""A server restored from a backup gives change numbers a second time; what devices had seen is of another history."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.changes import get_stream
from sync.client_state import Answer, Request, Trouble
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
    """It holds a settled operation that is lost, and sends it again only after this answer."""
    handset = make_handset()
    visit = handset.visit()
    handset.sync()
    handset.log.adopt(handset.new_inc())
    lose_everything(book)
    handset.carry = only_once(handset)
    handset.sync()
    assert heard_through(book) is None
    assert handset.status_of(visit) is None, "it waits to be sent again"
    handset.carry = handset.send
    handset.sync()
    assert heard_through(book) is not None


def lose_everything(book: Session) -> None:
    """As after a restore from a backup of an empty database."""
    for lost in ("change", "visit", "op", "incarnation"):
        book.execute(text(f"delete from {lost}"))  # noqa: S608 - our own words
    book.execute(text("update change_stream set head = 0"))
    book.execute(text("update device set heard_through = null"))


def heard_through(book: Session) -> datetime | None:
    found: datetime | None = book.execute(text("select heard_through from device")).scalar_one()
    return found


def only_once(handset: Handset) -> Callable[[Request], Answer]:
    """A line that breaks after one exchange."""
    asked: list[Request] = []

    def carry(request: Request) -> Answer:
        if asked:
            raise NoAnswerError(Trouble.NO_SIGNAL)
        asked.append(request)
        return handset.send(request)

    return carry
