"""The file of what a device has not sent: carried by hand to the server where no signal ever comes. Pure.

Its operations are those the device would send, with the same numbers, so that bringing the file and sending by signal
later, in whatever order and as often as it takes, is the same as sending once. It is sealed with the device's secret.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sync.canonical import canonical_json, hash_of_text, read_json
from sync.device_log import DeviceLog, StoredOp
from sync.exchange import PROTO, ExchangeHead, ExchangeRequest, SentAt, SentOp
from sync.ids import is_uuid
from sync.refusals import WireError
from sync.rescue import opaque_op
from sync.shapes import read_shape, write_shape

FORMAT = "roundbook-unsent-1"
IN_ONE = 250  # operations taken in at once
MOST = 100_000
MOST_KNOWN = 32
FILE_APP = "crew-app file"
NOT_OURS, TAMPERED = "unsent.not_ours", "unsent.tampered"


@dataclass(frozen=True, slots=True)
class Unsent:
    """What a device has not sent. head: of the exchange it would begin with, before its first operation."""

    device: str
    head: ExchangeHead
    ops: tuple[StoredOp, ...]


def head_of_file(log: DeviceLog, sent: SentAt) -> ExchangeHead:
    """The head of a file with everything that waits in a log. sent: when it is saved, corrected."""
    known = log.incarnations()[-MOST_KNOWN:]
    return ExchangeHead(
        proto=PROTO,
        inc=log.current_inc(),
        app=FILE_APP,
        last_seq=log.last_seq(),
        pending_after=0,
        sent=sent,
        known=known,
        settled=tuple(log.settled_through(inc) for inc in known),
        cursor=log.cursor(),
    )


def encode_unsent(unsent: Unsent, secret: str) -> bytes:
    """The bytes of the file. secret: the device's, as it sends it with every request."""
    body = {
        "format": FORMAT,
        "device": unsent.device,
        "head": write_shape(unsent.head),
        "ops": [{"seq": op.seq, "id": op.id, "h": op.h, "body": op.body} for op in unsent.ops],
    }
    sealed = {**body, "seal": _seal_of(body, _hash_of(secret))}
    return canonical_json(sealed).encode("utf-8", "surrogatepass")


def find_sender(data: bytes) -> str:
    """The device that a file says it is of; nothing else of it may be believed yet. Raises WireError."""
    device = _read(data).get("device")
    if not is_uuid(device):
        raise WireError(NOT_OURS)
    return str(device)


def decode_unsent(data: bytes, secret_hash: str) -> Unsent:
    """The file, if the device sealed it. secret_hash: SHA-256 of its secret, in hex. Raises WireError unsent.*."""
    if not is_sealed_by(data, secret_hash):
        raise WireError(TAMPERED)
    body = _read(data)
    ops = body.get("ops")
    if type(ops) is not list or len(ops) > MOST:
        raise WireError(NOT_OURS)
    head = read_shape(ExchangeHead, body.get("head"))
    return Unsent(str(body["device"]), head, tuple(_stored(op) for op in ops))


def is_sealed_by(data: bytes, secret_hash: str) -> bool:
    """Whether the file is as that secret sealed it. Raises WireError when it is no such file."""
    body = _read(data)
    seal = body.pop("seal", None)
    ours = _seal_of(body, secret_hash).encode()
    return type(seal) is str and hmac.compare_digest(seal.encode("utf-8", "replace"), ours)


def plan_requests(unsent: Unsent) -> tuple[ExchangeRequest, ...]:
    """The exchanges that the device would make, in their order. What is damaged travels as bytes."""
    ops = sorted(unsent.ops, key=lambda op: op.seq)
    runs = [list(run) for _, run in groupby(enumerate(ops), lambda pair: pair[1].seq - pair[0])]
    parts = [run[at : at + IN_ONE] for run in runs for at in range(0, len(run), IN_ONE)]
    waiting, requests = len(ops), []
    for part in parts:
        waiting -= len(part)
        head = replace(unsent.head, pending_after=waiting)
        requests.append(ExchangeRequest(head, tuple(_sent(op) for _, op in part)))
    return tuple(requests)


def _sent(op: StoredOp) -> SentOp:
    try:
        raw = read_json(op.body)
    except WireError:
        raw = None
    if hash_of_text(op.body) != op.h or type(raw) is not dict or raw.get("id") != op.id:
        return opaque_op(op.seq, op.id, op.body)
    return SentOp(op.seq, op.id, raw, op.h, text=op.body)


def _stored(raw: Any) -> StoredOp:
    """One line of the file. Its text may be damaged, and is not looked at here."""
    if type(raw) is not dict or not is_uuid(raw.get("id")):
        raise WireError(NOT_OURS)
    seq, body, h = raw.get("seq"), raw.get("body"), raw.get("h")
    if type(seq) is not int or not 0 < seq < 1 << 53 or type(body) is not str or type(h) is not str:
        raise WireError(NOT_OURS)
    return StoredOp(seq, str(raw["id"]), body, h)


def _read(data: bytes) -> dict[str, Any]:
    try:
        body = read_json(data)
    except WireError as error:
        raise WireError(NOT_OURS) from error
    if type(body) is not dict or body.get("format") != FORMAT:
        raise WireError(NOT_OURS)
    return body


def _hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _seal_of(body: dict[str, Any], secret_hash: str) -> str:
    text = canonical_json(body).encode("utf-8", "surrogatepass")
    return hmac.new(secret_hash.encode(), text, hashlib.sha256).hexdigest()
