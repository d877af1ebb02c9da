"""How much of the round's list is seen, and that what makes room for it never moves a row under a finger."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import COLLECTION, make_pack
from tests.crew_app.screens.test_layout import (
    LARGEST,
    LONGEST,
    SMALL,
    USUAL,
    Look,
    dressed,
    find_least_letters,
)

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand

pytestmark = pytest.mark.window
LOOKS = (
    Look(SMALL, "high", LARGEST, LONGEST),
    Look(SMALL, "day", LARGEST, "pseudo"),
    Look(USUAL, "night", 1.0),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a phone that has its rounds."""
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    put_enrolment(phone.store, KeptEnrolment("http://server", "d1", "s", "S3", "Millbrook"))
    phone.store.close()
    return tmp_path


def on_the_round(hand: "Hand") -> Any:
    """Start the shift and record one street; the list."""
    hand.at("shift_start").choose(COLLECTION)
    hand.at("shift_start").start()
    hand.frames(3)
    hand.at("round").complete(hand.state.next.usrn)
    hand.frames(3)
    return next(w for w in hand.walk() if type(w).__name__ == "RowList")


@pytest.fixture
def small_hand(folder: Path) -> Iterator["Hand"]:
    with dressed(Look(SMALL, "day", LARGEST), folder) as hand:
        yield hand


def seen_rows(rows: Any) -> dict[str, float]:
    """The rows that are whole in the list, and where each lies in the window."""
    found = {}
    for view in rows.layout_manager.children:
        bottom = view.to_window(view.x, view.y)[1]
        if bottom >= rows.y - 1 and bottom + view.height <= rows.top + 1:
            found[view.row.usrn] = bottom
    return found


class Finger:
    """A finger that is put down on a list, moved and lifted, frame by frame."""

    def __init__(self, hand: "Hand", rows: Any) -> None:
        from kivy.tests.common import UnitTestTouch  # noqa: PLC0415 - opens the window

        self._hand = hand
        self.x, self.y = rows.center_x - 60, rows.y + 20
        self._touch = UnitTestTouch(self.x, self.y)
        self._touch.touch_down()
        hand.frames(1)

    def move(self, up: float) -> None:
        for _ in range(10):
            self.y += up / 10
            self._touch.touch_move(self.x, self.y)
            self._hand.frames(1)

    def lift(self) -> None:
        self._touch.touch_up()
        self._hand.frames(1)


def stop(rows: Any, hand: "Hand") -> None:
    """Let the list come to rest."""
    rows.effect_y.velocity = 0
    hand.frames(3)


def scroll_to(rows: Any, hand: "Hand", above: float) -> None:
    rows.scroll_y = 1 - above / (rows.viewport_size[1] - rows.height)
    hand.frames(3)


def test_three_rows_are_seen_at_the_largest_text_and_four_when_scrolled(small_hand: "Hand") -> None:
    rows = on_the_round(small_hand)
    assert small_hand.state.frame.undo.op_id  # the bar that takes room, too
    assert len(seen_rows(rows)) >= 3
    scroll_to(rows, small_hand, 3 * rows.row_height)
    assert len(seen_rows(rows)) >= 4


def test_the_next_street_makes_room_only_when_the_finger_has_left(small_hand: "Hand") -> None:
    rows = on_the_round(small_hand)
    before = rows.height
    finger = Finger(small_hand, rows)
    finger.move(220)
    assert rows.height == before
    finger.lift()
    stop(rows, small_hand)
    assert rows.scrolled
    assert rows.height > before


def test_rows_stay_where_they_are_when_room_is_made_and_taken_back(small_hand: "Hand") -> None:
    rows = on_the_round(small_hand)
    before, above = rows.height, 3.5 * rows.row_height
    scroll_to(rows, small_hand, above)
    assert rows.scrolled
    assert rows.height > before
    order = [row.usrn for row in small_hand.state.rows]
    for usrn, bottom in seen_rows(rows).items():
        lies = rows.top + above - (order.index(usrn) + 1) * rows.row_height
        assert bottom == pytest.approx(lies, abs=1)
    scroll_to(rows, small_hand, 0)
    assert not rows.scrolled
    assert rows.height == before
    assert rows.scroll_y == pytest.approx(1)


