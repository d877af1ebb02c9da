"""Operations that a restored server lost are sent again before what their device recorded after them."""

from sync.device_log import Effects
from sync.digest import EMPTY_DIGEST
from sync.exchange import OpResult
from sync.memory_log import MemoryLog
from sync.reconcile import plan_reconciliation
from sync.wire import body_of
from sync.words import OpStatus
from tests.sync.make import make_op

OLDER, CURRENT, NEXT = (f"00000000-0000-4000-8000-00000000000{k}" for k in (1, 2, 3))


def test_what_an_older_incarnation_lost_goes_before_what_came_after_it() -> None:
    log = MemoryLog(OLDER)
    first, second = make_op(), make_op()
    log.append(first.id, body_of(first), first.h)
    log.apply(Effects(settled=(OpResult(first.id, OpStatus.ACCEPTED, 1),)))
    log.adopt(CURRENT)
    log.append(second.id, body_of(second), second.h)
    found = plan_reconciliation(log, [(OLDER, 0, EMPTY_DIGEST), (CURRENT, 0, EMPTY_DIGEST)])
    new_inc = NEXT if found.needs_new_inc else None
    log.apply(Effects(disputed=found.disputed, requeued=found.requeued, new_inc=new_inc))
    assert [op.id for op in log.pending_run(10, 100_000)] == [first.id, second.id]


def test_what_the_current_incarnation_lost_keeps_its_numbers() -> None:
    log = MemoryLog(CURRENT)
    op = make_op()
    log.append(op.id, body_of(op), op.h)
    log.apply(Effects(settled=(OpResult(op.id, OpStatus.ACCEPTED, 1),)))
    found = plan_reconciliation(log, [(CURRENT, 0, EMPTY_DIGEST)])
    assert found.requeued and not found.needs_new_inc
