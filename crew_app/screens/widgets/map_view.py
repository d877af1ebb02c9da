"""Which part of the ground the map looks at, and how large. Pure: no Kivy.

World places are metres east and north on one plane; screen places are pixels from the map's lower left corner.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

Pair = tuple[float, float]
MARGIN = 0.88  # of the map's size, what a round fills when all of it is shown


@dataclass(frozen=True, slots=True)
class MapView:
    """What is in the middle (metres), how large (pixels a metre), and the map's size (pixels)."""

    middle: Pair = (0.0, 0.0)
    scale: float = 1.0
    size: Pair = (1.0, 1.0)

    def to_screen(self, place: Pair) -> Pair:
        """Where a place of the world is on the map."""
        return (
            (place[0] - self.middle[0]) * self.scale + self.size[0] / 2,
            (place[1] - self.middle[1]) * self.scale + self.size[1] / 2,
        )

    def to_world(self, spot: Pair) -> Pair:
        """What place of the world is at a spot of the map."""
        return (
            (spot[0] - self.size[0] / 2) / self.scale + self.middle[0],
            (spot[1] - self.size[1] / 2) / self.scale + self.middle[1],
        )

    def shows(self, place: Pair, margin: float) -> bool:
        """Whether a place of the world is on the map, or at most `margin` pixels beside it."""
        x, y = self.to_screen(place)
        wide, high = self.size
        return -margin < x < wide + margin and -margin < y < high + margin

    def moved(self, by: Pair) -> "MapView":
        """The map pushed by so many pixels."""
        x, y = self.middle
        return replace(self, middle=(x - by[0] / self.scale, y - by[1] / self.scale))

    def scaled(self, factor: float, around: Pair, limits: Pair) -> "MapView":
        """Larger or smaller; the place at the spot `around` stays where it is."""
        scale = min(max(self.scale * factor, limits[0]), limits[1])
        fixed, larger = self.to_world(around), replace(self, scale=scale)
        x, y = larger.to_screen(fixed)
        return larger.moved((around[0] - x, around[1] - y))

    def at(self, place: Pair) -> "MapView":
        """A place of the world in the middle."""
        return replace(self, middle=place)

    def is_moved_from(self, other: "MapView") -> bool:
        """Whether the map was only pushed since."""
        return self.scale == other.scale and self.size == other.size

    def shift_from(self, other: "MapView") -> Pair:
        """By how many pixels what was drawn then stands off now; nothing where it is of another size."""
        if not self.is_moved_from(other):
            return 0.0, 0.0
        return (
            (other.middle[0] - self.middle[0]) * self.scale,
            (other.middle[1] - self.middle[1]) * self.scale,
        )

    def kept_near(self, places: Pair, others: Pair) -> "MapView":
        """The middle never further out than the corner `places` (south-west) and `others` (north-east)."""
        x = min(max(self.middle[0], places[0]), others[0])
        y = min(max(self.middle[1], places[1]), others[1])
        return replace(self, middle=(x, y))


def find_bounds(places: Iterable[Pair]) -> tuple[Pair, Pair] | None:
    """The south-west and north-east corners around the places, or None of none."""
    listed = list(places)
    if not listed:
        return None
    xs, ys = [x for x, _ in listed], [y for _, y in listed]
    return (min(xs), min(ys)), (max(xs), max(ys))


def show_all(bounds: tuple[Pair, Pair], size: Pair, largest: float) -> MapView:
    """All of the bounds, as large as fits."""
    (west, south), (east, north) = bounds
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    scale = min(size[0] * MARGIN / wide, size[1] * MARGIN / high, largest)
    return MapView(((west + east) / 2, (south + north) / 2), scale, size)
