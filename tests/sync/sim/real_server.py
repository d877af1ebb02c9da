"""The real server on a real PostGIS, beside the one in memory: whatever the one answers, the other must answer too.

Everything happens in one outer transaction that is rolled back; a backup is a savepoint, and a restore goes back to it.
Random values (epoch, tags) are set to those of the tables in memory, so that whole answers can be compared.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, NestedTransaction, text
from sqlalchemy.orm import Session

from server.actions.enrol_device import Asking, enrol, hash_of_secret, issue_enrolment_code
from server.actions.hand_out_pack import hand_out_pack
from server.actions.list_changes import list_changes
from server.actions.replay_quarantined import Decision, dismiss_op, repair_op, replay_op
from server.actions.take_exchange import (
    BatchFailedError,
    Refused,
    TakenIn,
    take_exchange,
    take_exchange_at_once,
)
from server.actions.take_unsent import take_unsent
from server.core.problems import Problem
from server.db.changes import ensure_stream, prune_changes
from server.db.devices import Device, find_device, revoke
from sync.exchange import Change, ExchangeRequest, FeedPage, OpResult
from sync.pack import Pack
from tests.server.round_book import build_round_book
from tests.sync.sim.deciding import Decided, Deed
from tests.sync.sim.ground import ON
from tests.sync.sim.server import Enrolling
from tests.sync.sim.tables import FeedRow, Tables

SET_TRAP = """
create function fall_into_trap() returns trigger language plpgsql as $$
begin
  if new.note = 'trap' then raise exception 'the trap'; end if;
  return new;
end $$;
create trigger trap before insert on visit for each row execute function fall_into_trap();
"""
LOOKED = Decision(None, "looked at it")
COLUMNS = {"expires_ms": "secret_expires_at", "scope_version": "scope_version"}


def moment(ms: int) -> datetime:
    """A time as the server takes it."""
    return datetime.fromtimestamp(ms / 1000, UTC)


@dataclass(slots=True)
class RealServer:
    """The product's actions over a connection. numbered: up to which change tags are those of the tables in memory."""

    connection: Connection
    session: Session = field(init=False)
    backup: NestedTransaction | None = None

    def __post_init__(self) -> None:
        """A small council, a feed, and a trap."""
        self._open()
        build_round_book(self.session)
        ensure_stream(self.session)
        self.session.execute(text(SET_TRAP))
        self.session.commit()

    def _open(self) -> None:
        self.session = Session(
            self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )

    def enrol(self, asked: Enrolling) -> tuple[str, str]:
        """Enrol a device with a fresh code; gives its id and its secret."""
        now = moment(asked.now_ms)
        code = issue_enrolment_code(self.session, asked.squad, "the office", now)
        done = enrol(self.session, Asking(code, asked.label, "sim", asked.secret), now)
        self.session.commit()
        return done.device, done.secret

    def change_device(self, device: str, name: str, value: int) -> None:
        """Change a column of a device."""
        if name == "revoked_ms":
            revoke(self.session, UUID(device), moment(value))
        else:
            kept = moment(value) if name == "expires_ms" else value
            update = f"update device set {COLUMNS[name]} = :value where id = :id"  # noqa: S608
            self.session.execute(text(update), {"value": kept, "id": device})
        self.session.commit()

    def take(self, secret: str, asked: ExchangeRequest, now_ms: int) -> TakenIn | Refused:
        """Take an exchange in, as the edge does, and commit."""
        try:
            taken = take_exchange_at_once(self.session, self._device(secret), asked, moment(now_ms))
        except BatchFailedError:
            self.session.rollback()
            taken = take_exchange(self.session, self._device(secret), asked, moment(now_ms))
        self.session.commit()
        return taken

    def list_changes(self, secret: str, cursor: str | None) -> FeedPage:
        """The next changes for a device."""
        return list_changes(self.session, self._device(secret), cursor)

    def pack_for(self, secret: str, now_ms: int) -> Pack:
        """The pack of the day that everything is recorded for."""
        return hand_out_pack(self.session, self._device(secret), (ON,), moment(now_ms))

    def decide(self, done: Decided, now_ms: int) -> OpResult:
        """What a manager decided, once more here."""
        now = moment(now_ms)
        if done.deed is Deed.DISMISSED:
            result = dismiss_op(self.session, done.op_id, LOOKED, now)
        elif done.deed is Deed.REPAIRED:
            result = repair_op(self.session, done.op_id, done.body, LOOKED, now)
        else:
            result = replay_op(self.session, done.op_id, LOOKED, now)
        self.session.commit()
        return result

    def take_file(self, data: bytes, now_ms: int) -> dict[str, int] | str:
        """Take a file of what was not sent in: how many have which status, or why not."""
        try:
            taken = take_unsent(self.session, data, moment(now_ms))
        except Problem as problem:
            self.session.rollback()
            return problem.code
        self.session.commit()
        return taken.by_status

    def heard_ms(self, device: str) -> int | None:
        """Through when a device is heard."""
        query = text("select heard_through from device where id = :id")
        heard = self.session.execute(query, {"id": device}).scalar_one()
        return None if heard is None else round(heard.timestamp() * 1000)

    def list_own_changes(self, above: int) -> list[FeedRow]:
        """What the server itself put into the feed, beside what operations changed: returns to make."""
        query = text("select n, tag, squad, kind, ent, body from change where n > :n order by n")
        return [
            FeedRow(row.squad, row.tag, Change(row.n, row.kind, row.ent, None, row.body or None))
            for row in self.session.execute(query, {"n": above})
        ]

    def align(self, tables: Tables) -> str:
        """Set epoch and tags to those of the tables in memory; gives the epoch there was."""
        epoch: str = self.session.execute(text("select epoch from change_stream")).scalar_one()
        self.session.execute(text("update change_stream set epoch = :e"), {"e": tables.epoch})
        values = [{"n": n, "tag": row.tag} for n, row in tables.changes.items()]
        if values:
            self.session.execute(text("update change set tag = :tag where n = :n"), values)
        self.session.commit()
        return epoch

    def prune(self, through: int) -> None:
        """Drop changes from the feed."""
        pruned = self.session.execute(text("select pruned_through from change_stream"))
        prune_changes(self.session, datetime.max.replace(tzinfo=UTC), through - pruned.scalar_one())
        self.session.commit()

    def back_up(self) -> None:
        """Remember the database as it is."""
        self.session.commit()  # ends the savepoint of what was only read
        self.backup = self.connection.begin_nested()

    def restore(self) -> None:
        """Go back to what was remembered; it stays remembered."""
        self.session.close()
        assert self.backup is not None
        self.backup.rollback()
        self._open()
        self.back_up()

    def _device(self, secret: str) -> Device:
        device = find_device(self.session, hash_of_secret(secret))
        assert device is not None
        return device
