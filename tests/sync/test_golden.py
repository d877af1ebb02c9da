"""Operations of every kind and version as they were once released: text, hash and meaning may never change.

A new version of a kind adds a file; no file is ever edited. `python -m tests.sync.test_golden` writes those missing.
"""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from sync.ids import uuid7
from sync.op_json import body_of, decode_op, op_of_body
from sync.ops import (
    Attachment,
    MessageRead,
    Op,
    OpData,
    Part,
    Photo,
    Position,
    Retraction,
    ReturnAnswered,
    Seen,
    ShiftEnded,
    ShiftStarted,
    Track,
)
from sync.upcast import NEWEST
from sync.words import OpKind, Outcome, Reason, ReturnOutcome, WhyTakenBack
from tests.sync.make import MORNING_MS, ON, make_op, make_visit

GOLDEN = Path(__file__).parent / "golden"
OTHER = uuid7(MORNING_MS - 5_000, b"another op")
COLLECTION, STREET = "R1@2026-05-04", "R1@2026-05-04/10012345"


def _op(kind: OpKind, number: int) -> Op:
    data: dict[OpKind, OpData] = {
        OpKind.VISIT: make_visit(
            outcome=Outcome.PARTLY_COMPLETED,
            reason=Reason.PARKED_VEHICLES,
            part=Part("odd", "1", "31", ("E7",)),
            corrects=OTHER,
            note="Tor war zu \u2013 Schl\u00fcssel fehlt",
        ),
        OpKind.RETRACTION: Retraction(OTHER, WhyTakenBack.WRONG_PLACE),
        OpKind.SHIFT_STARTED: ShiftStarted("R1", ON, 3),
        OpKind.SHIFT_ENDED: ShiftEnded("R1", ON, 7, 9, "0123456789abcdef", "S2", Reason.BREAKDOWN),
        OpKind.RETURN_ANSWERED: ReturnAnswered(
            OTHER, ReturnOutcome.RETURN_FAILED, Reason.ROAD_CLOSED
        ),
        OpKind.TRACK: Track(
            "R1", ON, MORNING_MS, ((0, 526_300_000, -12_900_000, 45), (7, 1, -2, 3))
        ),
        OpKind.PHOTO: Photo(OTHER),
        OpKind.MESSAGE_READ: MessageRead(OTHER),
    }
    photos = (Attachment("ab" * 32, 250_000, "image/jpeg"),) if kind is OpKind.PHOTO else ()
    of_collection = kind in (OpKind.SHIFT_STARTED, OpKind.SHIFT_ENDED, OpKind.TRACK)
    return make_op(
        data[kind],
        kind=kind,
        ent=COLLECTION if of_collection else STREET,
        rng=random.Random(number),
        seen=Seen("e1", 41, OTHER),
        position=Position(526_300_000, -12_900_000, 45, 2),
        photos=photos,
    )


EVERY = {f"{kind.value}-v{NEWEST[kind]}": _op(kind, at) for at, kind in enumerate(OpKind)}


@pytest.mark.parametrize("name", EVERY)
def test_an_operation_is_written_as_it_was_released(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text())
    assert body_of(EVERY[name]) == golden["body"]
    assert EVERY[name].h == golden["h"]


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.json")), ids=lambda file: file.stem)
def test_every_operation_ever_released_is_read(file: Path) -> None:
    golden = json.loads(file.read_text())
    op = op_of_body(golden["body"], 1)
    assert op.h == golden["h"]
    assert decode_op({**json.loads(golden["body"]), "seq": 1, "h": op.h}) == op
    assert file.stem in EVERY or op.v < NEWEST[op.kind]


if __name__ == "__main__":
    for name, op in EVERY.items():
        target = GOLDEN / f"{name}.json"
        if not target.exists():
            kept = {"body": body_of(replace(op, seq=1)), "h": op.h}
            target.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
