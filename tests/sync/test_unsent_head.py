"""What a file of unsent operations says of its device, beside the operations."""

from random import Random

from sync.device_log import Effects
from sync.digest import EMPTY_DIGEST
from sync.exchange import OpResult, SentAt
from sync.ledger import holds_all_settled
from sync.memory_log import MemoryLog
from sync.unsent import head_of_file
from sync.words import ClockQuality, OpStatus
from tests.sync.sim.handset import new_id


def test_a_file_says_what_was_settled_so_that_a_restored_server_knows_it_lacks_it() -> None:
    rng = Random(1)
    first, second, op_id = new_id(rng), new_id(rng), new_id(rng)
    log = MemoryLog(first)
    log.append(op_id, "{}", "h")
    log.apply(Effects(settled=(OpResult(op_id, OpStatus.ACCEPTED),)))
    log.adopt(second)
    log.append(new_id(rng), "{}", "h")
    head = head_of_file(log, SentAt(1_000, ClockQuality.ANCHORED))
    assert (head.known, head.settled, head.last_seq) == ((first, second), (1, 0), 1)
    restored = ((first, 0, EMPTY_DIGEST), (second, 1, "taken from the file"))
    assert not holds_all_settled(head, restored), "it must not take the device for heard"
    assert holds_all_settled(head, ((first, 1, "as it was"), restored[1]))
