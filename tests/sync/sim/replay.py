"""A manager's replay of what was quarantined, after the server's upgrade: each operation judged and applied once."""

from sync.exchange import ExchangeHead, ExchangeRequest, SentAt
from sync.words import ClockQuality, OpStatus
from tests.sync.sim.server import SimServer
from tests.sync.sim.tables import OpRow
from tests.sync.sim.taking import Taking


def replay(server: SimServer, now_ms: int) -> list[str]:
    """Take every operation in again that is quarantined for the server's own lack; gives their ids."""
    done = []
    for op_id, row in list(server.tables.ops.items()):
        result = row.known.result
        if result.status is OpStatus.QUARANTINED and is_replayed(result.reason):
            _replay_one(server, row, now_ms)
            done.append(op_id)
    return done


def is_replayed(reason: str | None) -> bool:
    """Whether an operation was set aside for what the server then lacked."""
    return reason is not None and reason.startswith(("could_not", "op.unknown", "op.newer"))


def _replay_one(server: SimServer, row: OpRow, now_ms: int) -> None:
    head = ExchangeHead(1, row.inc, "replay", row.seq, 0, SentAt(now_ms, ClockQuality.ANCHORED))
    taking = Taking(server.bench, row.device, ExchangeRequest(head, (row.sent,)), now_ms)
    taking.apply_again(row)
