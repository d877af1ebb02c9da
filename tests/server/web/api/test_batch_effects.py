"""What goes wrong where an operation takes effect costs that operation alone; and what a batch does to itself."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from sync.canonical import canonical_json, hash_of_text, read_json
from sync.ops import Retraction
from sync.wire import body_of
from sync.words import OpKind, Outcome, Reason
from tests.server.handset import Handset
from tests.server.round_book import STREETS
from tests.sync.make import make_op

pytestmark = pytest.mark.db
Make = Callable[..., Handset]
TRAP = """
create function fall_into_trap() returns trigger language plpgsql as $$
begin
  if new.usrn = '{usrn}' then raise exception 'the trap'; end if;
  return new;
end $$;
create trigger trap before insert on {table} for each row execute function fall_into_trap();
"""


def count(book: Session, table: str) -> int:
    return int(book.execute(text(f'select count(*) from "{table}"')).scalar_one())  # noqa: S608 - ours


@pytest.mark.parametrize("table", ["incident", "return"])
def test_only_the_operation_that_brought_it_is_held_back(
    make_handset: Make, book: Session, table: str
) -> None:
    handset = make_handset()
    book.execute(text(TRAP.format(usrn=STREETS[1], table=f'"{table}"')))
    book.commit()
    blocked = {"outcome": Outcome.NOT_COLLECTED, "reason": Reason.ROAD_CLOSED}
    ops = [handset.visit(usrn=usrn, **blocked) for usrn in STREETS]
    handset.sync()
    statuses = ["accepted", "quarantined", "accepted"]
    assert [handset.status_of(op) for op in ops] == statuses
    assert handset.reason_of(ops[1]) == "could_not_be_applied"
    assert [count(book, name) for name in ("op", "visit", "incident", "return")] == [3, 2, 2, 2]


def test_one_that_is_taken_back_in_its_own_batch_was_there_and_is_gone(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    first = handset.visit(usrn=STREETS[0])
    handset.record(Retraction(first.id), kind=OpKind.RETRACTION, ent=first.ent)
    second = handset.visit(usrn=STREETS[0])
    handset.sync()
    rows = book.execute(text("select id::text, retracted_at is null as stands from visit"))
    assert {row.id: row.stands for row in rows} == {first.id: False, second.id: True}


def test_a_retraction_that_is_held_back_takes_nothing_back_in_its_own_batch(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    visit = handset.visit(usrn=STREETS[0])
    taking_back = make_op(
        Retraction(visit.id),
        kind=OpKind.RETRACTION,
        ent=visit.ent,
        rng=handset.rng,
        squad=handset.squad,
    )
    body = canonical_json({**read_json(body_of(taking_back)), "v": 99})
    handset.log.append(taking_back.id, body, hash_of_text(body))
    handset.sync()
    assert handset.status_of(visit) == "accepted"
    assert book.execute(text("select retracted_at from visit")).scalar_one() is None
    assert book.execute(text("select status from op where kind = 'retraction'")).scalar_one() == (
        "quarantined"
    )
