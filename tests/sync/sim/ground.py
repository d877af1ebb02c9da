"""The small council of the simulated world, and what its squads record there."""

from dataclasses import dataclass
from datetime import date

from server.actions.swift_ops import swift_text
from sync.canonical import hash_of_text
from sync.clock import Anchor, Reading, corrected_time

ON = date(2026, 5, 4)  # a Monday
DAWN_MS = 1_777_885_200_000  # 2026-05-04T09:00Z
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
STREETS = ("10012345", "10012346", "10012347")
ROUNDS: dict[str, str | None] = {"R1": "S1", "R2": "S2"}
ROUND_OF_SQUAD = {"S1": "R1", "S2": "R2"}
SQUADS = tuple(ROUND_OF_SQUAD)
TRAP = "trap"  # a note that makes applying raise, until the server is upgraded
ODD = "odd"  # a note that something between device and server cannot read
NEWER_KIND = "street_swept"  # a kind that the server knows after its upgrade
NEWER_V = 2

Street = tuple[str, date, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """Something a squad records. kind: visit, a newer kind, retraction or shift_ended. target: what it takes back.

    handed_over_to: the squad that goes on with the collection, where a shift ended so.
    """

    kind: str = "visit"
    round_id: str = "R1"
    usrn: str = STREETS[0]
    outcome: str = "completed"
    note: str | None = None
    v: int = 1
    target: str | None = None
    target_ent: str = ""
    handed_over_to: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the device knows when it records: the last change of the place, its own last op there, its log so far."""

    squad: str
    epoch: str | None = None
    n: int | None = None
    prev: str | None = None
    ops: int = 0
    last_seq: int = 0
    digest: str = ""


def ent_of(draft: Draft) -> str:
    """The place a draft speaks of."""
    if draft.target is not None:
        return draft.target_ent
    collection = f"{draft.round_id}@{ON.isoformat()}"
    return collection if draft.kind == "shift_ended" else f"{collection}/{draft.usrn}"


def write_op(
    draft: Draft, op_id: str, reading: Reading, anchor: Anchor | None, known: Known
) -> tuple[str, str]:
    """The operation's canonical text and its hash, as `sync.wire.seal` would make them (a test compares the two)."""
    est_ms, quality = corrected_time(anchor, reading.wall_ms, reading.boot_ms, reading.boot_id)
    raw = {
        "id": op_id,
        "kind": draft.kind,
        "v": draft.v,
        "ent": ent_of(draft),
        "seen": _seen(known),
        "time": {
            "wall_ms": reading.wall_ms,
            "boot_ms": reading.boot_ms,
            "boot_id": reading.boot_id,
            "est_ms": est_ms,
            "quality": quality.value,
        },
        "squad": known.squad,
        "data": _data(draft, known),
    }
    body = swift_text(raw)
    return body, hash_of_text(body)


def _seen(known: Known) -> dict[str, object]:
    seen: dict[str, object] = {}
    if known.n is not None:
        seen |= {"epoch": known.epoch, "n": known.n}
    if known.prev is not None:
        seen["prev"] = known.prev
    return seen


def _data(draft: Draft, known: Known) -> dict[str, object]:
    if draft.target is not None:
        return {"op_id": draft.target}
    data: dict[str, object] = {"round_id": draft.round_id, "on": ON.isoformat()}
    if draft.kind == "shift_ended":
        data |= {"ops": known.ops, "last_seq": known.last_seq, "digest": known.digest}
        to = draft.handed_over_to
        return data if to is None else data | {"handed_over_to": to}
    data |= {"usrn": draft.usrn, "outcome": draft.outcome}
    if draft.outcome == "not_collected":
        data["reason"] = "parked_vehicles"
    if draft.note is not None:
        data["note"] = draft.note
    return data
