"""Exchanges at the same instant, over real connections that really commit."""

import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from server.db.changes import DraftChange, ensure_stream, number_changes, read_page
from server.db.session import db, transaction
from sync.exchange import decode_reply
from sync.ops import Retraction
from sync.words import OpKind, Outcome, Reason
from tests.server.handset import Handset
from tests.server.round_book import NOW, STREETS

pytestmark = pytest.mark.db
TIMES = int(os.environ.get("RACES", "1"))  # `make races` runs each so many times as often


@dataclass(slots=True)
class Together:
    """Runs pieces of work in threads that start at the same instant; keeps what they give or raise."""

    app: Flask

    def run(self, *works: Callable[[], Any]) -> list[Any]:
        start = threading.Barrier(len(works))
        found: list[Any] = [None] * len(works)

        def one(at: int, work: Callable[[], Any]) -> None:
            with self.app.app_context():
                try:
                    start.wait(10)
                    found[at] = work()
                except Exception as error:  # noqa: BLE001 - handed to the test
                    found[at] = error
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60 * TIMES)
        for given in found:
            if isinstance(given, Exception):
                raise given
        return found


@pytest.fixture
def together(open_app: Flask) -> Together:
    return Together(open_app)


def handset_of(app: Flask, seed: int, squad: str = "S1") -> Handset:
    with app.app_context(), transaction() as session:
        return Handset(app.test_client(), session, squad, seed)


def numbers(app: Flask, query: str, **values: object) -> tuple[Any, ...]:
    with app.app_context(), transaction() as session:
        return tuple(session.execute(text(query), values).one())


def is_feed_gapless(app: Flask) -> bool:
    count, low, high, head = numbers(
        app,
        "select count(*), coalesce(min(n), 1), coalesce(max(n), 0), (select head from change_stream) from change",
    )
    return bool((low, high) == (1, count) and head == count)


def test_two_copies_of_a_batch_at_once_are_one(open_app: Flask, together: Together) -> None:
    handset = handset_of(open_app, 100)
    for _ in range(25 * TIMES):
        ops = [handset.visit(usrn=usrn) for usrn in STREETS]
        body = handset.body_with(ops)
        answers = together.run(*[partial(handset.post_bytes, body)] * 3)
        assert [answer.status for answer in answers] == [200] * 3
        results = [decode_reply(answer.body).results for answer in answers]
        assert results[0] == results[1] == results[2], "each copy hears the same"
    kept, visits = numbers(
        open_app,
        "select count(*), (select count(*) from visit v join op o on o.id = v.id where o.inc = :inc)"
        " from op where inc = :inc",
        inc=handset.log.current_inc(),
    )
    assert kept == visits == 75 * TIMES
    assert is_feed_gapless(open_app)


def test_the_same_operations_in_two_incarnations_at_once_are_kept_once(
    open_app: Flask, together: Together
) -> None:
    """A late copy arrives while the device, in a new incarnation, sends the same operations again."""
    handset = handset_of(open_app, 200)
    for _ in range(15):
        handset.log.adopt(handset.new_inc())
        ops = [replace(handset.visit(usrn=usrn), seq=seq) for seq, usrn in enumerate(STREETS, 1)]
        late = handset.body_with(ops)
        handset.log.adopt(handset.new_inc())
        anew = handset.body_with(ops)
        answers = together.run(partial(handset.post_bytes, late), partial(handset.post_bytes, anew))
        assert [answer.status for answer in answers] == [200, 200]
        first, second = (decode_reply(answer.body).results for answer in answers)
        assert first == second
    (doubled,) = numbers(
        open_app, "select count(*) from (select id from visit group by id having count(*) > 1) d"
    )
    assert doubled == 0
    assert is_feed_gapless(open_app)


def test_many_devices_at_one_street_never_wait_crosswise(
    open_app: Flask, together: Together
) -> None:
    handsets = [handset_of(open_app, 300 + number) for number in range(8)]
    rng = random.Random(5)
    for handset in handsets:
        for _ in range(8):
            blocked = rng.random() < 0.3
            handset.visit(
                round_id=rng.choice(["R1", "R3"]),
                usrn=rng.choice(STREETS),
                outcome=Outcome.NOT_COLLECTED if blocked else Outcome.COMPLETED,
                reason=Reason.WEATHER if blocked else None,
            )
    together.run(*[handset.sync for handset in handsets])
    assert all(handset.log.count_pending() == 0 for handset in handsets)
    assert is_feed_gapless(open_app)


def test_no_reader_misses_a_change(open_app: Flask, together: Together) -> None:
    """Four writers of slow transactions; a reader that polls from its cursor must see every number, in order."""
    writing, done = 4, threading.Event()
    finished: list[int] = []

    def write(seed: int) -> None:
        rng = random.Random(seed)
        for number in range(40 * TIMES):
            with transaction() as session:
                ensure_stream(session)
                session.execute(text("select 1"))
                time.sleep(rng.random() / 200)
                ents = [f"w{seed}/{number}/{k}" for k in range(rng.randint(1, 5))]
                drafts = [DraftChange("S1", ent, "test", None, None) for ent in ents]
                number_changes(session, drafts, NOW)
                time.sleep(rng.random() / 200)
        finished.append(seed)
        if len(finished) == writing:
            done.set()

    (start,) = numbers(open_app, "select coalesce(max(n), 0) from change")
    seen: list[int] = []

    def read() -> None:
        cursor = start
        while True:
            last_look = done.is_set()
            with transaction() as session:
                page = read_page(session, cursor, "S1", 500)
            if page.changes:
                cursor = page.changes[-1].n
                seen.extend(change.n for change in page.changes)
            elif last_look:
                return

    together.run(*[partial(write, seed) for seed in range(writing)], read)
    (head,) = numbers(open_app, "select head from change_stream")
    assert seen == list(range(start + 1, head + 1))
    assert is_feed_gapless(open_app)


def test_a_retraction_alone_waits_for_who_is_at_its_collection(open_app: Flask) -> None:
    handset = handset_of(open_app, 140)
    visit = handset.visit(usrn=STREETS[0])
    handset.post(visit)
    undo = handset.record(Retraction(visit.id), kind=OpKind.RETRACTION, ent=visit.ent)
    body = handset.body_with([undo])
    answers: list[int] = []

    def take_back() -> None:
        answers.append(handset.post_bytes(body).status)

    waiting = threading.Thread(target=take_back)
    with open_app.app_context(), transaction() as session:
        session.execute(text("select 1 from collection for update"))
        waiting.start()
        waiting.join(0.7)
        assert answers == [], "it judged the place while somebody else was changing it"
    waiting.join(20)
    assert answers == [200]
