"""Postcodes in the real form (outward and inward code) in an area, DV, that no real place has."""

from collections.abc import Iterator

AREA = "DV"
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # never C I K M O V in the last two places
PREMISES_PER_POSTCODE = 22


class PostcodeBook:
    """Hands out the postcodes of each district in order."""

    def __init__(self) -> None:
        self._units: dict[int, Iterator[str]] = {}

    def next_in(self, district: int) -> str:
        """The next unused postcode of a district (1, 2, ...): "DV3 4QX"."""
        units = self._units.setdefault(district, _units(district))
        return next(units)


def _units(district: int) -> Iterator[str]:
    for sector in range(1, 10):
        for first in UNIT_LETTERS:
            for second in UNIT_LETTERS:
                yield f"{AREA}{district} {sector}{first}{second}"
