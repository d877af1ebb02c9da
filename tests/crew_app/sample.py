"""A small, fixed pack for the app's tests and pictures: squad 3 of Millbrook on Saturday 21 November 2026."""

from datetime import UTC, date, datetime, timedelta

from sync.cursor import Cursor, encode_cursor
from sync.pack import (
    Pack,
    PackCollection,
    PackEntry,
    PackMark,
    PackPremises,
    PackSquad,
    PackStreet,
    PackTag,
    ReasonCard,
    StreamCard,
)
from sync.words import Level, Outcome, Reason

DAY = date(2026, 11, 21)
START_MS = int(datetime(2026, 11, 21, 7, 12, tzinfo=UTC).timestamp() * 1000)
ROUND_ID = "REF-SAT-3"
COLLECTION = f"{ROUND_ID}@{DAY.isoformat()}"
OTHER_COLLECTION = f"REC-SAT-3@{DAY.isoformat()}"

_STREETS = (
    ("Alder Walk", 18, "Mill Hill", None, None),
    ("Ormeau Avenue", 42, "Mill Hill", Reason.PARKED_VEHICLES, None),
    ("Station Road", 36, "Mill Hill", None, None),
    ("Foundry Lane", 12, "Old Town", None, "Narrow: reverse in from the yard end."),
    ("Church Row", 9, "Old Town", None, None),
    ("St Bartholomew's Terrace", 27, "Old Town", Reason.PARKED_VEHICLES, None),
    ("Weavers Court", 24, "Old Town", None, "Gate code 4482#"),
    ("Quay Street", 31, "Harbour", None, None),
    ("Net Loft Close", 8, "Harbour", None, None),
    ("Lighthouse Parade and Promenade", 54, "Harbour", None, None),
    ("Gull Street", 16, "Harbour", None, None),
    ("Chandlers Way", 22, "Harbour", None, None),
    ("Linen Hall Gardens", 40, "Northfield", None, None),
    ("Beech Grove", 33, "Northfield", None, None),
    ("Hazel Bank", 29, "Northfield", None, None),
    ("Rowan Drive", 38, "Northfield", None, None),
    ("Kiln Close", 11, "Northfield", None, None),
    ("Brickfield Road", 47, "Northfield", None, None),
)
_PREMISES_REASONS = (
    (Reason.NOT_OUT, "Not out", "no"),
    (Reason.CONTAMINATED, "Contaminated", "required"),
    (Reason.WRONG_BIN, "Wrong bin", "advised"),
    (Reason.SIDE_WASTE, "Side waste", "advised"),
    (Reason.OVERFILLED_RED, "Overfilled, left", "required"),
    (Reason.OVERFILLED_AMBER, "Overfilled, taken", "advised"),
    (Reason.TOO_HEAVY, "Too heavy", "advised"),
    (Reason.NO_ACCESS_PREMISES, "No access", "advised"),
    (Reason.BIN_DAMAGED, "Bin damaged", "advised"),
    (Reason.CONTENTS_STUCK, "Contents stuck", "no"),
    (Reason.ANIMAL, "Animal", "no"),
    (Reason.NOT_ON_LIST, "Not on the list", "no"),
)
_STREET_REASONS = (
    (Reason.PARKED_VEHICLES, "Parked vehicles", "required"),
    (Reason.STREET_WORKS, "Street works", "advised"),
    (Reason.ROAD_CLOSED, "Road closed", "no"),
    (Reason.POLICE, "Police", "no"),
    (Reason.WEATHER, "Ice, snow or flood", "no"),
    (Reason.SAFETY_THREAT, "Threat to the squad", "no"),
)
_ENTRY_REASONS = (
    (Reason.ENTRY_LOCKED, "Entry locked", "advised"),
    (Reason.ENTRY_BLOCKED, "Entry blocked", "advised"),
)
_ROUND_REASONS = (
    (Reason.OUT_OF_TIME, "Out of time", "no"),
    (Reason.BREAKDOWN, "Breakdown", "no"),
    (Reason.VEHICLE_FULL, "Vehicle full", "no"),
    (Reason.CREW_SHORT, "Squad short", "no"),
)
_LAST_TIME = {3: Reason.NOT_OUT, 7: Reason.CONTAMINATED, 11: Reason.SIDE_WASTE}


def usrn_of(position: int) -> str:
    """The usrn of the street at a place of the round, counted from 1."""
    return str(10_012_000 + position)


def uprn_of(position: int, number: int) -> str:
    """The uprn of a house of a street."""
    return str(185_000_000_000 + position * 1000 + number)


