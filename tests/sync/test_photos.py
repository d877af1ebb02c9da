"""Which photo goes next, and what an answer means."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.client_state import Trouble
from sync.photos import (
    LONGEST_TOLD_WAIT_S,
    PART_BYTES,
    WAIT_FOR_FREE_MS,
    LineKind,
    Next,
    PhotoAnswer,
    QueuedPhoto,
    SendPhotos,
    Turn,
    after_head,
    after_part,
    next_due_ms,
    next_photo,
    part_length,
    progress_of,
)

NOW = 1_795_000_000_000
PHOTO = QueuedPhoto("a" * 64, 600_000, NOW - 60_000)
OLD = replace(PHOTO, sha256="b" * 64, made_ms=NOW - WAIT_FOR_FREE_MS - 1)

# line, wish -> does a photo of a minute ago go, does one of six hours ago
LINES = [
    (LineKind.FREE, SendPhotos.OFF, False, False),
    (LineKind.FREE, SendPhotos.FREE_ONLY, True, True),
    (LineKind.FREE, SendPhotos.FREE_FIRST, True, True),
    (LineKind.FREE, SendPhotos.ANY, True, True),
    (LineKind.METERED, SendPhotos.OFF, False, False),
    (LineKind.METERED, SendPhotos.FREE_ONLY, False, False),
    (LineKind.METERED, SendPhotos.FREE_FIRST, False, True),
    (LineKind.METERED, SendPhotos.ANY, True, True),
    (LineKind.NONE, SendPhotos.ANY, False, False),
]


@pytest.mark.parametrize(("line", "wish", "young", "old"), LINES)
def test_a_photo_goes_where_line_and_wish_let_it(
    line: LineKind, wish: SendPhotos, young: bool, old: bool
) -> None:
    assert (next_photo([PHOTO], line, wish, NOW) is not None) is young
    assert (next_photo([OLD], line, wish, NOW) is not None) is old


def test_the_oldest_goes_first() -> None:
    assert next_photo([PHOTO, OLD], LineKind.FREE, SendPhotos.ANY, NOW) == OLD


def test_a_photo_put_back_lets_the_next_one_go_and_comes_again() -> None:
    waiting = replace(OLD, not_before_ms=NOW + 5_000)
    assert next_photo([PHOTO, waiting], LineKind.FREE, SendPhotos.ANY, NOW) == PHOTO
    assert next_photo([waiting], LineKind.FREE, SendPhotos.ANY, NOW) is None
    assert next_due_ms([waiting], LineKind.FREE, SendPhotos.ANY, NOW) == NOW + 5_000
    assert next_photo([waiting], LineKind.FREE, SendPhotos.ANY, NOW + 5_000) == waiting


def test_a_clock_set_back_holds_no_photo_for_years() -> None:
    waiting = replace(PHOTO, not_before_ms=NOW + LONGEST_TOLD_WAIT_S * 1000 + 1)
    assert next_photo([waiting], LineKind.FREE, SendPhotos.ANY, NOW) == waiting


def test_on_a_metered_line_it_is_known_when_the_first_photo_has_waited_long_enough() -> None:
    due = next_due_ms([PHOTO], LineKind.METERED, SendPhotos.FREE_FIRST, NOW)
    assert due == PHOTO.made_ms + WAIT_FOR_FREE_MS
    assert next_due_ms([PHOTO], LineKind.METERED, SendPhotos.FREE_ONLY, NOW) is None


HEADS = [
    ("nothing there yet", PhotoAnswer(200, 0), Next(Turn.GO_ON, 0)),
    ("some of it", PhotoAnswer(200, 1_000), Next(Turn.GO_ON, 1_000)),
    ("all of it", PhotoAnswer(200, 600_000), Next(Turn.SENT, 600_000)),
    ("more than there is", PhotoAnswer(200, 600_001), Next(Turn.GO_ON, 0)),
    ("no offset", PhotoAnswer(200), Next(Turn.PUT_BACK, trouble=Trouble.UNREADABLE)),
    ("not heard of", PhotoAnswer(404), Next(Turn.GO_ON, 0)),
    ("not wanted", PhotoAnswer(410), Next(Turn.REFUSED, code="photo.gone")),
    ("secret refused", PhotoAnswer(401), Next(Turn.STOP, trouble=Trouble.SECRET_REFUSED)),
    ("revoked", PhotoAnswer(403), Next(Turn.PUT_BACK, trouble=Trouble.REVOKED)),
    ("old app", PhotoAnswer(412), Next(Turn.STOP, trouble=Trouble.OLD_APP)),
    ("busy", PhotoAnswer(503, None, None, 7), Next(Turn.STOP, trouble=Trouble.BUSY, wait_s=7)),
    ("failed", PhotoAnswer(500), Next(Turn.PUT_BACK, trouble=Trouble.SERVER_FAILED)),
]
PARTS = [
    ("taken", PhotoAnswer(204, 262_144), Next(Turn.GO_ON, 262_144)),
    ("taken to the end", PhotoAnswer(204, 600_000), Next(Turn.SENT, 600_000)),
    (
        "taken and no further",
        PhotoAnswer(204, 1_000),
        Next(Turn.PUT_BACK, trouble=Trouble.UNREADABLE),
    ),
    ("stands elsewhere", PhotoAnswer(409, 9_000), Next(Turn.GO_ON, 9_000)),
    ("is whole already", PhotoAnswer(409, 600_000), Next(Turn.SENT, 600_000)),
    ("elsewhere, not said where", PhotoAnswer(409), Next(Turn.ASK)),
    (
        "elsewhere, which is here",
        PhotoAnswer(409, 1_000),
        Next(Turn.PUT_BACK, trouble=Trouble.UNREADABLE),
    ),
    ("another hash", PhotoAnswer(460, 0, "photo.hash_differs"), Next(Turn.RESTART)),
    (
        "no picture",
        PhotoAnswer(422, 0, "photo.not_an_image"),
        Next(Turn.REFUSED, code="photo.not_an_image"),
    ),
    (
        "too large for us",
        PhotoAnswer(413, 0, "photo.too_large"),
        Next(Turn.REFUSED, code="photo.too_large"),
    ),
    ("too large for a proxy", PhotoAnswer(413), Next(Turn.PUT_BACK, trouble=Trouble.SERVER_FAILED)),
    ("not found by a proxy", PhotoAnswer(404), Next(Turn.PUT_BACK, trouble=Trouble.SERVER_FAILED)),
    (
        "quota",
        PhotoAnswer(429, 0, "photo.quota_reached", 10**9),
        Next(Turn.STOP, 0, "photo.quota_reached", Trouble.BUSY, LONGEST_TOLD_WAIT_S),
    ),
    (
        "no room",
        PhotoAnswer(507, 0, "photo.no_room"),
        Next(Turn.STOP, 0, "photo.no_room", Trouble.BUSY),
    ),
]


@pytest.mark.parametrize(
    ("answer", "wanted"), [row[1:] for row in HEADS], ids=[r[0] for r in HEADS]
)
def test_what_the_answer_to_a_question_means(answer: PhotoAnswer, wanted: Next) -> None:
    assert after_head(PHOTO, answer) == wanted


@pytest.mark.parametrize(
    ("answer", "wanted"), [row[1:] for row in PARTS], ids=[r[0] for r in PARTS]
)
def test_what_the_answer_to_a_part_means(answer: PhotoAnswer, wanted: Next) -> None:
    assert after_part(PHOTO, 1_000, answer) == wanted


@given(st.integers(0, 600), st.none() | st.integers(-5, 700_000), st.none() | st.text(max_size=5))
def test_no_answer_leads_outside_the_photo(
    status: int, offset: int | None, code: str | None
) -> None:
    for step in (
        after_head(PHOTO, PhotoAnswer(status, offset, code)),
        after_part(PHOTO, 1_000, PhotoAnswer(status, offset, code)),
    ):
        if step.turn in (Turn.GO_ON, Turn.RESTART):
            assert 0 <= step.offset < PHOTO.size
            assert 0 < part_length(PHOTO, step.offset) <= PART_BYTES


def test_progress_counts_what_is_still_to_go() -> None:
    progress = progress_of([replace(PHOTO, offset=300_000), OLD])
    assert (progress.waiting, progress.percent) == (2, 25)
    assert progress.seconds_left(9_000) == 100
    assert progress.seconds_left(0) is None
    assert progress_of([]).percent == 100
    assert progress_of([replace(PHOTO, offset=599_999)]).percent == 99
