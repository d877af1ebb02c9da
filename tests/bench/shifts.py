"""What squads record in a shift, and the requests that carry it: made before anything is timed."""

import gzip
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sync.exchange import PROTO, ExchangeHead, ExchangeRequest, SentAt, encode_request, sent_op
from sync.ids import uuid7
from sync.ops import Attachment, CapturedTime, Op, Position, Seen, Visit, entity_of_visit
from sync.wire import body_of
from sync.words import ClockQuality, OpKind, Outcome, Reason
from tests.bench.town import ON, UPRNS, round_of, squad_of, streets_of

START_MS = 1_777_874_400_000  # 2026-05-04T06:00Z
AT_PREMISES = (Reason.NOT_OUT, Reason.CONTAMINATED, Reason.WRONG_BIN)


@dataclass(frozen=True, slots=True)
class Shift:
    """A device's operations, in order. number: of its squad and of its device."""

    number: int
    inc: str
    ops: tuple[Op, ...]


def make_shift(number: int, count: int, seed: int = 7) -> Shift:
    """So many operations of a squad: 78 % streets completed, 18 % premises, the rest streets in part or blocked.

    Another seed is another day: nobody records the same collection twice.
    """
    rng = random.Random(f"{seed} {number}")
    inc = uuid7(START_MS, rng.randbytes(10))
    on = ON + timedelta(days=seed)
    return Shift(number, inc, tuple(_ops((number, on), count, rng)))


def photographed(shift: Shift, jpeg: bytes, every: int = 20) -> tuple[Shift, list[bytes]]:
    """The same shift with a photo at every so many-th operation, and the photos: all alike but for a comment."""
    ops, photos = [], []
    for op in shift.ops:
        if op.seq % every == 0:
            comment = f"{shift.inc} {op.seq}".encode()
            photo = (
                jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]
            )
            name = hashlib.sha256(photo).hexdigest()
            ops.append(replace(op, photos=(Attachment(name, len(photo), "image/jpeg"),)))
            photos.append(photo)
        else:
            ops.append(op)
    return replace(shift, ops=tuple(ops)), photos


def _ops(of: tuple[int, date], count: int, rng: random.Random) -> Iterator[Op]:
    number, _ = of
    at_ms, lat7, lon7 = START_MS, 526_300_000, 12_900_000
    streets = streets_of(number)
    for seq in range(1, count + 1):
        at_ms += 10_000 + rng.randrange(18_000)
        lat7 += rng.randrange(-9_000, 9_000)
        lon7 += rng.randrange(-15_000, 15_000)
        visit = _visit(of, streets[seq % len(streets)], rng)
        time = CapturedTime(
            at_ms + 2_345, at_ms - START_MS + 7_000_000, "5f0c1b7a", at_ms, ClockQuality.ANCHORED
        )
        yield Op(
            id=uuid7(at_ms, rng.randbytes(10)),
            seq=seq,
            kind=OpKind.VISIT,
            v=1,
            ent=entity_of_visit(visit),
            seen=Seen(),
            time=time,
            squad=squad_of(number),
            data=visit,
            position=Position(lat7, lon7, 30 + rng.randrange(120), rng.randrange(5)),
        )


def _visit(of: tuple[int, date], usrn: str, rng: random.Random) -> Visit:
    number, on = of
    drawn = rng.random()
    at = (round_of(number), on, usrn)
    if drawn < 0.78:
        return Visit(*at, Outcome.COMPLETED)
    if drawn < 0.96:
        reason = rng.choice(AT_PREMISES)
        material = "textiles" if reason is Reason.CONTAMINATED else None
        uprn = rng.choice(UPRNS)
        return Visit(*at, Outcome.NOT_COLLECTED, reason, uprn=uprn, material=material)
    if drawn < 0.98:
        return Visit(*at, Outcome.NOT_COLLECTED, Reason.PARKED_VEHICLES)
    return Visit(*at, Outcome.PARTLY_COMPLETED)


def bodies_of(shift: Shift, batch: int) -> list[bytes]:
    """The packed requests that send a shift in batches."""
    return [gzip.compress(body, 6, mtime=0) for body in plain_bodies_of(shift, batch)]


def plain_bodies_of(shift: Shift, batch: int) -> list[bytes]:
    """The same requests, unpacked."""
    return [
        _body(shift, shift.ops[first : first + batch]) for first in range(0, len(shift.ops), batch)
    ]


def _body(shift: Shift, ops: tuple[Op, ...]) -> bytes:
    last = shift.ops[-1]
    head = ExchangeHead(
        proto=PROTO,
        inc=shift.inc,
        app="bench-1",
        last_seq=last.seq,
        pending_after=last.seq - ops[-1].seq,
        sent=SentAt(last.time.est_ms, ClockQuality.ANCHORED),
        known=(shift.inc,),
    )
    return encode_request(ExchangeRequest(head, tuple(sent_op(op.seq, body_of(op)) for op in ops)))
