"""A record whose text on the device is no longer what was recorded: sent apart, as it is, and in nobody's way."""

import pytest

from sync.client import ClientState, Draw, Moment, Purpose, Request, next_request
from sync.clock import Reading
from sync.memory_log import MemoryLog
from sync.rescue import decode_rescue
from sync.wire import body_of
from tests.sync.make import MORNING_MS, ON, make_op, make_visit

INC, SPARE = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
MOMENT = Moment(Reading(MORNING_MS, 1_000, "boot-1"), ON, Draw(0.5, SPARE))


def log_with_three() -> tuple[MemoryLog, list[str]]:
    log = MemoryLog(INC)
    ops = [make_op(make_visit()) for _ in range(3)]
    for op in ops:
        log.append(op.id, body_of(op), op.h)
    return log, [op.id for op in ops]


def ask(log: MemoryLog) -> Request:
    asked = next_request(ClientState(), log, MOMENT)
    assert isinstance(asked, Request)
    return asked


@pytest.mark.parametrize("damage", ["{", "", "[1]", "completed for not_collected"])
def test_what_comes_before_a_damaged_record_is_sent_without_it(damage: str) -> None:
    log, ids = log_with_three()
    log.ops[ids[1]].body = damage
    asked = ask(log)
    assert asked.purpose is Purpose.EXCHANGE and [op.id for op in asked.ops] == ids[:1]


@pytest.mark.parametrize("damage", ["{", "", "[1]"])
def test_a_damaged_record_is_rescued_as_it_is(damage: str) -> None:
    log, ids = log_with_three()
    log.ops[ids[0]].body = damage
    asked = ask(log)
    assert asked.purpose is Purpose.RESCUE and asked.body is not None
    assert [op.id for op in decode_rescue(asked.body).ops] == ids[:1]
    assert decode_rescue(asked.body).head.pending_after == 2


def test_a_record_that_was_changed_on_the_device_is_not_sent_as_if_it_were_recorded_so() -> None:
    log, ids = log_with_three()
    kept = log.ops[ids[0]]
    kept.body = kept.body.replace("completed", "collected")
    assert ask(log).purpose is Purpose.RESCUE
