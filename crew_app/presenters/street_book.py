"""Where the streets of a collection lie, read once from the store and again when a new pack came."""

from dataclasses import dataclass, field

from crew_app.store.database import Store
from crew_app.store.lines import find_fingerprint, list_lines
from geo.onboard.ground import Ground, lay_ground
from geo.onboard.lines import Line7
from geo.onboard.nearest import HERE_WITHIN_M


@dataclass(frozen=True, slots=True)
class LaidStreets:
    """The lines of a collection's streets in round order, and the same laid out for asking what is near."""

    key: tuple[str, int, int]
    lines: tuple[tuple[str, Line7], ...] = ()
    ground: Ground = field(default_factory=lambda: lay_ground((), HERE_WITHIN_M))


class StreetBook:
    """Keeps the streets of the collection asked for last."""

    def __init__(self) -> None:
        self._kept = LaidStreets(("", 0, 0))

    def find(self, store: Store, collection: str) -> LaidStreets:
        """The streets of the collection as this phone's pack has them."""
        key = (collection, *find_fingerprint(store, collection))
        if self._kept.key != key:
            lines = list_lines(store, collection)
            self._kept = LaidStreets(key, lines, lay_ground(lines, HERE_WITHIN_M))
        return self._kept
