"""How large a demo council is. The same size and seed give the same council, byte for byte."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A size by name. Lengths in metres."""

    name: str
    radius_m: float  # of the built-up town
    spokes: int  # main streets that lead out of the centre, on each bank of the river
    rings: tuple[float, ...]  # ring streets, as parts of the radius
    wards: int
    premises_per_round: int  # what a squad serves in a shift
    river_width_m: float


SIZES: dict[str, Size] = {
    "small": Size("small", 360.0, 2, (0.62,), 3, 60, 18.0),
    "town": Size("town", 2150.0, 4, (0.33, 0.68), 14, 420, 46.0),
    "city": Size("city", 4550.0, 6, (0.24, 0.48, 0.75), 40, 1100, 80.0),
}
