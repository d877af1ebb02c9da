"""Builders with sensible defaults for operations, and a shift's worth of them."""

import random
from dataclasses import replace
from datetime import date
from typing import Any

from sync.ids import uuid7
from sync.ops import (
    CapturedTime,
    Op,
    OpData,
    Position,
    Seen,
    ShiftEnded,
    ShiftStarted,
    Visit,
    entity_of_collection,
    entity_of_visit,
)
from sync.wire import NEWEST, seal
from sync.words import ClockQuality, OpKind, Outcome, Reason

ON = date(2026, 5, 4)
MORNING_MS = 1_777_874_400_000  # 2026-05-04T06:00Z
KIND_OF_TYPE = {
    Visit: OpKind.VISIT,
    ShiftStarted: OpKind.SHIFT_STARTED,
    ShiftEnded: OpKind.SHIFT_ENDED,
}


def make_visit(**changes: Any) -> Visit:
    """A street completed."""
    visit = Visit(round_id="R1", on=ON, usrn="10012345", outcome=Outcome.COMPLETED)
    return replace(visit, **changes)


def make_op(data: OpData | None = None, **changes: Any) -> Op:
    """A sealed operation, of a visit unless told otherwise. `rng` draws its id."""
    rng = changes.pop("rng", None) or random.Random()
    at_ms = changes.pop("at_ms", MORNING_MS)
    data = data or make_visit()
    kind = changes.pop("kind", None) or KIND_OF_TYPE[type(data)]
    op = Op(
        id=uuid7(at_ms, rng.randbytes(10)),
        seq=1,
        kind=kind,
        v=NEWEST[kind],
        ent=changes.pop("ent", None) or _entity(data),
        seen=Seen(),
        time=CapturedTime(
            at_ms, at_ms - MORNING_MS + 7_000_000, "boot-1", at_ms, ClockQuality.ANCHORED
        ),
        squad="S1",
        data=data,
    )
    return seal(replace(op, **changes))


def make_shift(count: int, seed: int = 7) -> list[Op]:
    """What a squad records in a shift: mostly streets completed, some reasons, exceptions at premises, positions."""
    rng = random.Random(seed)
    at_ms, lat7, lon7 = MORNING_MS, 526_300_000, 12_900_000
    ops: list[Op] = []
    for seq in range(1, count + 1):
        at_ms += 10_000 + rng.randrange(18_000)
        lat7 += rng.randrange(-9_000, 9_000)
        lon7 += rng.randrange(-15_000, 15_000)
        boot_ms = at_ms - MORNING_MS + 7_000_000
        time = CapturedTime(at_ms + 2_345, boot_ms, "5f0c1b7a-boot", at_ms, ClockQuality.ANCHORED)
        ops.append(
            make_op(
                _some_visit(rng),
                seq=seq,
                rng=rng,
                at_ms=at_ms + 2_345,
                time=time,
                seen=Seen(epoch="e1", n=0) if rng.random() < 0.1 else Seen(),
                position=Position(lat7, lon7, 30 + rng.randrange(120), rng.randrange(5)),
            )
        )
    return ops


def _some_visit(rng: random.Random) -> Visit:
    usrn = str(8_400_000 + rng.randrange(20_000))
    drawn = rng.random()
    if drawn < 0.78:
        return make_visit(usrn=usrn)
    if drawn < 0.96:
        reason = rng.choice([Reason.NOT_OUT, Reason.CONTAMINATED, Reason.WRONG_BIN])
        uprn = str(100_090_000_000 + rng.randrange(9_999_999))
        material = "textiles" if reason is Reason.CONTAMINATED else None
        return make_visit(
            usrn=usrn, uprn=uprn, outcome=Outcome.NOT_COLLECTED, reason=reason, material=material
        )
    if drawn < 0.98:
        return make_visit(usrn=usrn, outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES)
    return make_visit(usrn=usrn, outcome=Outcome.PARTLY_COMPLETED)


def _entity(data: OpData) -> str:
    if isinstance(data, Visit):
        return entity_of_visit(data)
    if isinstance(data, ShiftStarted | ShiftEnded):
        return entity_of_collection(data.round_id, data.on)
    raise ValueError("give ent")
