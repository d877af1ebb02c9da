"""Gives plots their addresses: UPRNs, USRNs, postcodes, flats with shared bin stores, premises served by an entry."""

import math
from dataclasses import dataclass
from random import Random

from shapely import LineString

from server.db.places import BinStore
from server.demo.town.names import TOWN, listed
from server.demo.town.postcodes import PREMISES_PER_POSTCODE, PostcodeBook
from server.demo.town.premises import Plot, is_by_entry
from server.demo.town.streets import LaidStreet

FIRST_USRN = 71_000_001
FIRST_UPRN = 187_000_000_001
BLOCK_NAMES = listed(
    """
    Heron Kestrel Linnet Plover Swift Teal Alder Rowan Willow Hawthorn Juniper Bobbin Damask Shuttle
    Lantern Granary Foundry Ferryman
    """
)
BLOCK_WORDS = ("House", "Court", "Point", "Lofts")


@dataclass(frozen=True, slots=True)
class BuiltEntry:
    """An entry in the plane."""

    id: str
    usrn: str
    name: str
    line: LineString


@dataclass(frozen=True, slots=True)
class BuiltPlace:
    """A premises with its address; the point in the plane."""

    uprn: str
    usrn: str
    house: str
    address: str
    postcode: str
    point: tuple[float, float]
    entry_id: str | None
    bin_store_id: str | None
    assisted: bool


@dataclass(frozen=True, slots=True)
class Addresses:
    """Everything that has a number."""

    streets: tuple[LaidStreet, ...]
    usrns: tuple[str, ...]
    entries: tuple[BuiltEntry, ...]
    bin_stores: tuple[BinStore, ...]
    places: tuple[BuiltPlace, ...]


def make_addresses(streets: tuple[LaidStreet, ...], plots: list[Plot], random: Random) -> Addresses:
    """Number everything, street by street."""
    by_street: list[list[Plot]] = [[] for _ in streets]
    for plot in plots:
        by_street[plot.street].append(plot)
    desk = _Desk(random)
    for street, its_plots in zip(streets, by_street, strict=True):
        desk.address_street(street, its_plots)
    return Addresses(
        streets, tuple(desk.usrns), tuple(desk.entries), tuple(desk.bin_stores), tuple(desk.places)
    )


class _Desk:
    """The desk that gives out numbers, in order."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._postcodes = PostcodeBook()
        self.usrns: list[str] = []
        self.entries: list[BuiltEntry] = []
        self.bin_stores: list[BinStore] = []
        self.places: list[BuiltPlace] = []

    def address_street(self, street: LaidStreet, plots: list[Plot]) -> None:
        usrn = str(FIRST_USRN + len(self.usrns))
        self.usrns.append(usrn)
        entries = self._entries_of(street, usrn, plots)
        district = _district(street)
        for is_odd in (True, False):
            self._address_side(
                street, usrn, [p for p in plots if p.is_odd is is_odd], (district, entries)
            )

    def _address_side(
        self,
        street: LaidStreet,
        usrn: str,
        plots: list[Plot],
        district_and_entries: tuple[int, list[tuple[BuiltEntry, float]]],
    ) -> None:
        district, entries = district_and_entries
        left = 0
        postcode = ""
        for plot in plots:
            if left <= 0:
                postcode, left = self._postcodes.next_in(district), PREMISES_PER_POSTCODE
            left -= max(1, plot.flats)
            entry_id = next(
                (
                    entry.id
                    for entry, reach in entries
                    if is_by_entry(plot.point, entry.line, reach)
                ),
                None,
            )
            if plot.flats:
                self._address_flats(street, usrn, plot, postcode)
                continue
            house = str(plot.number)
            self._add(
                usrn, house, f"{house} {street.name}, {TOWN}", postcode, (plot, entry_id, None)
            )

    def _address_flats(self, street: LaidStreet, usrn: str, plot: Plot, postcode: str) -> None:
        store_id = f"BS{len(self.bin_stores) + 1:04d}"
        building = f"{plot.number} {street.name}"
        word = "Flat"
        if plot.flats >= 8:
            name = f"{self._random.choice(BLOCK_NAMES)} {self._random.choice(BLOCK_WORDS)}"
            building, word = f"{name}, {building}", "Apartment"
        self.bin_stores.append(BinStore(store_id, f"Bin store of {building}", usrn))
        for flat in range(1, plot.flats + 1):
            address = f"{word} {flat}, {building}, {TOWN}"
            self._add(
                usrn, f"{word} {flat}, {plot.number}", address, postcode, (plot, None, store_id)
            )

    def _add(
        self,
        usrn: str,
        house: str,
        address: str,
        postcode: str,
        where: tuple[Plot, str | None, str | None],
    ) -> None:
        plot, entry_id, bin_store_id = where
        uprn = str(FIRST_UPRN + len(self.places))
        assisted = bin_store_id is None and self._random.random() < 0.013
        self.places.append(
            BuiltPlace(
                uprn, usrn, house, address, postcode, plot.point, entry_id, bin_store_id, assisted
            )
        )

    def _entries_of(
        self, street: LaidStreet, usrn: str, plots: list[Plot]
    ) -> list[tuple[BuiltEntry, float]]:
        found = []
        reach = street.style.spacing_m / 2
        for line in street.entries:
            numbers = sorted(plot.number for plot in plots if is_by_entry(plot.point, line, reach))
            if len(numbers) < 4:
                continue
            entry_id = f"E{len(self.entries) + 1:04d}"
            name = f"Entry behind {numbers[0]}-{numbers[-1]} {street.name}"
            entry = BuiltEntry(entry_id, usrn, name, line)
            self.entries.append(entry)
            found.append((entry, reach))
        return found


def _district(street: LaidStreet) -> int:
    """1 for the centre, 2 to 9 for the eight winds."""
    if street.locality == "Town Centre":
        return 1
    middle = street.line.interpolate(0.5, normalized=True)
    return 2 + int((math.atan2(middle.y, middle.x) + math.pi) / math.tau * 8) % 8
