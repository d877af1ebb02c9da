"""The server's tables in memory, as far as the protocol needs them. Their values are never changed in place."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sync.exchange import Change, SentOp
from sync.ledger import KnownOp, LogState
from sync.placing import Standing
from tests.sync.sim.ground import ROUNDS, Street

Collection = tuple[str, date]


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device in the server's books."""

    id: str
    label: str
    secret: str
    squad: str
    squads: frozenset[str]
    expires_ms: int
    revoked_ms: int | None = None
    scope_version: int = 1
    earlier: tuple[str, ...] = ()  # the last four secrets before this one

    @property
    def scope(self) -> str:
        """Part of its cursors."""
        return f"{self.squad}:{self.scope_version}"


@dataclass(frozen=True, slots=True)
class IncRow:
    """How far an incarnation is held, and by which device it was begun."""

    device: str
    state: LogState = field(default_factory=LogState)


@dataclass(frozen=True, slots=True)
class OpRow:
    """An operation as received. device: who brought it. known: its hash and result; times: effects it had."""

    inc: str
    seq: int
    sent: SentOp
    device: str
    known: KnownOp
    effects: int = 0


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A numbered change."""

    squad: str | None
    tag: str
    change: Change


@dataclass(frozen=True, slots=True)
class Handover:
    """A squad left a collection to another one. at_ms: as its device took the time."""

    collection: Collection
    at_ms: int
    squad: str
    to: str


def holder_of(handovers: Mapping[str, Handover], collection: Collection) -> str | None:
    """Who holds a collection: who took it over last, else the squad of its round."""
    here = [
        (one.at_ms, op_id, one.to)
        for op_id, one in handovers.items()
        if one.collection == collection
    ]
    return max(here)[2] if here else ROUNDS[collection[0]]


def held_by(handovers: Mapping[str, Handover], collection: Collection) -> frozenset[str]:
    """Every squad that ever handed a collection over or took it over."""
    here = [one for one in handovers.values() if one.collection == collection]
    return frozenset(squad for one in here for squad in (one.squad, one.to))


@dataclass(slots=True)
class Tables:
    """All of it. places: the statements at each street. visits: the street of each.

    retracting: by operation taken back, the squad that did. heard: by device. handovers: by operation.
    decided: when a manager decided about an operation that was held back.
    """

    epoch: str
    devices: dict[str, DeviceRow] = field(default_factory=dict)
    incs: dict[str, IncRow] = field(default_factory=dict)
    ops: dict[str, OpRow] = field(default_factory=dict)
    at: dict[tuple[str, int], str] = field(default_factory=dict)
    places: dict[Street, dict[str, Standing]] = field(default_factory=dict)
    visits: dict[str, Street] = field(default_factory=dict)
    retracting: dict[str, str] = field(default_factory=dict)
    changes: dict[int, FeedRow] = field(default_factory=dict)
    opaque: dict[str, bytes] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)
    decided: dict[str, int] = field(default_factory=dict)
    head: int = 0
    pruned_through: int = 0

    def copy(self) -> "Tables":
        """A backup."""
        changed: dict[str, Any] = {name: dict(getattr(self, name)) for name in COPIED}
        return replace(self, **changed)


COPIED = (
    "devices",
    "incs",
    "ops",
    "at",
    "places",
    "visits",
    "retracting",
    "changes",
    "opaque",
    "heard",
    "handovers",
    "decided",
)
