"""A device comes to know what a person made of its operation, whatever happened to it or to the feed meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.enrol_device import Asking, enrol, issue_enrolment_code
from server.actions.replay_quarantined import Decision, dismiss_op
from server.db.changes import prune_changes
from tests.server.handset import Handset
from tests.server.round_book import NOW
from tests.server.web.api.test_held_back import status_at, with_a_house_for_a_street

pytestmark = pytest.mark.db
Make = Callable[..., Handset]
REVIEWED = Decision(None, "looked at it")


def held_back(handset: Handset) -> str:
    op_id = handset.append_raw(with_a_house_for_a_street)
    handset.sync()
    assert status_at(handset, op_id) == "quarantined"
    return op_id


def move_to(book: Session, handset: Handset, squad: str) -> None:
    code = issue_enrolment_code(book, squad, "test", NOW)
    asking = Asking(code, "handheld", secret=handset.enrolled.secret)
    handset.enrolled = enrol(book, asking, NOW)
    book.commit()


def test_a_device_that_went_to_another_squad_meanwhile_is_told(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    op_id = held_back(handset)
    dismiss_op(book, op_id, REVIEWED, NOW)
    book.commit()
    move_to(book, handset, "S2")
    handset.sync()
    assert status_at(handset, op_id) == "rejected"


def test_a_device_that_is_of_another_squad_when_it_is_decided_is_told(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    op_id = held_back(handset)
    move_to(book, handset, "S2")
    handset.sync()
    dismiss_op(book, op_id, REVIEWED, NOW)
    book.commit()
    handset.sync()
    assert status_at(handset, op_id) == "rejected"


def test_a_device_whose_place_in_the_feed_is_gone_is_told_with_its_pack(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    op_id = held_back(handset)
    dismiss_op(book, op_id, REVIEWED, NOW)
    make_handset(seed=2).visit()
    prune_changes(book, NOW + timedelta(days=1), 100)
    book.commit()
    handset.sync()
    assert status_at(handset, op_id) == "rejected"


def test_a_pack_speaks_of_nothing_that_was_decided_long_ago(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset(seed=1)
    op_id = held_back(handset)
    dismiss_op(book, op_id, REVIEWED, NOW)
    book.commit()
    move_to(book, handset, "S2")
    handset.sync()
    assert handset.log.pack is not None
    assert [result.id for result in handset.log.pack.resolved] == [op_id]
    book.execute(text("update op_repair set made_at = made_at - interval '32 days'"))
    book.commit()
    move_to(book, handset, "S1")
    handset.sync()
    assert handset.log.pack is not None and handset.log.pack.resolved == ()
