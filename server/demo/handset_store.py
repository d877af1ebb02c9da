"""Keeps simulated handsets between runs of the simulator: who they are, what they recorded, what was settled.

A file beside the server's data. When it is gone the simulator enrols new devices, as after a factory reset.
"""

import json
from dataclasses import asdict
from pathlib import Path

from server.demo.handset import Enrolment, Handset
from sync.clock import Anchor
from sync.device_log import Effects
from sync.exchange import OpResult
from sync.words import OpStatus


def save_handsets(path: Path, mark: str, handsets: list[Handset]) -> None:
    """Write all of them, in place of what was there, at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"mark": mark, "handsets": [_plain(handset) for handset in handsets]}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content), encoding="utf-8")
    fresh.replace(path)


def read_handsets(path: Path, mark: str) -> list[Handset]:
    """The handsets kept for this demo council; none when the file is gone or belongs to another."""
    if not path.exists():
        return []
    content = json.loads(path.read_text(encoding="utf-8"))
    return [_restored(plain) for plain in content["handsets"]] if content["mark"] == mark else []


def _plain(handset: Handset) -> dict[str, object]:
    kept = [
        [op.id, op.body, op.h, op.result.status if op.result is not None else None, op.settled_ms]
        for op in sorted(handset.log.ops.values(), key=lambda op: op.seq)
    ]
    anchor = handset.log.anchor()
    return {
        "enrolment": asdict(handset.enrolment),
        "ops": kept,
        "taps": handset.taps_recorded(),
        "anchor": asdict(anchor) if anchor is not None else None,
    }


def _restored(plain: dict[str, object]) -> Handset:
    enrolment, ops, taps = plain["enrolment"], plain["ops"], plain["taps"]
    assert isinstance(enrolment, dict)  # noqa: S101 - we wrote it
    assert isinstance(ops, list)  # noqa: S101 - we wrote it
    assert isinstance(taps, dict)  # noqa: S101 - we wrote it
    handset = Handset(Enrolment(**enrolment))
    for op_id, body, h, status, settled_ms in ops:
        handset.take_over(op_id, body, h)
        if status is not None:
            result = OpResult(op_id, OpStatus(status))
            handset.log.apply(Effects(settled=(result,), settled_ms=settled_ms))
    if isinstance(plain["anchor"], dict):
        handset.log.apply(Effects(anchor=Anchor(**plain["anchor"])))
    handset.remember_taps(taps)
    return handset
