"""Takes in the file of what a device has not sent, by the same way as if it had sent it. As often as one likes."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from server.actions.take_exchange import Refused, take_exchange
from server.core.problems import Problem
from server.db.devices import Device, get_device, list_secret_hashes
from sync.refusals import WireError
from sync.unsent import (
    TAMPERED,
    Unsent,
    decode_unsent,
    find_sender,
    is_sealed_by,
    plan_requests,
)


@dataclass(frozen=True, slots=True)
class TakenUnsent:
    """What came of a file: whose it was, how many operations it held, and how many of them have which status."""

    device: Device
    ops: int
    by_status: dict[str, int] = field(default_factory=dict)


def take_unsent(session: Session, data: bytes, now: datetime) -> TakenUnsent:
    """Take all of the file in, or nothing of it. Raises Problem unsent.*; RacedError: run the transaction again."""
    unsent = _open(session, data)
    statuses: Counter[str] = Counter()
    for request in plan_requests(unsent):
        device = get_device(session, unsent.device)
        taken = take_exchange(session, device, request, now)
        if isinstance(taken, Refused):
            raise Problem("unsent.does_not_follow")
        statuses.update(result.status.value for result in taken.results)
    return TakenUnsent(get_device(session, unsent.device), len(unsent.ops), dict(statuses))


def _open(session: Session, data: bytes) -> Unsent:
    """The file, if the device sealed it: by its secret now, or by one it had before it was enrolled again."""
    try:
        hashes = list_secret_hashes(session, find_sender(data))
        if not hashes:
            raise Problem("unsent.unknown_device")
        sealed_by = next((one for one in hashes if is_sealed_by(data, one)), hashes[0])
        return decode_unsent(data, sealed_by)
    except WireError as error:
        code = "unsent.tampered" if error.code == TAMPERED else "unsent.not_ours"
        raise Problem(code) from error
