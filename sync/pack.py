"""What a device needs for its days: the pack. Everything is keyed by stable domain ids, never by a row id.

The server builds it (`server/actions/hand_out_pack.py`), `sync.wire` encodes it, the phone's store replaces its
mirror tables with it in one transaction and never touches its operations.
"""

from dataclasses import dataclass
from datetime import date

from sync.exchange import OpResult
from sync.words import Level, Outcome, Reason, ReturnOutcome, WhyTakenBack


@dataclass(frozen=True, slots=True)
class ReasonCard:
    """A reason as this council uses it: where it may be given and what it asks for."""

    code: Reason
    levels: tuple[Level, ...]
    label: str  # the council's word for it, in English
    photo: str  # no | advised | required
    needs_material: bool = False


@dataclass(frozen=True, slots=True)
class StreamCard:
    """A stream with the council's name and bin colour (CSS hex)."""

    code: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class PackSquad:
    """A squad of the council: one that a collection may be handed over to."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PackTag:
    """A reason given at a premises at an earlier collection of the round."""

    on: date
    reason: Reason


@dataclass(frozen=True, slots=True)
class PackPremises:
    """A premises on a round's street."""

    uprn: str
    usrn: str
    label: str  # house number or name, short
    address: str
    assisted: bool = False
    bin_store_id: str | None = None
    bin_store: str | None = None  # its name
    containers: tuple[str, ...] = ()
    last_reason: Reason | None = None  # the exception recorded at the last collection, if any
    note: str | None = None
    tags: tuple[PackTag, ...] = ()  # the latest first, three at most, of the last 90 days


@dataclass(frozen=True, slots=True)
class PackEntry:
    """An entry (alleyway) under a street."""

    entry_id: str
    usrn: str
    name: str


@dataclass(frozen=True, slots=True)
class PackStreet:
    """A street of a round, in round order. `line` holds parts of (lat7, lon7) points."""

    usrn: str
    name: str
    position: int
    locality: str = ""
    premises_count: int = 0
    usual_reason: Reason | None = None
    line: tuple[tuple[tuple[int, int], ...], ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PackCollection:
    """A round on a date, given to this squad."""

    round_id: str
    on: date
    name: str
    stream: str
    squad: str
    expected_end: str | None = None  # HH:MM local
    streets: tuple[PackStreet, ...] = ()
    entries: tuple[PackEntry, ...] = ()
    premises: tuple[PackPremises, ...] = ()


@dataclass(frozen=True, slots=True)
class PackReturn:
    """A return this squad is asked to make, or one that was answered: then with its outcome."""

    return_id: str
    usrn: str
    address: str
    why: str
    due_ms: int
    round_id: str
    on: date
    uprn: str | None = None
    reason: Reason | None = None
    outcome: ReturnOutcome | None = None
    answered_ms: int | None = None
    answer_reason: Reason | None = None
    answered_by: str | None = None  # the squad's own operation: what takes the answer back names it


@dataclass(frozen=True, slots=True)
class PackMessage:
    """A message to the squad. code, fields: what it says, for a phone that words it in its own language; `text` else.

    fields: pairs of name and value.
    """

    message_id: str
    text: str
    sent_ms: int
    needs_reading: bool = False
    code: str | None = None
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PackMark:
    """The state of one entity as the server shows it: the mirror of `ent`."""

    ent: str
    outcome: Outcome
    reason: Reason | None
    squad: str
    device: str
    at_ms: int
    op_id: str
    contested: bool = False
    change_n: int = 0  # the change that set it: what a later op on `ent` gives as seen.n
    took_back: str | None = None  # in the feed: the operation that this change took back
    why: WhyTakenBack | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything a device needs, with the change cursor that belongs to the same snapshot."""

    council: str
    timezone: str
    squad: str
    squad_name: str
    made_ms: int
    cursor: str
    streams: tuple[StreamCard, ...] = ()
    reasons: tuple[ReasonCard, ...] = ()
    collections: tuple[PackCollection, ...] = ()
    returns: tuple[PackReturn, ...] = ()
    messages: tuple[PackMessage, ...] = ()
    marks: tuple[PackMark, ...] = ()
    purpose: str = ""  # what is recorded and why, shown at the start of a shift
    squads: tuple[PackSquad, ...] = ()  # the others that use the app
    resolved: tuple[OpResult, ...] = ()  # what people made of operations that were quarantined
