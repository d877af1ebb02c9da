"""The picture from which plates are stretched: corners, rim and middle, pixel by pixel."""

from functools import cache

import pytest

from crew_app.screens.widgets.plate_pixels import Plate, draw_plate

RED, BLUE, NONE = (1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0)
RIMMED = Plate(14.0, 1.5, RED, BLUE)
PLATES = {
    "with a rim": RIMMED,
    "without a rim": Plate(14.0, 0.0, RED, NONE),
    "square with a rim": Plate(0.0, 1.5, RED, BLUE),
    "square": Plate(0.0, 0.0, RED, NONE),
    "of a dense screen": Plate(42.0, 4.5, RED, BLUE),
}
PIXEL = tuple[int, int, int, int]


@cache
def rows_of(plate: Plate) -> list[list[PIXEL]]:
    drawn = iter(draw_plate(plate))
    pixels = list(zip(drawn, drawn, drawn, drawn, strict=True))
    return [pixels[start : start + plate.side] for start in range(0, len(pixels), plate.side)]


def pixel(plate: Plate, column: int, row: int) -> PIXEL:
    return rows_of(plate)[row][column]


@pytest.mark.parametrize("plate", PLATES.values(), ids=PLATES)
def test_the_picture_is_a_square_that_looks_the_same_from_every_side(plate: Plate) -> None:
    rows = rows_of(plate)
    assert {len(row) for row in rows} == {plate.side} == {len(rows)}
    assert rows == rows[::-1] == [row[::-1] for row in rows]
    assert rows == [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("plate", PLATES.values(), ids=PLATES)
def test_what_is_stretched_is_next_to_its_like(plate: Plate) -> None:
    """Otherwise the colours would run into each other over the whole width of a key."""
    middle = plate.side // 2
    for row in range(plate.side):
        beside = pixel(plate, plate.border - 1, row)
        assert beside == pixel(plate, plate.border, row) == pixel(plate, middle, row)


def test_the_corner_is_clear_the_edge_is_rim_and_the_middle_is_fill() -> None:
    middle = RIMMED.side // 2
    assert pixel(RIMMED, 0, 0)[3] == 0
    assert pixel(RIMMED, 0, middle) == (0, 0, 255, 255)
    assert pixel(RIMMED, 1, middle) == (128, 0, 128, 255)  # half of it is rim
    assert pixel(RIMMED, 2, middle) == (255, 0, 0, 255)


def test_the_edge_of_a_corner_is_smooth() -> None:
    corner = [pixel(RIMMED, column, 1)[3] for column in range(RIMMED.border)]
    assert corner == sorted(corner)
    assert any(0 < alpha < 255 for alpha in corner)


def test_without_a_rim_nothing_dark_shows_at_the_edge() -> None:
    plate = PLATES["without a rim"]
    seen = {
        pixel(plate, column, row)[:3] for column in range(plate.side) for row in range(plate.side)
    }
    assert seen == {(255, 0, 0)}
