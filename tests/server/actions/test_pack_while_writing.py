"""A pack is read while others write, and the changes behind its cursor bring its reader to what everybody sees.

See decision 0008: the pack's statements do not share one snapshot. Here another device commits between all of them.
"""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from crew_app.store.device_log import StoredLog
from crew_app.store.opening import open_store
from server.actions.enrol_device import hash_of_secret
from server.actions.hand_out_pack import days_from, hand_out_pack
from server.actions.list_changes import list_changes
from server.db.devices import Device, find_device
from server.db.session import db, transaction
from sync.device_log import Effects
from sync.ops import Retraction
from sync.pack import Pack
from sync.words import OpKind, Outcome, Reason
from tests.server.handset import Handset
from tests.server.round_book import NOW, ON, STREETS

pytestmark = pytest.mark.db
WAYS = 12


@contextmanager
def between_statements(session: Session, work: Callable[[], None]) -> Iterator[list[str]]:
    """Do the work, on a connection of its own, before every statement of the session. Gives the statements."""
    connection = session.connection()
    seen: list[str] = []

    def before(conn: object, _cursor: object, statement: str, *_: Any) -> None:
        if conn is connection:
            seen.append(statement)
            thread = threading.Thread(target=work)
            thread.start()
            thread.join(30)

    event.listen(db.engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", before)


def writer_of(app: Flask, handset: Handset, rng: random.Random) -> Callable[[], None]:
    """Something of everything that changes marks: statements, corrections and undoing, at three streets."""
    made: list[Any] = []

    def write() -> None:
        with app.app_context():
            if made and rng.random() < 0.4:
                op = made.pop(rng.randrange(len(made)))
                handset.record(Retraction(op.id), kind=OpKind.RETRACTION, ent=op.ent)
            else:
                blocked = rng.random() < 0.5
                outcome = Outcome.NOT_COLLECTED if blocked else Outcome.COMPLETED
                reason = Reason.STREET_WORKS if blocked else None
                made.append(handset.visit(usrn=rng.choice(STREETS), outcome=outcome, reason=reason))
            handset.sync()
            db.session.remove()

    return write


def reader_of(session: Session, handset: Handset) -> Device:
    device = find_device(session, hash_of_secret(handset.enrolled.secret))
    assert device is not None
    return device


def pack_of(session: Session, handset: Handset) -> Pack:
    return hand_out_pack(session, reader_of(session, handset), days_from(ON, 1), NOW)


def catch_up(app: Flask, reader: Handset, log: StoredLog) -> None:
    more = True
    while more:
        with app.app_context(), transaction() as session:
            page = list_changes(session, reader_of(session, reader), log.cursor())
        assert page.bootstrap is None
        log.apply(Effects(feed=page.changes, cursor=page.cursor))
        more = page.more


@pytest.mark.parametrize("seed", range(WAYS))
def test_a_pack_read_while_others_write_converges(
    open_app: Flask, tmp_path: Path, seed: int
) -> None:
    with open_app.app_context(), transaction() as session:
        writing = Handset(open_app.test_client(), session, "S1", 900 + seed)
        reader = Handset(open_app.test_client(), session, "S1", 950 + seed)
    write = writer_of(open_app, writing, random.Random(seed))
    with open_app.app_context(), transaction() as session:
        device = reader_of(session, reader)
        with between_statements(session, write) as statements:
            pack = hand_out_pack(session, device, days_from(ON, 1), NOW)
    assert len(statements) > 8, "much was written while the pack was read"
    write()
    write()

    store = open_store(tmp_path, tmp_path / "no-backup", lambda: f"inc-{seed}").store
    log = StoredLog(store, tmp_path / "no-backup")
    log.apply(Effects(pack=pack, pack_on=ON))
    catch_up(open_app, reader, log)

    with open_app.app_context(), transaction() as session:
        truth = {mark.ent: mark.op_id for mark in pack_of(session, reader).marks}
    rows = store.connection.execute("select ent, op_id from server_mark")
    assert {row["ent"]: row["op_id"] for row in rows} == truth
    store.close()
