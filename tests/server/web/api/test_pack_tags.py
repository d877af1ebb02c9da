"""What a pack tells of earlier collections, and whom a collection may be handed over to."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from sync.ops import Retraction
from sync.pack import PackPremises, PackSquad, PackTag
from sync.words import OpKind, Outcome, Reason, WhyTakenBack
from tests.server.handset import Handset
from tests.server.round_book import ON, UPRNS

pytestmark = pytest.mark.db
Make = Callable[..., Handset]
A_WEEK = timedelta(days=7)


def tag(handset: Handset, on: date, reason: Reason) -> None:
    handset.visit(on=on, uprn=UPRNS[0], outcome=Outcome.NOT_COLLECTED, reason=reason)


def premises_of_next_week(make_handset: Make) -> PackPremises:
    newcomer = make_handset("S1", 9)
    newcomer.today = ON + A_WEEK
    newcomer.sync()
    assert newcomer.log.pack is not None
    (collection,) = newcomer.log.pack.collections
    return collection.premises[0]


def test_a_premises_has_the_last_three_reasons_given_there_latest_first(make_handset: Make) -> None:
    handset = make_handset()
    days = [ON - 3 * A_WEEK, ON - 2 * A_WEEK, ON - A_WEEK, ON]
    given = [Reason.ANIMAL, Reason.NOT_OUT, Reason.SIDE_WASTE, Reason.CONTAMINATED]
    for on, reason in zip(days, given, strict=True):
        tag(handset, on, reason)
    handset.sync()
    found = premises_of_next_week(make_handset)
    assert found.tags == tuple(PackTag(days[at], given[at]) for at in (3, 2, 1))
    assert found.last_reason is Reason.CONTAMINATED


def test_what_was_taken_back_or_is_long_ago_is_no_tag(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    tag(handset, ON - 13 * A_WEEK, Reason.ANIMAL)
    op = handset.visit(uprn=UPRNS[0], outcome=Outcome.NOT_COLLECTED, reason=Reason.NOT_OUT)
    handset.record(Retraction(op.id, WhyTakenBack.WRONG_PLACE), kind=OpKind.RETRACTION, ent=op.ent)
    handset.sync()
    assert premises_of_next_week(make_handset).tags == ()
    kept = book.execute(text("select body -> 'data' ->> 'why' from op where kind = 'retraction'"))
    assert kept.scalar_one() == "wrong_place"


def test_a_pack_names_the_other_squads_that_use_the_app(make_handset: Make, book: Session) -> None:
    book.execute(
        text("insert into squad (code, name, on_app_from) values ('S3', 'Squad Three', null)")
    )
    book.commit()
    handset = make_handset("S1")
    handset.sync()
    assert handset.log.pack is not None
    assert handset.log.pack.squads == (PackSquad("S2", "Squad Two"),)
