"""Finds the street a name means, or gives a new one a USRN that any later import will find again. Pure.

An import run twice must name the same streets, so nothing here depends on what the first run did not keep: a street is
recognised by its line, then by the number its name and locality give, then by its ward.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from shapely import MultiLineString
from shapely.geometry.base import BaseGeometry

from geo.addresses import street_terms
from server.db.streets import StreetKnown
from server.db.wards import WardArea

FIRST_DERIVED = (
    90_000_000  # official numbers begin with a custodian's code; none in use is 90 or above
)
DERIVED = 10_000_000
ON_IT_DEG = 0.002  # about 200 metres
FAR_DEG = 0.02  # about two kilometres: farther off, it is another street of the same name

Terms = tuple[str, ...]


@dataclass(slots=True)
class Page:
    """One street in the book."""

    usrn: str
    name: str
    locality: str
    line: MultiLineString | None = None
    is_new: bool = False


class StreetBook:
    """The streets there are, by their names' words. New ones are written into it as they are named."""

    def __init__(self, known: Iterable[StreetKnown], wards: Sequence[WardArea] = ()) -> None:
        self.wards = list(wards)
        self.pages: dict[str, Page] = {}
        self.by_terms: dict[Terms, list[Page]] = {}
        for street in known:
            page = Page(street.usrn, street.name, street.locality, street.line)
            self._write(page, street.terms)

    def on_line(self, name: str, where: BaseGeometry) -> Page | None:
        """The street of that name whose line runs there."""
        near = self._by_line(street_terms(name), where)
        return near[0][1] if near and near[0][0] <= ON_IT_DEG else None

    def find_unplaced(
        self, name: str, where: BaseGeometry, locality: str, taken: Collection[str]
    ) -> Page | None:
        """A street of that name without a line that may be the one there: by number, by ward, or the only one."""
        terms = street_terms(name)
        free = [p for p in self._named(terms) if p.line is None and p.usrn not in taken]
        exact = [p for p in free if p.locality.casefold() == locality.casefold()]
        wards = self.wards_of(where)
        in_ward = [p for p in free if p.locality in wards]
        return next(iter(exact or in_ward or (free if len(free) == 1 else [])), None)

    def street_at(self, name: str, where: BaseGeometry | None) -> Page:
        """The street of that name that a place is on; written anew when there is none within reach."""
        terms = street_terms(name)
        near = self._by_line(terms, where) if where is not None else []
        if near and near[0][0] <= FAR_DEG:
            return near[0][1]
        wards = self.wards_of(where) if where is not None else []
        others = [p for p in self._named(terms) if p.line is None or where is None]
        if others:
            return min(others, key=lambda p: (p.locality not in wards, p.locality, p.usrn))
        return self.add(name, (wards or ["2"])[0] if near else "")

    def add(self, name: str, locality: str) -> Page:
        """Write a new street. Its number comes from its words, the next free one if that is taken."""
        terms = street_terms(name)
        page = Page(self._number((*terms, locality.casefold())), name, locality, is_new=True)
        self._write(page, terms)
        return page

    def wards_of(self, where: BaseGeometry) -> list[str]:
        """The names of the wards a shape lies in, the one with most of its points first."""
        points = list(where.geoms) if hasattr(where, "geoms") else [where.representative_point()]
        counts = {
            ward.name: sum(ward.area.contains(point.centroid) for point in points)
            for ward in self.wards
        }
        return [n for n, count in sorted(counts.items(), key=lambda c: (-c[1], c[0])) if count]

    def _named(self, terms: Terms) -> list[Page]:
        return self.by_terms.get(terms, [])

    def _by_line(self, terms: Terms, where: BaseGeometry) -> list[tuple[float, Page]]:
        """Streets of that name with a line, nearest first, with their distance in degrees."""
        placed = [(float(p.line.distance(where)), p) for p in self._named(terms) if p.line]
        return sorted(placed, key=lambda pair: (pair[0], pair[1].usrn))

    def _write(self, page: Page, terms: Terms) -> None:
        self.pages[page.usrn] = page
        self.by_terms.setdefault(terms, []).append(page)

    def _number(self, key: Terms) -> str:
        digest = hashlib.sha256("\0".join(key).encode()).digest()
        offset = int.from_bytes(digest[:8], "big") % DERIVED
        while str(FIRST_DERIVED + offset) in self.pages:
            offset = (offset + 1) % DERIVED
        return str(FIRST_DERIVED + offset)
