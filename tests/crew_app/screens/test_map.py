"""The map in a real window, tapped and pushed with real touches. Frames are counted, never seconds."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from crew_app.presenters.handset import Place
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.ops import list_ops
from sync.ops import Visit
from sync.words import Outcome
from tests.crew_app.drives import drive_path
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import COLLECTION
from tests.crew_app.town_pack import make_town_pack

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand

pytestmark = pytest.mark.window

PACK = make_town_pack(60)
STREETS = PACK.collections[0].streets
MIDDLE = STREETS[0].line[0][len(STREETS[0].line[0]) // 2]
DRIVE = drive_path(
    [*STREETS[9].line[0], (STREETS[9].line[0][-1][0] + 40_000, STREETS[9].line[0][-1][1])]
)


@pytest.fixture
def map_hand(tmp_path: Path) -> Iterator["Hand"]:
    """A phone on its map, in a lorry that drives the tenth street and on."""
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    phone = make_phone(tmp_path)
    phone.take_pack(PACK)
    put_enrolment(phone.store, KeptEnrolment("http://server", "d1", "s", "S3", "Millbrook"))
    phone.store.close()
    with take_in_hand(tmp_path, track=DRIVE) as hand:
        hand.tap_row("collection", COLLECTION)
        hand.tap("Start shift")
        pass_seconds(hand, 2)
        hand.touch(find_tool(hand, "map"))
        hand.frames(4)
        yield hand


def pass_seconds(hand: "Hand", seconds: int) -> None:
    for _ in range(seconds):
        hand.clock.pass_time(1_000)
        hand.app.look()
    hand.frames(3)


def find_tool(hand: "Hand", place: str) -> Any:
    keys = [w for w in hand.walk() if getattr(getattr(w, "row", None), "place", None) == place]
    assert len(keys) == 1
    return keys[0]


def street_map(hand: "Hand") -> Any:
    return next(w for w in hand.walk() if type(w).__name__ == "StreetMap")


def touch_at(hand: "Hand", x: float, y: float, *on: tuple[float, float]) -> None:
    """A finger put down, moved on, and lifted."""
    from kivy.tests.common import UnitTestTouch  # noqa: PLC0415 - opens the window

    hand.clock.pass_time(1_500)
    touch = UnitTestTouch(x, y)
    touch.touch_down()
    hand.frames(1)
    for spot in on:
        touch.touch_move(*spot)
        hand.frames(1)
    touch.touch_up()
    hand.frames(3)


def pixel(hand: "Hand", spot: tuple[float, float]) -> tuple[int, ...]:
    """The colour at a spot of the window."""
    path = hand.app.fittings.folder / "shown.png"
    hand.app.root.export_to_png(str(path))
    with Image.open(path) as image:
        at = (round(spot[0]), round(image.height - spot[1]))
        return tuple(image.convert("RGB").crop((*at, at[0] + 1, at[1] + 1)).tobytes())


def show_large(hand: "Hand", usrn: str) -> Any:
    """The street in the middle of the map, some steps larger."""
    shown = street_map(hand)
    shown.view = shown.view.at(shown.middle_of(usrn))
    for _ in range(4):
        shown.enlarge()
    hand.frames(3)
    return shown


def test_the_whole_round_is_on_the_map_at_first(map_hand: "Hand") -> None:
    shown = street_map(map_hand)
    for _, parts in shown._flat:
        for place in (place for part in parts for place in part):
            x, y = shown.view.to_screen(place)
            assert 0 <= x <= shown.width
            assert 0 <= y <= shown.height


def test_a_tap_on_a_street_shows_its_card_and_open_opens_it(map_hand: "Hand") -> None:
    usrn = STREETS[20].usrn
    shown = show_large(map_hand, usrn)
    touch_at(map_hand, *shown.spot_of(usrn))
    assert map_hand.state.card.usrn == usrn
    assert STREETS[20].name in map_hand.texts()
    map_hand.tap("Open")
    assert map_hand.screen.name == "street"
    assert map_hand.state.usrn == usrn


def test_one_tap_on_the_card_completes_and_the_street_is_inked_in(map_hand: "Hand") -> None:
    from crew_app.screens.widgets.theme import theme  # noqa: PLC0415 - opens the window

    usrn = STREETS[20].usrn
    shown = show_large(map_hand, usrn)
    spot = shown.spot_of(usrn)
    before = pixel(map_hand, spot)
    touch_at(map_hand, *spot)
    map_hand.tap("Completed")
    visits = [
        op.data for op in list_ops(map_hand.app.store, COLLECTION) if isinstance(op.data, Visit)
    ]
    assert [(one.usrn, one.outcome) for one in visits] == [(usrn, Outcome.COMPLETED)]
    map_hand.frames(30)
    done = tuple(round(part * 255) for part in theme.done_ink[:3])
    assert before != done
    assert pixel(map_hand, shown.spot_of(usrn)) == done  # the bar that undoes it moved the map


def test_a_tap_beside_every_street_shows_the_next_one(map_hand: "Hand") -> None:
    usrn = STREETS[20].usrn
    shown = show_large(map_hand, usrn)
    touch_at(map_hand, *shown.spot_of(usrn))
    shown.show_all()
    touch_at(map_hand, shown.x + 4, shown.y + 4)
    assert map_hand.state.card.usrn == STREETS[0].usrn


def test_the_map_follows_a_finger_and_a_push_is_no_tap(map_hand: "Hand") -> None:
    shown = show_large(map_hand, STREETS[20].usrn)
    x, y = shown.spot_of(STREETS[20].usrn)
    touch_at(map_hand, x, y, (x - 30, y), (x - 60, y - 20))
    moved = shown.spot_of(STREETS[20].usrn)
    assert moved == pytest.approx((x - 60, y - 20), abs=1.0)
    assert map_hand.state.chosen == ""


def test_keys_do_what_gloves_cannot_pinch(map_hand: "Hand") -> None:
    shown = street_map(map_hand)
    whole = shown.view.scale
    keys = [w for w in map_hand.walk() if type(w).__name__ == "MapKey"]
    assert len(keys) == 4
    assert all(min(key.size) >= 64 for key in keys)
    larger, smaller, here, everything = keys
    map_hand.touch(larger)
    map_hand.touch(larger)
    assert shown.view.scale > 2 * whole
    map_hand.touch(smaller)
    assert whole < shown.view.scale < 2 * whole
    map_hand.touch(here)
    position = shown._plane.flatten(map_hand.state.here.position)
    # the lorry drives on meanwhile
    middle = (shown.width / 2, shown.height / 2)
    assert shown.view.to_screen(position) == pytest.approx(middle, abs=40)
    map_hand.touch(everything)
    assert shown.view.scale == pytest.approx(whole)


def test_two_fingers_make_it_larger_around_themselves(map_hand: "Hand") -> None:
    from kivy.tests.common import UnitTestTouch  # noqa: PLC0415 - opens the window

    shown = street_map(map_hand)
    whole, x, y = shown.view.scale, shown.center_x, shown.center_y
    one, other = UnitTestTouch(x - 20, y), UnitTestTouch(x + 20, y)
    one.touch_down()
    other.touch_down()
    one.touch_move(x - 60, y)
    other.touch_move(x + 60, y)
    one.touch_up()
    other.touch_up()
    assert shown.view.scale == pytest.approx(3 * whole, rel=0.01)
    assert map_hand.state.chosen == ""


def test_names_stand_where_there_is_room_and_not_over_one_another(map_hand: "Hand") -> None:
    shown = show_large(map_hand, STREETS[0].usrn)
    shown._write_names()
    near = shown.names_written
    shown.show_all()
    shown._write_names()
    assert near >= 1
    assert shown.names_written < len(STREETS) / 2


def test_the_street_that_was_driven_is_asked_about_on_the_map_and_no_is_one_tap(
    map_hand: "Hand",
) -> None:
    pass_seconds(map_hand, round(DRIVE[-1][0] / 1000) + 12)
    assert map_hand.state.hint.usrn == STREETS[9].usrn
    assert map_hand.state.hint.text in map_hand.texts()
    map_hand.tap("No")
    assert map_hand.state.hint.usrn != STREETS[9].usrn
    assert not [op for op in list_ops(map_hand.app.store, COLLECTION) if isinstance(op.data, Visit)]


def test_the_street_that_was_driven_is_completed_on_the_round_with_one_tap(
    map_hand: "Hand",
) -> None:
    pass_seconds(map_hand, round(DRIVE[-1][0] / 1000) + 12)
    map_hand.app.go(Place("round"))
    map_hand.frames(4)
    taps = map_hand.taps
    map_hand.tap("Yes")
    assert map_hand.taps - taps == 1
    visits = [
        op.data for op in list_ops(map_hand.app.store, COLLECTION) if isinstance(op.data, Visit)
    ]
    assert [(one.usrn, one.outcome) for one in visits] == [(STREETS[9].usrn, Outcome.COMPLETED)]


def test_the_map_in_each_palette_draws_each_state_differently(map_hand: "Hand") -> None:
    from crew_app.screens.widgets.map_strokes import strokes_of  # noqa: PLC0415 - opens the window
    from crew_app.screens.widgets.theme import theme  # noqa: PLC0415 - opens the window

    for palette in ("day", "night", "high"):
        theme.wear(palette)
        drawn = [strokes_of(shape) for shape in ("left", "completed", "partly", "missed")]
        # told by how much of the line is filled, even to an eye that sees no colour
        assert len({one[2].share for one in drawn}) == 4
        map_hand.frames(2)
    theme.wear("day")
