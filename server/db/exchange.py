"""What an exchange asks and notes over several nouns at once: one statement where there would be two or three.

Only what may be seen of one moment stands together. How far the log is held is read alone, after its lock was waited
for; what was looked up in the same statement would be older than that.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.changes import ensure_stream
from server.db.collections import HeldCollection, held_of
from server.db.devices import MEET, Contact, values_of_contact
from server.db.direct import ask, ask_meanwhile
from server.db.incarnations import ADVANCE, CLAIM
from server.db.locks import numbers_of
from sync.cursor import Stream
from sync.digest import EMPTY_DIGEST
from sync.ledger import LogState

# the feed's epoch may be of before the wait for the lock: so it was when it was asked for in a statement of its own
BEGIN = text(f"""
with claimed as ({CLAIM.text})
select claimed.*, stream.epoch, stream.head, stream.pruned_through,
       (select tag from change where n = :n) as tag
from claimed left join change_stream stream on stream.id = 1
""")  # noqa: S608 - constants
NOTE = text(f"with advanced as ({ADVANCE.text}), {MEET.text.strip().removeprefix('with ')}")
# all of them or, where one is new, none: who begins a collection locks anew, in the one order
HOLD = text("""
with wanted as (
  select * from unnest(cast(:rounds as text[]), cast(:days as date[])) as w(round_id, on_date)
), held as materialized (
  select c.round_id, c.on_date, c.squad, c.held_by from collection c
  where (c.round_id, c.on_date) in (select * from wanted)
    and :count = (select count(*) from wanted join collection k using (round_id, on_date))
  order by c.round_id, c.on_date
  for no key update
), judged as materialized (
  select count(pg_advisory_xact_lock(t.n))
  from (select n from unnest(cast(:locks as bigint[])) as u(n) where (select count(*) from held) > 0 order by n) t
)
select held.*, (select squad from round where id = held.round_id) as serves from held, judged
""")


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BegunExchange:
    """How far a log is held, the device that wrote in it first, and the feed where the device's cursor stands."""

    owner: str
    state: LogState
    stream: Stream


@dataclass(frozen=True, slots=True)
class Log:
    """A device's log as it stands after an exchange. highest_seq: that the device says it gave."""

    device: str
    inc: str
    state: LogState
    highest_seq: int


def begin_exchange(
    session: Session, log: tuple[str, str], cursor: tuple[int, str], now: datetime
) -> BegunExchange:
    """Lock an incarnation until the transaction ends, and look at the feed.

    log: incarnation, device. cursor: the change at which the device stands, its scope.
    """
    (inc, device), (n, scope) = log, cursor
    values = {"inc": inc, "device": device, "now": now, "empty": EMPTY_DIGEST, "n": n}
    (row,) = ask(session, BEGIN, values)
    if row.epoch is None:  # no device has asked yet
        ensure_stream(session)
        (row,) = ask(session, BEGIN, values)
    stream = Stream(row.epoch, row.head, row.pruned_through, row.tag, scope)
    return BegunExchange(row.device, LogState(row.have, row.digest), stream)


def note_exchange(
    session: Session, log: Log, contact: Contact, now: datetime, meanwhile: Callable[[], T]
) -> T:
    """Note how far the log is held now, and the contact. A late copy of an older request moves nothing back.

    meanwhile: what to work out while the database is at it; what that gives is given.
    """
    values = {
        "inc": log.inc,
        "have": log.state.have,
        "digest": log.state.digest,
        "highest": log.highest_seq,
        **values_of_contact(log.device, contact, now),
    }
    return ask_meanwhile(session, NOTE, values, meanwhile)[1]


def hold_collections(
    session: Session, keys: Sequence[tuple[str, date]], locks: Collection[str]
) -> list[HeldCollection]:
    """Lock these collections in one order, then take advisory locks; nothing at all where one is not begun."""
    if not keys:
        return []
    values = {
        "rounds": [round_id for round_id, _ in keys],
        "days": [on for _, on in keys],
        "count": len(keys),
        "locks": numbers_of(locks),
    }
    return [held_of(row) for row in ask(session, HOLD, values)]
