"""Real requests of a handheld to spoil: every kind of operation, as a list or columns; rescue, enrolment, cursor."""

import base64
import json
import random
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sync.canonical import canonical_json, hash_of_text, read_json
from sync.cursor import Cursor, encode_cursor
from sync.exchange import (
    PROTO,
    ExchangeHead,
    ExchangeRequest,
    SentOp,
    decode_request,
    encode_request,
)
from sync.ids import uuid7
from sync.ops import (
    Attachment,
    MessageRead,
    Op,
    OpData,
    Part,
    Photo,
    Retraction,
    ReturnAnswered,
    ShiftEnded,
    ShiftStarted,
    Track,
    Visit,
)
from sync.refusals import WireError
from sync.shapes import read_shape
from sync.wire import body_of
from sync.words import OpKind, Outcome, Reason, ReturnOutcome
from tests.server.round_book import ENTRY, NOW_MS, ON, STREETS, UPRNS
from tests.sync.fuzz.spoil import spoil_bytes, spoil_packing, spoil_text, spoil_tree
from tests.sync.make import make_op

BATCH = 25


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A request to send. form: plain, gzip (to be packed), or claimed (says it is gzip and goes out as it is)."""

    what: str
    method: str
    path: str
    body: bytes | None = None
    form: str = "plain"
    inputs: int = 1  # how many things in it were spoilt apart from each other


@dataclass
class Sender:
    """Draws requests as one handheld would send them; `have` follows what the server says."""

    rng: random.Random
    inc: str = ""
    have: int = 0
    earlier: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)  # enrolment codes not used yet
    epoch: str = ""
    scope: str = ""
    alone: list[Any] = field(default_factory=list)  # operations that would spoil a whole batch

    def begin_incarnation(self) -> None:
        """As a new database does."""
        self.inc, self.have = uuid7(NOW_MS, self.rng.randbytes(10)), 0

    def draw(self) -> Spoilt:
        """The next request."""
        if self.alone:
            return self._exchange("an operation alone", self._whole([self.alone.pop()]))
        drawn = self.rng.random()
        if drawn < 0.4:
            return self._draw_batch()
        if drawn < 0.88:
            return self._draw_exchange()
        if drawn < 0.93:
            return self._draw_rescue()
        return self._draw_enrolment() if drawn < 0.96 else self._draw_cursor()

    def _draw_exchange(self) -> Spoilt:
        rng, kind = self.rng, self.rng.random()
        raws = [self._raw() for _ in range(rng.choice([1, 1, 1, 2, 3, 8]))]
        if kind < 0.05:
            return self._exchange("as it should be", self._whole(raws))
        if kind < 0.6:
            for raw in raws[: rng.choice([1, len(raws)])]:
                spoil_tree(rng, raw, rng.choice([1, 1, 2, 4]))
            whole = self._columns(raws) if rng.random() < 0.4 else None
            return self._exchange("operations", whole or self._whole(raws))
        if kind < 0.72:
            head = spoil_tree(rng, self._head(), rng.choice([1, 1, 2]))
            whole = head | {"first_seq": self.have + 1, "ops": raws} if type(head) is dict else head
            return self._exchange("head", whole)
        if kind < 0.84:
            whole = spoil_tree(rng, self._columns(raws), rng.choice([1, 1, 2]))
            return self._exchange("columns", whole)
        text = json.dumps(self._whole(raws))
        if kind < 0.94:
            return Spoilt("text", "POST", "/v1/exchange", spoil_text(rng, text), self._form())
        data = spoil_packing(rng, text.encode())
        return Spoilt("packing", "POST", "/v1/exchange", data, "claimed")

    def _draw_batch(self) -> Spoilt:
        """Operations spoilt one by one, as many in a body as can be told apart; the others go alone."""
        together: list[Any] = []
        for _ in range(BATCH):
            raw = spoil_tree(self.rng, self._raw(), self.rng.choice([1, 1, 2, 4]))
            is_apart = is_separate(self._whole([raw]))
            (together if is_apart else self.alone).append(raw)
        data = _bytes_of(self._whole(together))
        return Spoilt("batch", "POST", "/v1/exchange", data, "gzip", len(together))

    def _draw_rescue(self) -> Spoilt:
        rng = self.rng
        payload = base64.b64encode(body_of(self._op()).encode()).decode()
        op_id = uuid7(NOW_MS, rng.randbytes(10))
        whole = {"head": self._head(), "seq": self.have + 1, "id": op_id, "payload": payload}
        if rng.random() < 0.7:
            whole = spoil_tree(rng, whole, rng.choice([1, 2]))
        data = _bytes_of(whole) if rng.random() < 0.8 else spoil_text(rng, json.dumps(whole))
        return Spoilt("rescue", "POST", "/v1/opaque", data, self._form())

    def _draw_enrolment(self) -> Spoilt:
        rng = self.rng
        code = self.codes.pop() if self.codes and rng.random() < 0.3 else "ABCD-EFGH"
        whole: Any = {"code": code, "label": "handheld", "app": "fuzz"}
        if rng.random() < 0.5:
            whole["secret"] = rng.choice(["x", "y" * 300, "\x00"])
        if rng.random() < 0.8:
            whole = spoil_tree(rng, whole, rng.choice([1, 2]))
        data = _bytes_of(whole) if rng.random() < 0.7 else spoil_text(rng, json.dumps(whole))
        return Spoilt("enrolment", "POST", "/v1/enrol", data, self._form())

    def _draw_cursor(self) -> Spoilt:
        rng = self.rng
        cursor = encode_cursor(Cursor(self.epoch, rng.randrange(50), "ab" * 8, self.scope))
        kind = rng.randrange(4)
        if kind == 0:
            raw = spoil_tree(rng, [self.epoch, 3, "ab" * 8, self.scope], 1)
            cursor = base64.urlsafe_b64encode(_bytes_of(raw)).decode()
        elif kind == 1:
            cursor = spoil_bytes(rng, cursor.encode()).decode("latin-1")
        elif kind == 2:
            cursor = rng.choice(
                ["", "=", "%00", "%ff%fe", "\u00e9", "a" * 9_000, "bnVsbA", "W10", "-_-_"]
            )
        return Spoilt("cursor", "GET", f"/v1/changes?cursor={cursor}")

    def _exchange(self, what: str, whole: Any) -> Spoilt:
        return Spoilt(what, "POST", "/v1/exchange", _bytes_of(whole), self._form())

    def _form(self) -> str:
        return self.rng.choice(["plain", "gzip"])

    def _head(self) -> dict[str, Any]:
        rng = self.rng
        return {
            "proto": PROTO,
            "inc": self.inc,
            "app": "fuzz-1",
            "last_seq": self.have + 10,
            "pending_after": rng.choice([0, 0, 5]),
            "sent": {"est_ms": NOW_MS, "quality": "anchored"},
            "known": [self.inc],
            "cursor": encode_cursor(Cursor(self.epoch, 0, "", self.scope)),
        }

    def _whole(self, raws: list[Any]) -> dict[str, Any]:
        return self._head() | {"first_seq": self.have + 1, "ops": raws}

    def _columns(self, raws: list[Any]) -> Any:
        """As the product packs it, hashes and all; None for what it would never pack."""
        try:
            sent = []
            for seq, raw in enumerate(raws, self.have + 1):
                text = canonical_json(raw)
                sent.append(SentOp(seq, raw["id"], raw, hash_of_text(text)))
            head = read_shape(ExchangeHead, self._head())
            return read_json(encode_request(ExchangeRequest(head, tuple(sent))))
        except Exception:  # noqa: BLE001 - spoilt beyond packing
            return None

    def _raw(self) -> dict[str, Any]:
        op = self._op()
        self.earlier = [*self.earlier[-50:], op.id]
        raw: dict[str, Any] = read_json(body_of(op))
        if self.rng.random() < 0.02:
            raw["id"] = self.rng.choice(self.earlier)
        return raw

    def _op(self) -> Op:
        rng = self.rng
        target = rng.choice(self.earlier) if self.earlier else uuid7(NOW_MS, rng.randbytes(10))
        usrn = rng.choice(STREETS)
        kind, data, ent = rng.choice(kinds_of_ops(usrn, target, self.have))
        photos = (
            (Attachment(rng.randbytes(32).hex(), 9, "image/jpeg"),) if kind is OpKind.PHOTO else ()
        )
        at_ms = NOW_MS - rng.randrange(9_000_000)
        return make_op(data, kind=kind, ent=ent, photos=photos, rng=rng, at_ms=at_ms)


def kinds_of_ops(usrn: str, target: str, have: int) -> tuple[tuple[OpKind, OpData, str], ...]:
    """One of each kind, about a street: kind, data, entity. target: what is spoken of; have: how many came before."""
    collection, street = f"R1@{ON}", f"R1@{ON}/{usrn}"
    left = partial(Visit, "R1", ON, usrn, Outcome.NOT_COLLECTED)
    part = Part("odd", "1", "9", (ENTRY,))
    track = Track("R1", ON, NOW_MS, ((0, 530_000_000, -10_000_000, 50),) * 3)
    done = partial(Visit, "R1", ON, usrn, Outcome.COMPLETED)
    ended = ShiftEnded("R1", ON, 3, have, "0" * 16, "S2", Reason.OUT_OF_TIME)
    return (
        (OpKind.VISIT, done(), street),
        (OpKind.VISIT, left(Reason.WEATHER, note="late"), street),
        (OpKind.VISIT, left(Reason.NOT_OUT, uprn=UPRNS[0]), f"{street}/{UPRNS[0]}"),
        (OpKind.VISIT, done(entry_id=ENTRY, corrects=target), f"{street}/~{ENTRY}"),
        (OpKind.VISIT, Visit("R1", ON, usrn, Outcome.PARTLY_COMPLETED, part=part), street),
        (OpKind.RETRACTION, Retraction(target), street),
        (OpKind.SHIFT_STARTED, ShiftStarted("R1", ON, 3), collection),
        (OpKind.SHIFT_ENDED, ended, collection),
        (OpKind.RETURN_ANSWERED, ReturnAnswered(target, ReturnOutcome.RETURNED), street),
        (OpKind.TRACK, track, collection),
        (OpKind.PHOTO, Photo(target), street),
        (OpKind.MESSAGE_READ, MessageRead(target), "message"),
    )


def is_separate(whole: Any) -> bool:
    """Whether the server reads the body, so that it answers for each operation in it."""
    try:
        decode_request(_bytes_of(whole))
    except (WireError, ValueError, RecursionError):
        return False
    return True


def _bytes_of(whole: Any) -> bytes:
    try:
        return json.dumps(whole).encode()
    except ValueError:  # a number of more digits than Python writes
        return b'{"first_seq":' + b"9" * 5_000 + b"}"
    except RecursionError:  # spoilt deeper than Python writes
        return b'{"ops":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