def test_a_tap_opens_the_row_under_the_finger_when_room_has_been_made(small_hand: "Hand") -> None:
    rows = on_the_round(small_hand)
    scroll_to(rows, small_hand, 5 * rows.row_height)
    usrn = sorted(seen_rows(rows), key=lambda one: seen_rows(rows)[one])[0]  # the lowest
    row = small_hand.find_row("usrn", usrn)
    small_hand.touch(row)
    assert small_hand.screen.name == "street"
    assert small_hand.state.usrn == usrn


def test_the_small_card_completes_and_opens_the_same_street(small_hand: "Hand") -> None:
    rows = on_the_round(small_hand)
    upcoming = small_hand.state.next
    scroll_to(rows, small_hand, 5 * rows.row_height)
    small_hand.tap(upcoming.name)
    assert small_hand.state.usrn == upcoming.usrn
    small_hand.at("street").back()
    small_hand.frames(3)
    assert rows.scrolled
    small_hand.tap(upcoming.complete)
    assert small_hand.state.next.usrn != upcoming.usrn
    done = {row.usrn for row in small_hand.state.rows}
    assert upcoming.usrn not in done


def test_a_short_list_leaves_the_card_as_it_is(small_hand: "Hand") -> None:
    rows = on_the_round(small_hand)
    small_hand.at("round").view("done")
    small_hand.frames(3)
    rows.scroll_y = 0.5
    small_hand.frames(3)
    assert not rows.scrolled


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_scrolled_round_is_whole_and_legible(look: Look, folder: Path) -> None:
    from tests.crew_app.screens import measuring  # noqa: PLC0415 - opens the window

    with dressed(look, folder) as hand:
        rows = on_the_round(hand)
        scroll_to(rows, hand, 4 * rows.row_height)
        assert rows.scrolled
        assert [
            *measuring.list_small_targets(hand.screen),
            *measuring.list_cut(hand.screen, find_least_letters(look)),
            *measuring.list_overlaps(hand.screen),
            *measuring.list_outside(hand.screen),
            *measuring.list_faint(hand.screen, measuring.take_picture(hand.screen)),
        ] == []


def test_the_small_card_lies_under_the_other_thumb_in_the_left_hand(small_hand: "Hand") -> None:
    from crew_app.screens.widgets.theme import theme  # noqa: PLC0415 - opens the window

    rows = on_the_round(small_hand)
    upcoming = small_hand.state.next
    scroll_to(rows, small_hand, 5 * rows.row_height)

    def is_on_the_right() -> bool:
        completed, opened = (
            small_hand.find_key(text).x for text in (upcoming.complete, upcoming.name)
        )
        return bool(completed > opened)

    assert is_on_the_right()
    theme.wear("day", LARGEST, "left")
    small_hand.frames(3)
    assert not is_on_the_right()
    theme.wear("night", 1.0, "right")
    small_hand.frames(3)
    assert is_on_the_right()
    assert len(seen_rows(rows)) >= 4


def test_the_first_scroll_finds_its_rows_made(small_hand: "Hand") -> None:
    from crew_app.screens.widgets.row_list import SPARE_ROWS  # noqa: PLC0415 - opens the window

    rows = on_the_round(small_hand)
    for _ in range(2 * SPARE_ROWS):
        rows._make_spare(0)
    assert rows._spares == SPARE_ROWS  # and no more, however often it is asked
    made = count_views(small_hand.at("round"))
    scroll_to(rows, small_hand, rows.row_height * 0.9)
    assert count_views(small_hand.at("round")) == made
    shown = [view.row.usrn for view in sorted(rows.layout_manager.children, key=lambda v: -v.y)]
    assert shown == [row.usrn for row in small_hand.state.rows[: len(shown)]]
    small_hand.touch(small_hand.find_row("usrn", shown[2]))
    assert small_hand.state.usrn == shown[2]


def count_views(presenter: Any) -> int:
    """All rows of streets that were ever made for a presenter, shown or not."""
    views = [one for one in gc.get_objects() if type(one).__name__ == "StreetRowView"]
    return sum(one.presenter is presenter for one in views)


def test_a_spare_row_shows_what_its_street_has_become(small_hand: "Hand") -> None:
    rows = on_the_round(small_hand)
    small_hand.at("round").view("all")
    small_hand.frames(3)
    for _ in range(3):
        rows._make_spare(0)
    index = max(rows.layout_manager.view_indices.values()) + 1
    usrn = small_hand.state.rows[index].usrn
    small_hand.clock.pass_time(1_500)
    small_hand.at("round").complete(usrn)
    small_hand.frames(3)
    scroll_to(rows, small_hand, 2 * rows.row_height)
    assert small_hand.find_row("usrn", usrn).row.shape == "completed"
