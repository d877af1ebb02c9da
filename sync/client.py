"""The device's state machine: what to ask the server for now. Pure; storage is a `DeviceLog`, sending is the caller's.

    request = next_request(state, log, moment)        # a Request, or a Wait
    answer = ...                                      # send request.body to request.path, gzipped, with the secret
    step = on_response(state, log, request, answer, moment)   # or on_failure(...)
    log.apply(step.effects); state = step.state

At most one request is under way. What the answers mean is in `sync.answers`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from sync.answers import on_failure, on_response
from sync.canonical import hash_of_text, read_json
from sync.client_state import (
    Answer,
    ClientState,
    Draw,
    Moment,
    Purpose,
    Request,
    Step,
    Trouble,
    Wait,
)
from sync.clock import corrected_time
from sync.device_log import DeviceLog, Effects, Requeue, StoredOp
from sync.exchange import (
    LARGEST_BODY,
    MOST_OPS,
    PROTO,
    ExchangeHead,
    ExchangeRequest,
    SentAt,
    SentOp,
)
from sync.pace import SPREAD_MS, needs_rescue
from sync.rescue import encode_rescue

__all__ = [
    "SPREAD_MS",
    "Answer",
    "ClientState",
    "DeviceLog",
    "Draw",
    "Effects",
    "Moment",
    "Purpose",
    "Request",
    "Requeue",
    "Step",
    "StoredOp",
    "Trouble",
    "Wait",
    "next_request",
    "nudged",
    "on_failure",
    "on_response",
]

ROOM_FOR_HEAD = 8 * 1024
MOST_KNOWN = 32


def next_request(state: ClientState, log: DeviceLog, moment: Moment) -> Request | Wait:
    """What to ask for now. Operations first, then the pack, then more changes."""
    boot_ms = moment.reading.boot_ms
    if state.boot_id == moment.reading.boot_id and boot_ms < state.not_before_ms:
        return Wait(state.not_before_ms, state.trouble)
    if log.count_pending() or not state.greeted or _is_poll_due(state, moment):
        return _exchange(state, log, moment)
    if state.trouble is Trouble.REVOKED:
        return Wait(state.poll_ms, state.trouble)
    if _needs_pack(state, log, moment) and boot_ms >= state.pack_not_before_ms:
        path = f"/v1/pack?on={moment.today.isoformat()}&days={state.pack_days}"
        return Request(Purpose.PACK, "GET", path, moment.reading, on=moment.today)
    cursor = log.cursor()
    if state.more and cursor is not None:
        path = f"/v1/changes?cursor={cursor}"
        return Request(Purpose.CHANGES, "GET", path, moment.reading)
    return Wait(state.poll_ms, state.trouble)


def nudged(state: ClientState, moment: Moment, spread_ms: int = 0) -> ClientState:
    """The network is back, the app came to the front, or the shift ended: try now, unless the server told us to wait.

    When the network is back give SPREAD_MS: all squads return to the depot together.
    """
    if state.told_to_wait:
        return state
    soon = moment.reading.boot_ms + int(spread_ms * moment.draw.fraction)
    return replace(
        state,
        not_before_ms=soon,
        boot_id=moment.reading.boot_id,
        poll_ms=soon,
        pack_not_before_ms=soon,
    )


def _is_poll_due(state: ClientState, moment: Moment) -> bool:
    return state.boot_id != moment.reading.boot_id or moment.reading.boot_ms >= state.poll_ms


def _needs_pack(state: ClientState, log: DeviceLog, moment: Moment) -> bool:
    return state.needs_pack or log.cursor() is None or log.pack_on() != moment.today


def _exchange(state: ClientState, log: DeviceLog, moment: Moment) -> Request:
    reading = moment.reading
    waiting = log.pending_run(state.pace.batch, LARGEST_BODY - ROOM_FOR_HEAD)
    sound = tuple(_sound(waiting))
    is_rescue = bool(waiting) and (not sound or needs_rescue(state.pace))
    run = waiting[:1] if is_rescue else waiting[: len(sound)]
    est_ms, quality = corrected_time(
        log.anchor(), reading.wall_ms, reading.boot_ms, reading.boot_id
    )
    known = log.incarnations()[-MOST_KNOWN:]
    head = ExchangeHead(
        proto=PROTO,
        inc=log.current_inc(),
        app=state.app or "unknown",
        last_seq=log.last_seq(),
        pending_after=log.count_pending() - len(run),
        sent=SentAt(est_ms, quality),
        known=known,
        settled=tuple(log.settled_through(inc) for inc in known),
        before=log.digest_at(log.current_inc(), run[0].seq - 1) if run else None,
        cursor=log.cursor(),
    )
    if is_rescue:
        return _rescue(head, run[0], moment)
    said = ExchangeRequest(head, sound)
    return Request(Purpose.EXCHANGE, "POST", "/v1/exchange", reading, said, run)


def _sound(waiting: Sequence[StoredOp]) -> Iterator[SentOp]:
    for op in waiting:
        sent = _find_sent(op)
        if sent is None:
            return
        yield sent


@lru_cache(maxsize=MOST_OPS)  # the same batch is asked for again after every failure
def _find_sent(op: StoredOp) -> SentOp | None:
    """The operation as it travels; None when the text is not what was recorded: storage that fails may change it."""
    if hash_of_text(op.body) != op.h:
        return None
    return SentOp(op.seq, op.id, read_json(op.body), op.h, text=op.body)


def _rescue(head: ExchangeHead, op: StoredOp, moment: Moment) -> Request:
    body = encode_rescue(head, op.seq, op.id, op.body)
    return Request(Purpose.RESCUE, "POST", "/v1/opaque", moment.reading, body, (op,))
