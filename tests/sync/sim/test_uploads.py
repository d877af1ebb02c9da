"""I17: an upload killed at any byte, on either side, goes on where it was and ends with the same hash.

The device decides by `sync.photos`, the server by `server.core.photo_parts`; line, file and row are simulated here.
"""

import hashlib
from dataclasses import dataclass, replace
from random import Random

import pytest

from server.core.photo_parts import AskedPart, Blob, OnDisk, PhotoRules, decide_part, offset_of
from sync.photos import (
    Next,
    PhotoAnswer,
    QueuedPhoto,
    Turn,
    after_head,
    after_part,
    most_turns,
    part_length,
)

RULES = PhotoRules()
WINDOW = 70_000
STATUS_OF = {None: 204, "photo.offset_differs": 409, "photo.hash_differs": 460}


class KilledError(Exception):
    """No answer comes: the line broke, or one of the two is dead."""


@dataclass(slots=True)
class Uploads:
    """The server's row and file of one photo. chance: draws where it dies; None: nothing goes wrong any more."""

    sha256: str
    chance: Random | None
    row: Blob | None = None
    part: bytes = b""
    held: bytes | None = None

    def head(self) -> PhotoAnswer:
        """How far it is."""
        self.may_die(0.1)
        if self.row is None:
            return PhotoAnswer(200, 0)
        return PhotoAnswer(200, offset_of(self.row, self.on_disk()))

    def patch(self, offset: int, data: bytes, size: int) -> PhotoAnswer:
        """A part, window by window; the line may break anywhere in it."""
        whole = self.chance is None or self.chance.random() < 0.6
        sent = (
            data if whole or self.chance is None else data[: self.chance.randrange(len(data) + 1)]
        )
        at, code = offset, None
        for start in range(0, len(sent), WINDOW):
            at, code = self.take(at, sent[start : start + WINDOW], size)
            if code is not None:
                break
        if not whole:
            raise KilledError
        self.may_die(0.2)
        return PhotoAnswer(STATUS_OF[code], at, code)

    def take(self, offset: int, data: bytes, size: int) -> tuple[int, str | None]:
        """One window: the file first, then the row."""
        row = self.row or Blob(self.sha256, size, 0, "", None, named=False, refused=None)
        verdict = decide_part(row, self.on_disk(), AskedPart(offset, len(data), size), RULES)
        if verdict.code is not None:
            return verdict.offset, verdict.code
        self.part = self.part[:offset] + data
        self.may_die(0.05)
        self.row = replace(row, size=verdict.size, got=offset + len(data))
        if self.row.got < verdict.size:
            return self.row.got, None
        if hashlib.sha256(self.part).hexdigest() != self.sha256:
            self.row, self.part = replace(self.row, got=0), b""
            return 0, "photo.hash_differs"
        self.held, self.part = self.part, b""
        return verdict.size, None

    def on_disk(self) -> OnDisk:
        """The files."""
        return OnDisk(len(self.part), self.held is not None)

    def may_die(self, share: float) -> None:
        """Perhaps here; a file that was not made durable may have lost its end, or a backup of the row came back."""
        if self.chance is None or self.chance.random() >= share:
            return
        noted = 0 if self.row is None else self.row.got
        if self.row is not None and self.held is None and self.chance.random() < 0.2:
            self.row = replace(self.row, got=self.chance.randrange(noted + 1))
        self.part = self.part[: max(noted, self.chance.randrange(len(self.part) + 1))]
        raise KilledError


def send(photo: QueuedPhoto, data: bytes, server: Uploads) -> Turn:
    """As a worker does: ask how far the server is, then part by part, until the answer is final."""
    step = after_head(photo, server.head())
    for _ in range(most_turns(photo)):
        if step.turn is Turn.ASK:
            step = after_head(photo, server.head())
        elif step.turn is Turn.RESTART:
            step = Next(Turn.GO_ON, 0)
        elif step.turn is Turn.GO_ON:
            end = step.offset + part_length(photo, step.offset)
            answer = server.patch(step.offset, data[step.offset : end], photo.size)
            step = after_part(photo, step.offset, answer)
        else:
            return step.turn
    raise AssertionError("it goes round in circles")


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_an_upload_killed_at_any_byte_ends_with_the_same_hash(first: int) -> None:
    killed = 0
    for seed in range(first, first + 100):
        rng = Random(seed)
        data = rng.randbytes(rng.choice((1, 1_000, 256 * 1024, rng.randrange(1, 900_000))))
        photo = QueuedPhoto(hashlib.sha256(data).hexdigest(), len(data), 0)
        server = Uploads(photo.sha256, rng)
        for _ in range(12):
            try:
                if send(photo, data, server) is Turn.SENT:
                    break
            except KilledError:
                killed += 1
        server.chance = None
        assert send(photo, data, server) is Turn.SENT, seed
        assert server.held == data, seed
    assert killed > 100


def test_a_part_that_is_not_of_this_photo_starts_it_anew() -> None:
    data = bytes(range(256)) * 2_000
    photo = QueuedPhoto(hashlib.sha256(data).hexdigest(), len(data), 0)
    server = Uploads(photo.sha256, None)
    server.patch(0, bytes(100_000), photo.size)
    assert send(photo, data, server) is Turn.SENT
    assert server.held == data
