"""Drives along the streets of a pack, as the receiver of a phone in the lorry would give them."""

from collections.abc import Sequence

from geo.onboard.drive import drive_along
from geo.onboard.plane import Position7
from sync.pack import Pack, PackStreet

Row = tuple[int, int, int, int]  # ms since the start, lat7, lon7, accuracy in decimetres


def drive_streets(
    streets: Sequence[PackStreet], speed: float = 6.0, every_ms: int = 2_000, acc_dm: int = 45
) -> tuple[Row, ...]:
    """From end to end of each street in turn, and straight on to the next."""
    path = [place for street in streets for part in street.line for place in part]
    return drive_path(path, speed, every_ms, acc_dm)


def drive_path(
    path: Sequence[Position7], speed: float = 6.0, every_ms: int = 2_000, acc_dm: int = 45
) -> tuple[Row, ...]:
    """Along a path at a steady speed."""
    return drive_along(path, speed, every_ms, acc_dm)


def find_street(pack: Pack, usrn: str) -> PackStreet:
    """A street of the pack's first collection."""
    return next(street for street in pack.collections[0].streets if street.usrn == usrn)
