"""The history of a place: every record of it stays to be seen, with what became of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from crew_app.presenters.recording import record_visit, take_back
from crew_app.store.database import transaction
from crew_app.store.forget import forget_before
from crew_app.store.history import Entry, Fate, list_history
from crew_app.store.rounds import find_street, list_other_squads, list_premises
from sync.cursor import Cursor, encode_cursor
from sync.device_log import Effects
from sync.exchange import Change, OpResult
from sync.ops import Op, Visit
from sync.pack import PackMark, PackSquad
from sync.packs import encode_mark
from sync.words import OpStatus, Outcome, Reason, WhyTakenBack
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, make_mark, make_pack, usrn_of

STREET = f"{COLLECTION}/{usrn_of(1)}"


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    return phone


def record(phone: Phone, outcome: Outcome = Outcome.COMPLETED, reason: Reason | None = None) -> Op:
    phone.clock.pass_time(60_000)
    return record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(1), outcome, reason))


def settle(phone: Phone, op: Op, n: int, status: OpStatus = OpStatus.ACCEPTED) -> None:
    phone.log.apply(Effects(settled=(OpResult(op.id, status, n),), settled_ms=op.time.est_ms))


def hear(phone: Phone, n: int, mark: PackMark | None, by: str | None = None) -> None:
    body = None if mark is None else encode_mark(mark)
    op_id = by or (mark.op_id if mark else None)
    phone.log.apply(Effects(feed=(Change(n, "mark", STREET, op_id, body),)))


def fates(phone: Phone) -> list[tuple[str | None, Outcome, Fate]]:
    return [(e.device, e.outcome, e.fate) for e in list_history(phone.store, STREET)]


def shown(phone: Phone) -> Outcome | None:
    street = find_street(phone.store, COLLECTION, usrn_of(1))
    assert street is not None
    return street.mark.outcome if street.mark else None


def test_a_place_without_a_record_has_no_history(phone: Phone) -> None:
    assert list_history(phone.store, STREET) == ()


def test_a_later_record_replaces_the_earlier_and_both_are_seen(phone: Phone) -> None:
    record(phone, Outcome.NOT_COLLECTED, Reason.PARKED_VEHICLES)
    record(phone)
    assert fates(phone) == [
        (None, Outcome.COMPLETED, Fate.COUNTS),
        (None, Outcome.NOT_COLLECTED, Fate.REPLACED),
    ]


def test_what_was_taken_back_says_when(phone: Phone) -> None:
    op = record(phone)
    phone.clock.pass_time(5_000)
    take_back(phone.handset, op.id)
    (entry,) = list_history(phone.store, STREET)
    assert (entry.fate, entry.ended_ms) == (Fate.TAKEN_BACK, op.time.est_ms + 5_000)


def test_another_phones_record_is_seen_with_its_name(phone: Phone) -> None:
    hear(phone, 1, make_mark(1, Outcome.COMPLETED, 1))
    assert fates(phone) == [("phone-2", Outcome.COMPLETED, Fate.COUNTS)]


def test_another_phones_record_stays_to_be_seen_after_mine(phone: Phone) -> None:
    hear(phone, 1, make_mark(1, Outcome.NOT_COLLECTED, 1, Reason.STREET_WORKS))
    phone.clock.pass_time(600_000)
    mine = record(phone)
    assert fates(phone)[1] == ("phone-2", Outcome.NOT_COLLECTED, Fate.REPLACED)
    settle(phone, mine, 2)
    ours = PackMark(STREET, Outcome.COMPLETED, None, "S3", "phone-1", mine.time.est_ms, mine.id)
    hear(phone, 2, ours)
    assert fates(phone) == [
        (None, Outcome.COMPLETED, Fate.COUNTS),
        ("phone-2", Outcome.NOT_COLLECTED, Fate.REPLACED),
    ]


def test_two_phones_that_did_not_see_each_other_stand_beside_each_other(phone: Phone) -> None:
    record(phone)
    hear(phone, 1, make_mark(1, Outcome.NOT_COLLECTED, 1, Reason.STREET_WORKS))
    assert [fate for _, _, fate in fates(phone)] == [Fate.BESIDE, Fate.COUNTS]


def test_what_another_phone_took_back_of_its_own_is_told_so(phone: Phone) -> None:
    hear(phone, 1, make_mark(1, Outcome.COMPLETED, 1))
    hear(phone, 2, None, by="01990000-0000-7000-8000-00000000dead")
    assert fates(phone) == [("phone-2", Outcome.COMPLETED, Fate.TAKEN_BACK)]


def test_my_record_taken_back_on_another_phone_no_longer_counts_here(phone: Phone) -> None:
    mine = record(phone)
    settle(phone, mine, 1)
    assert shown(phone) is Outcome.COMPLETED
    hear(phone, 2, None, by="01990000-0000-7000-8000-00000000dead")
    assert shown(phone) is None
    assert [fate for _, _, fate in fates(phone)] == [Fate.TAKEN_BACK]
    record(phone, Outcome.NOT_COLLECTED, Reason.POLICE)
    assert shown(phone) is Outcome.NOT_COLLECTED


def test_a_pack_without_my_record_means_that_it_was_taken_back_elsewhere(phone: Phone) -> None:
    mine = record(phone)
    settle(phone, mine, 5)
    phone.take_pack(make_pack(encode_cursor(Cursor("e1", 4, "aa", "S3:1"))))
    assert shown(phone) is Outcome.COMPLETED, "the pack is older than the record"
    phone.take_pack(make_pack(encode_cursor(Cursor("e1", 9, "aa", "S3:1"))))
    assert shown(phone) is None


def test_a_record_that_was_not_sent_is_never_taken_for_one_taken_back(phone: Phone) -> None:
    record(phone)
    phone.take_pack(make_pack(encode_cursor(Cursor("e1", 9, "aa", "S3:1"))))
    hear(phone, 10, None, by="01990000-0000-7000-8000-00000000dead")
    assert shown(phone) is Outcome.COMPLETED


def test_a_refused_record_is_seen_as_refused(phone: Phone) -> None:
    op = record(phone)
    phone.log.apply(Effects(settled=(OpResult(op.id, OpStatus.REJECTED, reason="unknown_street"),)))
    (entry,) = list_history(phone.store, STREET)
    assert isinstance(entry, Entry)
    assert (entry.fate, entry.state) == (Fate.REFUSED, "rejected")


def test_the_pack_brings_other_squads_and_earlier_tags(phone: Phone) -> None:
    assert list_other_squads(phone.store)[0] == PackSquad("S5", "Squad 5")
    tagged = [card for card in list_premises(phone.store, COLLECTION, usrn_of(2)) if card.tags]
    assert tagged[0].tags[0].reason is Reason.NOT_OUT


def test_what_another_phone_took_back_of_mine_says_why(phone: Phone) -> None:
    mine = record(phone)
    settle(phone, mine, 1)
    mark = make_mark(1, Outcome.NOT_COLLECTED, 2, Reason.POLICE)
    told = replace(mark, took_back=mine.id, why=WhyTakenBack.WRONG_PLACE)
    hear(phone, 2, told, by="01990000-0000-7000-8000-00000000dead")
    entry = next(e for e in list_history(phone.store, STREET) if e.op_id == mine.id)
    assert (entry.fate, entry.why) == (Fate.TAKEN_BACK, WhyTakenBack.WRONG_PLACE)
    assert shown(phone) is Outcome.NOT_COLLECTED


def test_what_was_told_goes_when_it_is_long_ago(phone: Phone) -> None:
    mark = make_mark(1, Outcome.COMPLETED, 1)
    taken = replace(make_mark(1, Outcome.NOT_COLLECTED, 2, Reason.POLICE), took_back=mark.op_id)
    hear(phone, 1, mark)
    hear(phone, 2, taken, by="01990000-0000-7000-8000-00000000dead")
    with transaction(phone.store) as connection:
        forget_before(connection, mark.at_ms)
    assert len(list_history(phone.store, STREET)) == 2
    with transaction(phone.store) as connection:
        forget_before(connection, taken.at_ms + 1)
    assert list_history(phone.store, STREET) == ()
    kept = phone.store.connection.execute("select count(*) from retracted").fetchone()[0]
    assert kept == 0
