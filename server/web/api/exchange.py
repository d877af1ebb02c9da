"""The exchange: a device sends what it recorded and hears what became of it. Answers are given after the commit."""

import base64
import binascii
from collections.abc import Callable
from time import perf_counter
from typing import Any

from flask import Blueprint, Response

from server.actions.list_changes import list_changes
from server.actions.take_exchange import Refused, TakenIn, take_exchange
from server.core.problems import Problem
from server.db.devices import Device
from server.db.opaque import NewOpaque, add_opaque
from server.db.session import transaction
from server.web.api.bodies import answer_bytes, read_body
from server.web.api.device_identity import get_asking_device
from server.web.api.transactions import in_transaction
from server.web.clock import now
from server.web.identity import Who, open_to
from sync.canonical import hash_of_text, read_json
from sync.exchange import (
    LARGEST_BODY,
    OLDEST_PROTO,
    PROTO,
    ExchangeHead,
    ExchangeReply,
    ExchangeRequest,
    FeedPage,
    Refusal,
    SentOp,
    decode_request,
    encode_refusal,
    encode_reply,
)
from sync.ids import is_uuid
from sync.refusals import WireError
from sync.shapes import read_shape

exchange = Blueprint("exchange", __name__)

SLOW_S = 2.0  # an exchange that took longer asks its device to come back later
BACKOFF_FACTOR, LONGEST_BACKOFF_S = 5, 60


@exchange.post("/v1/exchange")
@open_to(Who.DEVICE)
def take() -> Response:
    """Take a batch of operations in, answer for each, and hand out the next changes."""
    return _take(decode_request)


@exchange.post("/v1/opaque")
@open_to(Who.DEVICE)
def take_opaque() -> Response:
    """Take in the one operation that could not be read, as bytes: kept, and never in the way again."""
    return _take(_decode_opaque)


def _take(decode: Callable[[bytes], ExchangeRequest]) -> Response:
    began, at = perf_counter(), now()
    with transaction() as session:
        device = get_asking_device(session, at)
    data = read_body(LARGEST_BODY)
    try:
        asked = decode(data)
    except WireError as error:
        with transaction() as session:
            add_opaque(session, NewOpaque(device.id, str(error), data), at)
        raise Problem("request.unreadable", why=str(error)) from error
    if asked.head.proto > PROTO:
        raise Problem("exchange.newer_protocol")
    taken = in_transaction(lambda session: take_exchange(session, device, asked, at))
    server_ms = int(at.timestamp() * 1000)
    if isinstance(taken, Refused):
        return answer_bytes(encode_refusal(Refusal(taken.code, server_ms, taken.haves)), 409)
    return _reply(device, asked, taken, (server_ms, began))


def _reply(
    device: Device, asked: ExchangeRequest, taken: TakenIn, times: tuple[int, float]
) -> Response:
    server_ms, began = times
    problem = _problem(device, asked.head)
    if problem is None:
        with transaction() as session:
            feed = list_changes(session, device, asked.head.cursor)
    else:
        feed = FeedPage(head=0)
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
    return answer_bytes(encode_reply(reply), 403 if problem == "device.revoked" else 200)


def _problem(device: Device, head: ExchangeHead) -> str | None:
    """Why the device gets no more than the answer to what it sent."""
    if device.revoked_at is not None:
        return "device.revoked"
    return "app.too_old" if head.proto < OLDEST_PROTO else None


def _backoff_s(took_s: float) -> int:
    if took_s < SLOW_S:
        return 0
    return min(LONGEST_BACKOFF_S, int(took_s * BACKOFF_FACTOR))


def _decode_opaque(data: bytes) -> ExchangeRequest:
    body = read_json(data)
    if type(body) is not dict:
        raise WireError("request.not_object")
    head = read_shape(ExchangeHead, body.get("head"))
    seq, op_id, payload = body.get("seq"), body.get("id"), body.get("payload")
    if type(seq) is not int or not 0 < seq < 1 << 53 or not is_uuid(op_id):
        raise WireError("opaque.without_place")
    text = _text_of(payload)
    raw = {"id": op_id, "base64": payload}
    return ExchangeRequest(head, (SentOp(seq, str(op_id), raw, hash_of_text(text), "opaque"),))


def _text_of(payload: Any) -> str:
    if type(payload) is not str:
        raise WireError("opaque.not_base64")
    try:
        return base64.b64decode(payload, validate=True).decode("utf-8", "surrogatepass")
    except (binascii.Error, ValueError) as error:
        raise WireError("opaque.not_base64") from error
