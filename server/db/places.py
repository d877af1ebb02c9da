"""Puts places, many at once: wards, streets, entries, bin stores, premises. Reading them has files of its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geo.addresses import street_terms, terms_of
from server.db.puts import Put, put_rows, target_of
from server.db.shapes import Area, Lines, area_hex, line_hex, point_hex
from server.db.tables.places import BinStoreRow, EntryRow, PremisesRow, StreetRow, WardRow


@dataclass(frozen=True, slots=True)
class Ward:
    """An electoral ward; area in EPSG:4326 (shapely, x = longitude)."""

    code: str
    name: str
    area: Area


@dataclass(frozen=True, slots=True)
class Street:
    """A street; line in EPSG:4326, None where only premises are known. `usrn`: 1 to 8 figures."""

    usrn: str
    name: str
    locality: str = ""
    line: Lines | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An alleyway under a street."""

    id: str
    usrn: str
    name: str
    line: Lines | None = None


@dataclass(frozen=True, slots=True)
class BinStore:
    """Where several premises keep shared bins."""

    id: str
    name: str
    usrn: str | None = None


@dataclass(frozen=True, slots=True)
class Premises:
    """A premises. `uprn`: 1 to 12 figures. `address`: one line without the postcode; lat, lon in degrees."""

    uprn: str
    address: str
    usrn: str | None = None
    house: str = ""
    postcode: str = ""
    lat: float | None = None
    lon: float | None = None
    entry_id: str | None = None
    bin_store_id: str | None = None
    assisted: bool = False


WARDS = target_of(WardRow, ("code", "name", "area"), ("code",))
STREETS = target_of(StreetRow, ("usrn", "name", "locality", "name_terms", "line"), ("usrn",))
ENTRIES = target_of(EntryRow, ("id", "usrn", "name", "line"), ("id",))
BIN_STORES = target_of(BinStoreRow, ("id", "usrn", "name"), ("id",))
PREMISES = target_of(
    PremisesRow,
    (
        "uprn",
        "usrn",
        "entry_id",
        "bin_store_id",
        "address",
        "house",
        "postcode",
        "terms",
        "assisted",
        "point",
    ),
    ("uprn",),
)


def put_wards(session: Session, wards: Iterable[Ward]) -> Put:
    """Put wards by their code."""
    return put_rows(session, WARDS, ((w.code, w.name, area_hex(w.area)) for w in wards))


def put_streets(session: Session, streets: Iterable[Street]) -> Put:
    """Put streets by their USRN, with the terms they are found by."""
    return put_rows(
        session,
        STREETS,
        (
            (s.usrn, s.name, s.locality, list(street_terms(s.name)), line_hex(s.line))
            for s in streets
        ),
    )


def put_entries(session: Session, entries: Iterable[Entry]) -> Put:
    """Put entries by their id. Their streets must be there."""
    return put_rows(session, ENTRIES, ((e.id, e.usrn, e.name, line_hex(e.line)) for e in entries))


def put_bin_stores(session: Session, bin_stores: Iterable[BinStore]) -> Put:
    """Put shared bin stores by their id."""
    return put_rows(session, BIN_STORES, ((b.id, b.usrn, b.name) for b in bin_stores))


def put_premises(session: Session, premises: Iterable[Premises]) -> Put:
    """Put premises by their UPRN, with the terms they are found by. Streets, entries, stores must be there."""
    return put_rows(session, PREMISES, (_premises_values(p) for p in premises))


def _premises_values(premises: Premises) -> tuple[object, ...]:
    return (
        premises.uprn,
        premises.usrn,
        premises.entry_id,
        premises.bin_store_id,
        premises.address,
        premises.house,
        premises.postcode,
        list(terms_of(premises.address, premises.postcode).index_terms),
        premises.assisted,
        point_hex(premises.lat, premises.lon),
    )
