"""The cursor: opaque text that fits one history, one scope and one place in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.cursor import (
    Cursor,
    Stream,
    decode_cursor,
    encode_cursor,
    epoch_after,
    epoch_number,
    find_misfit,
    is_of_lost_history,
)
from sync.refusals import WireError

AT = Cursor("epoch", 7, "tag", "S1:1")
FEED = Stream("epoch", 9, 2, "tag", "S1:1")
MISFITS = {
    "fits": (AT, FEED, None),
    "another epoch": (AT, Stream("new", 9, 2, "tag", "S1:1"), "diverged"),
    "beyond the head": (AT, Stream("epoch", 6, 2, None, "S1:1"), "diverged"),
    "another change at its place": (AT, Stream("epoch", 9, 2, "other", "S1:1"), "diverged"),
    "no change at its place": (AT, Stream("epoch", 9, 2, None, "S1:1"), "diverged"),
    "pruned away": (AT, Stream("epoch", 9, 8, None, "S1:1"), "pruned"),
    "just at what was pruned": (AT, Stream("epoch", 9, 7, None, "S1:1"), None),
    "another squad": (AT, Stream("epoch", 9, 2, "tag", "S2:1"), "scope_changed"),
    "before the first change": (
        Cursor("epoch", 0, "", "S1:1"),
        Stream("epoch", 9, 0, None, "S1:1"),
        None,
    ),
}


@pytest.mark.parametrize(("cursor", "stream", "wanted"), MISFITS.values(), ids=MISFITS)
def test_whether_a_cursor_fits(cursor: Cursor, stream: Stream, wanted: str | None) -> None:
    assert find_misfit(cursor, stream) == wanted


@given(st.text(max_size=20), st.integers(0, 1 << 53), st.text(max_size=20), st.text(max_size=20))
def test_a_cursor_is_read_back_from_its_text(epoch: str, n: int, tag: str, scope: str) -> None:
    text = encode_cursor(Cursor(epoch, n, tag, scope))
    assert text.isascii()
    assert decode_cursor(text) == Cursor(epoch, n, tag, scope)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        decode_cursor(text)
    except WireError as error:
        assert error.code == "cursor.unreadable"


def test_a_later_epoch_than_the_servers_shows_a_restore_as_a_lost_change_does() -> None:
    began = epoch_after("epoch", "epoch", "a1")
    later = epoch_after("epoch", began, "b2")
    assert (began, later) == ("1.a1", "2.b2")
    for epoch, lost in (("older", False), ("epoch", False), (began, True), (later, True)):
        assert is_of_lost_history(Cursor(epoch, 7, "tag", "S1:1"), FEED) is lost, epoch
    assert not is_of_lost_history(
        Cursor(began, 7, "tag", "S1:1"), Stream("1.c3", 9, 2, "x", "S1:1")
    )
    assert is_of_lost_history(AT, Stream("epoch", 6, 2, None, "S1:1"))


@given(st.text(max_size=20))
def test_any_epoch_has_a_number(epoch: str) -> None:
    assert epoch_number(epoch) >= 0
    assert epoch_number(epoch_after(epoch, epoch, "a1")) == epoch_number(epoch) + 1
