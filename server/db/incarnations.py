"""How far the server holds each incarnation of a device's log. Its row's lock serialises copies of one batch."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.direct import ask
from sync.digest import EMPTY_DIGEST
from sync.exchange import Prefix

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


def list_prefixes(session: Session, incs: Sequence[str]) -> tuple[Prefix, ...]:
    """How far each is held, in the order asked; nothing at all of one never heard of."""
    rows = ask(session, LIST, {"incs": list(incs)})
    held = {inc: (have, digest) for inc, have, digest in rows}
    return tuple((inc, *held.get(inc, (0, EMPTY_DIGEST))) for inc in dict.fromkeys(incs))
