"""The exchange: a device sends what it recorded and hears what became of it. Answers are given after the commit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from time import perf_counter

from flask import Blueprint, Response

from server.actions.list_changes import list_changes
from server.actions.swift_ops import swift_text
from server.actions.take_exchange import (
    BatchFailedError,
    Refused,
    TakenIn,
    take_exchange,
    take_exchange_at_once,
)
from server.core.problems import Problem
from server.db.devices import Device
from server.db.direct import begin_by_keys
from server.db.opaque import NewOpaque, add_opaque
from server.db.session import Session, transaction
from server.web.api.bodies import Body, answer_bytes, read_body
from server.web.api.device_identity import get_asking_device
from server.web.api.transactions import in_transaction
from server.web.api.turns import Turns
from server.web.clock import now
from server.web.identity import Who, open_to
from sync.exchange import (
    LARGEST_BODY,
    OLDEST_PROTO,
    PROTO,
    ExchangeHead,
    ExchangeReply,
    ExchangeRequest,
    FeedPage,
    Refusal,
    decode_request,
    encode_refusal,
    encode_reply,
)
from sync.refusals import WireError
from sync.rescue import decode_rescue

exchange = Blueprint("exchange", __name__)

SLOW_S = 2.0  # an exchange that took longer asks its device to come back later
BACKOFF_FACTOR, LONGEST_BACKOFF_S = 5, 60

TURNS = Turns()  # of this process

Taking = Callable[[Session, Device, ExchangeRequest, datetime], TakenIn | Refused]


@dataclass
class Sent:
    """A body as it came. It is unpacked and read once it is known who sends it, and only once."""

    body: Body
    decode: Callable[[bytes], ExchangeRequest]

    @cached_property
    def unpacked(self) -> bytes:
        """The body's bytes. Raises Problem request.*."""
        return self.body.unpack()

    @cached_property
    def asked(self) -> ExchangeRequest:
        """What is asked. Raises WireError."""
        return self.decode(self.unpacked)


@exchange.post("/v1/exchange")
@open_to(Who.DEVICE)
def take() -> Response:
    """Take a batch of operations in, answer for each, and hand out the next changes."""
    return _take(lambda data: decode_request(data, swift_text))


@exchange.post("/v1/opaque")
@open_to(Who.DEVICE)
def take_opaque() -> Response:
    """Take in the one operation that could not be read, as bytes: kept, and never in the way again."""
    return _take(decode_rescue)


def _take(decode: Callable[[bytes], ExchangeRequest]) -> Response:
    began, at = perf_counter(), now()
    sent = Sent(read_body(LARGEST_BODY), decode)
    with TURNS.take():
        return _answer(sent, at, began)


def _answer(sent: Sent, at: datetime, began: float) -> Response:
    try:
        device, taken = in_transaction(lambda s: _take_in(s, sent, at, take_exchange_at_once))
    except BatchFailedError:
        device, taken = in_transaction(lambda s: _take_in(s, sent, at, take_exchange))
    if isinstance(taken, Problem):
        raise taken
    server_ms = int(at.timestamp() * 1000)
    if isinstance(taken, Refused):
        return answer_bytes(encode_refusal(Refusal(taken.code, server_ms, taken.haves)), 409)
    return _reply(device, sent.asked, taken, (server_ms, began))


def _take_in(
    session: Session, sent: Sent, at: datetime, taking: Taking
) -> tuple[Device, TakenIn | Refused | Problem]:
    """What becomes of it. A body that cannot be read is kept, so its problem is given, not raised."""
    begin_by_keys(session)
    device = get_asking_device(session, at)
    try:
        asked = sent.asked
    except WireError as error:
        add_opaque(session, NewOpaque(device.id, str(error), sent.unpacked), at)
        return device, Problem("request.unreadable", why=str(error))
    if asked.head.proto > PROTO:
        return device, Problem("exchange.newer_protocol")
    return device, taking(session, device, asked, at)


def _reply(
    device: Device, asked: ExchangeRequest, taken: TakenIn, times: tuple[int, float]
) -> Response:
    server_ms, began = times
    problem = _problem(device, asked.head)
    feed = FeedPage(head=0 if problem else taken.head)
    if problem is None and asked.head.cursor is not None:
        with transaction() as session:
            feed = list_changes(session, device, asked.head.cursor)
    reply = ExchangeReply(
        proto=PROTO,
        epoch=taken.epoch,
        server_ms=server_ms,
        haves=taken.haves,
        results=taken.results,
        feed=feed,
        backoff_s=_backoff_s(perf_counter() - began),
        problem=problem,
    )
    return answer_bytes(
        encode_reply(reply, swift_text), 403 if problem == "device.revoked" else 200
    )


def _problem(device: Device, head: ExchangeHead) -> str | None:
    """Why the device gets no more than the answer to what it sent."""
    if device.revoked_at is not None:
        return "device.revoked"
    return "app.too_old" if head.proto < OLDEST_PROTO else None


def _backoff_s(took_s: float) -> int:
    if took_s < SLOW_S:
        return 0
    return min(LONGEST_BACKOFF_S, int(took_s * BACKOFF_FACTOR))
