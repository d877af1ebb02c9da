"""How far the server holds each incarnation of a device's log. Its row's lock serialises copies of one batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from sync.digest import EMPTY_DIGEST
from sync.exchange import Prefix
from sync.ledger import LogState

CLAIM = text("""
insert into incarnation (inc, device, have, digest, highest_seq, first_seen_at, seen_at)
values (:inc, :device, 0, :empty, 0, :now, :now)
on conflict (inc) do update set seen_at = excluded.seen_at
returning device::text, have, digest
""")
ADVANCE = text("""
update incarnation set have = :have, digest = :digest, highest_seq = greatest(highest_seq, :highest)
where inc = :inc
""")
LIST = text(
    "select inc::text, have, digest from incarnation where inc = any(cast(:incs as uuid[]))"
)


@dataclass(frozen=True, slots=True)
class HeldLog:
    """An incarnation as it stands, and the device that wrote in it first."""

    device: str
    state: LogState


def claim_incarnation(session: Session, inc: str, device: str, now: datetime) -> HeldLog:
    """Lock the incarnation until the transaction ends; one never heard of is begun for this device."""
    values = {"inc": inc, "device": device, "now": now, "empty": EMPTY_DIGEST}
    owner, have, digest = session.execute(CLAIM, values).one()
    return HeldLog(owner, LogState(have, digest))


def advance_incarnation(session: Session, inc: str, state: LogState, highest_seq: int) -> None:
    """Note how far its log is held now."""
    values = {"inc": inc, "have": state.have, "digest": state.digest, "highest": highest_seq}
    session.execute(ADVANCE, values)


def list_prefixes(session: Session, incs: Sequence[str]) -> tuple[Prefix, ...]:
    """How far each is held, in the order asked; nothing at all of one never heard of."""
    rows = session.execute(LIST, {"incs": list(incs)}).all()
    held = {inc: (have, digest) for inc, have, digest in rows}
    return tuple((inc, *held.get(inc, (0, EMPTY_DIGEST))) for inc in dict.fromkeys(incs))
