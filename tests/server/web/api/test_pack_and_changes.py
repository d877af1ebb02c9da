"""What a device is handed out: the pack, and changes behind its cursor."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.enrol_device import revoke_device
from server.actions.judge_report import NewReport, make_report
from server.db.changes import DraftChange, number_changes
from server.db.rounds import CalendarMove, put_calendar_moves
from sync.client import Answer, Purpose, Request, Trouble
from sync.clock import Reading
from sync.cursor import decode_cursor, encode_cursor
from sync.exchange import decode_feed
from sync.ops import ShiftEnded
from sync.packs import decode_mark, decode_pack
from sync.words import Outcome, Reason
from tests.server.handset import Handset
from tests.server.round_book import ENTRY, NOW, ON, STREETS, UPRNS

pytestmark = pytest.mark.db
Make = Callable[..., Handset]


def get(handset: Handset, path: str) -> Answer:
    return handset.send(Request(Purpose.PACK, "GET", path, Reading(0, 0, "b")))


def test_a_pack_holds_the_squads_collections_of_the_day(make_handset: Make) -> None:
    handset = make_handset("S1")
    handset.sync()
    pack = handset.log.pack
    assert pack is not None
    assert (pack.squad, pack.squad_name, pack.council) == ("S1", "Squad One", "Testford")
    (collection,) = pack.collections
    assert (collection.round_id, collection.on, collection.stream) == ("R1", ON, "refuse")
    assert [street.usrn for street in collection.streets] == list(STREETS)
    assert collection.streets[0].line == (((530_000_000, -10_000_000), (530_000_000, -9_900_000)),)
    assert collection.streets[0].premises_count == len(UPRNS)
    assert [premises.uprn for premises in collection.premises] == list(UPRNS)
    assert [entry.entry_id for entry in collection.entries] == [ENTRY]
    assert collection.expected_end == "14:00"


def test_a_pack_for_a_day_without_a_collection_is_empty(make_handset: Make) -> None:
    answer = get(make_handset(), "/v1/pack?on=2026-05-05")
    assert decode_pack(answer.body).collections == ()


def test_a_pack_may_be_for_several_days(make_handset: Make) -> None:
    answer = get(make_handset(), "/v1/pack?on=2026-05-04&days=8")
    days = [collection.on.isoformat() for collection in decode_pack(answer.body).collections]
    assert days == ["2026-05-04", "2026-05-11"]


def test_a_moved_collection_is_in_the_pack_of_the_day_it_moved_to(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    moved = CalendarMove(
        ON, "later", NOW - timedelta(days=9), to_on=(ON + timedelta(days=1),), round_id="R1"
    )
    put_calendar_moves(book, [moved])
    book.commit()
    assert decode_pack(get(handset, "/v1/pack?on=2026-05-04").body).collections == ()
    (collection,) = decode_pack(get(handset, "/v1/pack?on=2026-05-05").body).collections
    assert collection.round_id == "R1"
    handset.visit(on=ON + timedelta(days=1))
    handset.sync()
    scheduled = book.execute(text("select scheduled_on from collection")).scalar_one()
    assert scheduled == ON, "planned for the day before"


def test_marks_in_a_pack_tell_what_others_recorded(make_handset: Make) -> None:
    one, other = make_handset(seed=1), make_handset(seed=2)
    op = one.visit(outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES)
    one.sync()
    other.sync()
    assert other.log.pack is not None
    (mark,) = other.log.pack.marks
    assert (mark.ent, mark.reason, mark.op_id, mark.change_n) == (
        op.ent,
        "parked_vehicles",
        op.id,
        1,
    )


def test_changes_reach_the_other_devices_of_the_squad_only(make_handset: Make) -> None:
    one, same, other = make_handset("S1", 1), make_handset("S1", 2), make_handset("S2", 3)
    for handset in (one, same, other):
        handset.sync()
    op = one.visit()
    for handset in (one, same, other):
        handset.sync()
    assert same.log.mirror["mark", op.ent].op == op.id
    assert ("mark", op.ent) not in other.log.mirror


def test_a_cursor_of_another_squad_reads_over_changes_it_does_not_get(make_handset: Make) -> None:
    one, other = make_handset("S1", 1), make_handset("S2", 2)
    other.sync()
    one.visit()
    one.sync()
    other.sync()
    assert decode_cursor(other.log.cursor() or "").n == 1, "up to the head, not to its last change"


def test_a_long_feed_comes_page_by_page(make_handset: Make, book: Session) -> None:
    other = make_handset()
    other.sync()
    drafts = [DraftChange("S1", f"R1@2026-05-04/{n}", "mark", None, None) for n in range(1_203)]
    number_changes(book, drafts, NOW)
    book.commit()
    pages: list[Purpose] = []

    def count_pages(request: Request) -> Answer:
        pages.append(request.purpose)
        return Handset.send(other, request)

    other.carry = count_pages
    other.sync()
    assert pages == [Purpose.EXCHANGE, Purpose.CHANGES, Purpose.CHANGES]
    assert decode_cursor(other.log.cursor() or "").n == 1_203
    assert book.execute(text("select count(*), min(n), max(n) from change")).one() == (
        1_203,
        1,
        1_203,
    )


def test_a_cursor_from_another_history_leads_to_a_new_pack(
    make_handset: Make, book: Session
) -> None:
    one, other = make_handset(seed=1), make_handset(seed=2)
    one.visit()
    one.sync()
    other.sync()
    book.execute(text("update change set tag = 'restored'"))
    other.sync()
    assert not other.state.needs_pack, "it was fetched"
    assert decode_cursor(other.log.cursor() or "").tag == "restored"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda cursor: "x" + cursor, "feed.diverged"),
        (lambda cursor: cursor[:0], "feed.diverged"),
        (
            lambda cursor: encode_cursor(decode_cursor(cursor).__class__("e", 0, "", "S1:1")),
            "feed.diverged",
        ),
        (
            lambda cursor: encode_cursor(replace(decode_cursor(cursor), scope="S2:1")),
            "feed.scope_changed",
        ),
    ],
    ids=["garbled", "empty", "epoch", "scope"],
)
def test_a_cursor_that_does_not_fit_is_refused(
    make_handset: Make, spoil: Callable[[str], str], code: str
) -> None:
    handset = make_handset()
    handset.sync()
    answer = get(handset, f"/v1/changes?cursor={spoil(handset.log.cursor() or '')}")
    assert answer.status == 409
    assert json.loads(answer.body)["code"] == code


def test_a_pruned_feed_leads_to_a_new_pack(make_handset: Make, book: Session) -> None:
    one = make_handset()
    one.sync()
    cursor = one.log.cursor()
    one.visit()
    one.sync()
    book.execute(text("delete from change"))
    book.execute(text("update change_stream set pruned_through = head"))
    answer = get(one, f"/v1/changes?cursor={cursor}")
    assert (answer.status, json.loads(answer.body)["code"]) == (410, "feed.pruned")
    one.sync()
    assert one.state.trouble is None


def test_a_handed_over_collection_moves_to_the_other_squads_pack(make_handset: Make) -> None:
    one, other = make_handset("S1", 1), make_handset("S2", 2)
    one.record(ShiftEnded("R1", ON, 0, 0, "0" * 16, handed_over_to="S2", reason=Reason.BREAKDOWN))
    one.sync()
    other.sync()
    assert other.log.pack is not None
    assert [collection.round_id for collection in other.log.pack.collections] == ["R1", "R2"]
    op = other.visit(round_id="R1", usrn=STREETS[2])
    other.sync()
    assert other.status_of(op) == "accepted"


def hand_over(handset: Handset, to: str) -> None:
    handset.record(ShiftEnded("R1", ON, 0, 0, "0" * 16, handed_over_to=to))


def end(handset: Handset) -> None:
    handset.record(ShiftEnded("R1", ON, 0, 0, "0" * 16))


def is_closed(book: Session) -> bool:
    found = text("select shift_ended_at is not null from collection where round_id = 'R1'")
    return bool(book.execute(found).scalar_one())


def test_a_handed_over_collection_is_not_closed_until_the_other_squad_closes_it(
    make_handset: Make, book: Session
) -> None:
    one, other = make_handset("S1", 1), make_handset("S2", 2)
    other.sync()
    hand_over(one, "S2")
    one.sync()
    assert not is_closed(book)
    words = text("select squad, handed_over_to from shift_end")
    assert tuple(book.execute(words).one()) == ("S1", "S2"), "who handed over to whom is kept"
    late = NOW + timedelta(hours=1)
    report = make_report(book, NewReport(stream="refuse", made_at=late, uprn=UPRNS[0]), late)
    assert report.verdict.value not in ("known_missed", "street_no_access")
    other.sync()
    end(other)
    other.sync()
    assert is_closed(book)


def test_whoever_handed_it_over_does_not_close_it_in_whatever_order_the_words_arrive(
    make_handset: Make, book: Session
) -> None:
    first, second = make_handset("S1", 1), make_handset("S1", 2)
    second.boot_ms += 5_000
    hand_over(first, "S2")
    end(second)  # the squad's other device, a little later
    second.sync()
    assert is_closed(book), "nothing else is known yet"
    first.sync()
    assert not is_closed(book)


def test_changes_of_a_handed_over_collection_reach_both_squads(make_handset: Make) -> None:
    one, other = make_handset("S1", 1), make_handset("S2", 2)
    one.sync()
    other.sync()
    before = one.visit(usrn=STREETS[0])
    hand_over(one, "S2")
    one.sync()
    other.sync()
    assert other.log.pack is not None
    assert "R1" in [collection.round_id for collection in other.log.pack.collections]
    assert [mark.op_id for mark in other.log.pack.marks] == [before.id]
    by_other = other.visit(usrn=STREETS[1])
    other.sync()
    one.sync()
    assert decode_mark(one.log.mirror["mark", by_other.ent].body).op_id == by_other.id
    late = one.visit(usrn=STREETS[2])
    one.sync()
    other.sync()
    assert decode_mark(other.log.mirror["mark", late.ent].body).op_id == late.id


def test_a_device_out_of_service_gets_no_pack(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    revoke_device(book, UUID(handset.enrolled.device), NOW)
    book.commit()
    handset.sync()
    assert handset.log.pack is None
    assert handset.state.trouble is Trouble.REVOKED
    assert get(handset, "/v1/pack?on=2026-05-04").status == 403


def test_a_page_read_back_is_the_page_sent(make_handset: Make) -> None:
    handset = make_handset()
    handset.sync()
    answer = get(handset, f"/v1/changes?cursor={handset.log.cursor()}")
    page = decode_feed(answer.body)
    assert (page.changes, page.more, page.bootstrap) == ((), False, None)
