"""The change feed: gapless numbers in commit order, given last in a transaction under one row's lock.

A number is visible before the next is given, because the lock is held from numbering to commit. So a reader that has
seen n has seen everything below. Nothing may be written after `number_changes` but the commit.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar, cast

import msgspec
from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

from server.db.direct import NULL, ask, copy_rows, copy_text
from sync.cursor import Stream, epoch_after
from sync.exchange import Change

Numbered = tuple[int, str, str, str, str | None, dict[str, Any]]  # n, tag, kind, ent, op, body
_read = msgspec.json.Decoder(list[Numbered]).decode
_write = msgspec.json.Encoder().encode
T = TypeVar("T")
TAG = 16  # hexadecimal digits

BEGIN = text("""
insert into change_stream (id, epoch, head, pruned_through) values (1, :epoch, 0, 0) on conflict (id) do nothing
""")
NUMBER = text(
    "update change_stream set head = head + :count where id = 1 returning head - :count as base"
)
COLUMNS = "n, tag, squad, ent, kind, op, body, made_at"
PAGE = text("""
with stream as (select epoch, head, pruned_through from change_stream where id = 1),
at_n as (select tag from change where n = :n),
at_head as (select change.tag from change, stream where change.n = stream.head),
page as (
  select n, tag, kind, ent, op, body from change
  where n > :n and (squad is null or squad = :squad) order by n limit :limit
)
select stream.epoch, stream.head, stream.pruned_through, (select tag from at_n) as tag_at_n,
       (select tag from at_head) as head_tag,
       cast((select json_agg(json_build_array(n, tag, kind, ent, op, body) order by n) from page) as text) as page
from stream
""")
STREAM = text("""
select stream.epoch, stream.head, change.tag from change_stream stream left join change on change.n = stream.head
where stream.id = 1
""")
BEGIN_EPOCH = text("update change_stream set epoch = :new where id = 1 and epoch = :old")
PRUNE = text("""
with oldest as (select min(n) as n from change),
kept as (select n from change where made_at >= :before order by n limit 1),
through as (
  select least(coalesce((select n - 1 from kept), (select max(n) from change)), (select n + :most - 1 from oldest)) as n
), stream as (
  update change_stream set pruned_through = greatest(pruned_through, through.n) from through
  where id = 1 and through.n is not null returning pruned_through
), numbered as (
  update op set change_n = change.n from change
  where change.op = op.id and change.n <= (select pruned_through from stream)
)
delete from change where n <= (select pruned_through from stream)
""")


class DraftChange(NamedTuple):
    """A change to be numbered. squad: whose devices need it; None: all. body None: `ent` is gone."""

    squad: str | None
    ent: str
    kind: str
    op: str | None
    body: dict[str, Any] | None


class WrittenChange(NamedTuple):
    """A change as it is copied, all but its number and tag. op: the operation that made it."""

    op: str | None
    rest: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One read of the feed, of one snapshot. Tags of the changes at the cursor, at the head and of the page."""

    epoch: str
    head: int
    pruned_through: int
    tag_at_n: str | None
    head_tag: str
    changes: tuple[Change, ...]
    page_tags: tuple[str, ...]

    def stream(self, scope: str) -> Stream:
        """What a cursor is compared with."""
        return Stream(self.epoch, self.head, self.pruned_through, self.tag_at_n, scope)


def ensure_stream(session: Session) -> None:
    """Begin the feed if it was not. Its epoch names this database's history."""
    ask(session, BEGIN, {"epoch": secrets.token_hex(8)})


def get_stream(session: Session) -> tuple[str, int, str]:
    """The epoch, the head, and the tag of the change there ("" before the first)."""
    found = session.execute(STREAM).one_or_none()
    if found is None:
        ensure_stream(session)
        found = session.execute(STREAM).one()
    epoch, head, tag = found
    return epoch, head, tag or ""


def begin_epoch(session: Session, old: str, seen: str) -> str:
    """Begin a later epoch than `old` and than that a device has seen: every device starts from a new pack.

    Gives the one that counts from now on.
    """
    ask(session, BEGIN_EPOCH, {"old": old, "new": epoch_after(old, seen, secrets.token_hex(8))})
    return get_stream(session)[0]


def write_changes(drafts: Iterable[DraftChange], now: datetime) -> list[WrittenChange]:
    """The changes as they will be copied. Pure: done before the feed is locked."""
    made_at = now.isoformat()
    return [WrittenChange(draft.op, _line(draft, made_at)) for draft in drafts]


def number_changes(session: Session, drafts: Sequence[DraftChange], now: datetime) -> list[int]:
    """Number the changes and add them to the feed; gives their numbers. The last thing a transaction does."""
    return number_written(session, write_changes(drafts, now), list) if drafts else []


def number_written(
    session: Session, changes: Sequence[WrittenChange], meanwhile: Callable[[Sequence[int]], T]
) -> T:
    """The same for at least one that is written already.

    meanwhile: what to work out of their numbers while the database takes them in; what that gives is given.
    """
    values = {"count": len(changes)}
    found = ask(session, NUMBER, values)
    if not found:  # the first change there ever was: no device has asked yet
        ensure_stream(session)
        found = ask(session, NUMBER, values)
    base: int = found[0].base
    numbers = range(base + 1, base + len(changes) + 1)
    tags = secrets.token_hex(len(changes) * TAG // 2)  # all drawn at once

    def rows() -> str:
        tag = [tags[at : at + TAG] for at in range(0, len(tags), TAG)]
        drawn = zip(numbers, tag, changes, strict=True)
        return "".join([f"{n}\t{tag}\t{change.rest}" for n, tag, change in drawn])

    return copy_rows(session, "change", COLUMNS, rows, lambda: meanwhile(numbers))


def _line(draft: DraftChange, made_at: str) -> str:
    """The row as COPY reads it, without number and tag. Of JSON only the backslash is to be escaped."""
    squad = NULL if draft.squad is None else copy_text(draft.squad)
    body = _write(draft.body or {}).decode().replace("\\", "\\\\")
    return f"{squad}\t{copy_text(draft.ent)}\t{draft.kind}\t{draft.op or NULL}\t{body}\t{made_at}\n"


def prune_changes(session: Session, before: datetime, most: int) -> int:
    """Let go of the oldest changes, those made before a time, at most so many. Whose cursor is older starts anew."""
    done = session.execute(PRUNE, {"before": before, "most": most})
    return cast("CursorResult[tuple[()]]", done).rowcount


def read_page(session: Session, after: int, squad: str, limit: int) -> ReadPage:
    """The squad's changes above a number, at most `limit`, read in one statement and so of one snapshot."""
    values = {"n": after, "squad": squad, "limit": limit}
    rows = ask(session, PAGE, values)
    if not rows:
        ensure_stream(session)
        rows = ask(session, PAGE, values)
    (row,) = rows
    found = [] if row.page is None else _read(row.page)
    for n, _, kind, _, _, body in found:
        if body and kind == "mark":  # it says by which change it was set
            body["change_n"] = n
    return ReadPage(
        epoch=row.epoch,
        head=row.head,
        pruned_through=row.pruned_through,
        tag_at_n=row.tag_at_n,
        head_tag=row.head_tag or "",
        changes=tuple(
            [Change(n, kind, ent, op, body or None) for n, _, kind, ent, op, body in found]
        ),
        page_tags=tuple([one[1] for one in found]),
    )