SAMPLE_CURSOR = encode_cursor(Cursor("e1", 0, "", "S3"))


def make_pack(cursor: str = SAMPLE_CURSOR, marks: tuple[PackMark, ...] = ()) -> Pack:
    """The pack."""
    return Pack(
        council="Millbrook",
        timezone="Europe/London",
        squad="S3",
        squad_name="Squad 3",
        made_ms=START_MS - 600_000,
        cursor=cursor,
        streams=(
            StreamCard("refuse", "Refuse", "#2B2B2B"),
            StreamCard("recycling", "Recycling", "#1F6FB2"),
        ),
        reasons=_reasons(),
        collections=(_refuse(), _recycling()),
        marks=marks,
        purpose="Recorded: which streets are done or not, when, and where the lorry stood at that moment. "
        "By squad, never by name. Kept two years so that residents get a true answer.",
        squads=tuple(PackSquad(f"S{n}", f"Squad {n}") for n in (5, 1, 2, 4, 6, 7, 12)),
    )


def make_mark(
    position: int,
    outcome: Outcome,
    n: int,
    reason: Reason | None = None,
    collection: str = COLLECTION,
) -> PackMark:
    """What the server shows at a street, recorded by another phone of the squad."""
    return PackMark(
        ent=f"{collection}/{usrn_of(position)}",
        outcome=outcome,
        reason=reason,
        squad="S3",
        device="phone-2",
        at_ms=START_MS + n * 60_000,
        op_id=f"01990000-0000-7000-8000-{n:012d}",
        change_n=n,
    )


def _reasons() -> tuple[ReasonCard, ...]:
    levels = (
        (Level.PREMISES, _PREMISES_REASONS),
        (Level.STREET, _STREET_REASONS),
        (Level.ENTRY, _ENTRY_REASONS),
        (Level.ROUND, _ROUND_REASONS),
    )
    return tuple(
        ReasonCard(code, (level,), label, photo, code in (Reason.CONTAMINATED, Reason.BIN_DAMAGED))
        for level, reasons in levels
        for code, label, photo in reasons
    )


def _refuse() -> PackCollection:
    return PackCollection(
        round_id=ROUND_ID,
        on=DAY,
        name="Refuse Saturday 3",
        stream="refuse",
        squad="S3",
        expected_end="13:30",
        streets=tuple(_street(at, *street) for at, street in enumerate(_STREETS, start=1)),
        entries=(
            PackEntry("E1", usrn_of(2), "Ormeau back entry"),
            PackEntry("E2", usrn_of(2), "Chapel entry"),
        ),
        premises=tuple(
            _premises(at, number, name)
            for at, (name, count, *_) in enumerate(_STREETS, start=1)
            for number in range(1, count + 1)
        ),
    )


def _recycling() -> PackCollection:
    return PackCollection(
        round_id="REC-SAT-3",
        on=DAY,
        name="Recycling Harbour",
        stream="recycling",
        squad="S3",
        streets=tuple(_street(at, *street) for at, street in enumerate(_STREETS[7:12], start=8)),
    )


def _street(  # noqa: PLR0917 - one row of the table above
    position: int, name: str, count: int, locality: str, usual: Reason | None, note: str | None
) -> PackStreet:
    lat, lon = 546_000_000 + position * 9_000, -59_300_000
    return PackStreet(
        usrn=usrn_of(position),
        name=name,
        position=position,
        locality=locality,
        premises_count=count,
        usual_reason=usual,
        line=(((lat, lon), (lat, lon + 12_000)),),
        note=note,
    )


def _tags(number: int) -> tuple[PackTag, ...]:
    """House 7 has been spoken of three times, others once."""
    last = _LAST_TIME.get(number)
    if last is None:
        return ()
    tags: tuple[PackTag, ...] = (PackTag(DAY - timedelta(days=7), last),)
    if number == 7:
        older = ((14, Reason.CONTAMINATED), (35, Reason.NOT_OUT))
        tags += tuple(PackTag(DAY - timedelta(days=days), reason) for days, reason in older)
    return tags


def _premises(position: int, number: int, street: str) -> PackPremises:
    return PackPremises(
        uprn=uprn_of(position, number),
        usrn=usrn_of(position),
        label=str(number),
        address=f"{number} {street}, Millbrook",
        assisted=number in (4, 9) and position % 2 == 0,
        containers=("Brown bin 1", "Brown bin 2") if number == 5 else (),
        last_reason=_LAST_TIME.get(number) if position % 2 == 0 else None,
        note="Bin behind the side gate" if number == 9 and position % 2 == 0 else None,
        tags=_tags(number) if position % 2 == 0 else (),
    )
