"""What the server's answers mean for the device: results, refusals, failures. Pure."""

from dataclasses import dataclass, replace

from sync.canonical import read_json
from sync.client_state import Answer, ClientState, Moment, Purpose, Request, Step, Trouble
from sync.clock import Anchor, anchor_of_answer, better_anchor
from sync.device_log import DeviceLog, Effects
from sync.exchange import (
    ExchangeReply,
    FeedPage,
    Refusal,
    decode_feed,
    decode_refusal,
    decode_reply,
)
from sync.pace import after_failure, after_success, after_unread, halved, jittered_wait_ms
from sync.pack import Pack
from sync.packs import decode_pack
from sync.reconcile import plan_reconciliation
from sync.refusals import WireError

POLL_MS = 60_000
DAY_MS = 86_400_000
KEPT_MS = 30 * DAY_MS  # longer than any backup of the server is old
FORGET_EVERY_MS = DAY_MS // 4
RESETS_BEFORE_WAITING = 3

TROUBLE_OF_PROBLEM = {"device.revoked": Trouble.REVOKED, "app.too_old": Trouble.OLD_APP}
TROUBLE_OF_STATUS = {
    401: Trouble.SECRET_REFUSED,
    403: Trouble.SECRET_REFUSED,
    426: Trouble.OLD_APP,
    429: Trouble.BUSY,
    503: Trouble.BUSY,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One request and the moment its answer came."""

    state: ClientState
    log: DeviceLog
    request: Request
    moment: Moment

    @property
    def boot_ms(self) -> int:
        """The boot clock now."""
        return self.moment.reading.boot_ms


def on_response(
    state: ClientState, log: DeviceLog, request: Request, answer: Answer, moment: Moment
) -> Step:
    """What an answer leads to. Whatever is not an answer of our server is a failure and changes nothing."""
    turn = Turn(state, log, request, moment)
    try:
        if request.purpose is Purpose.PACK:
            return _after_pack(turn, answer)
        if request.purpose is Purpose.CHANGES:
            return _after_changes(turn, answer)
        return _after_exchange(turn, answer)
    except WireError:
        is_page = 200 <= answer.status < 400
        trouble = Trouble.SIGN_IN_PAGE if is_page else Trouble.SERVER_FAILED
        return Step(_later(turn, trouble, answer.retry_after_s))


def on_failure(state: ClientState, request: Request, trouble: Trouble, moment: Moment) -> Step:
    """What it leads to that no answer came: wait, with full jitter. Nothing changes on the device."""
    waited = _later_after(state, request, trouble, moment)
    if trouble is Trouble.TIMED_OUT and len(request.ops) > 1:
        waited = replace(waited, pace=halved(waited.pace, len(request.ops)))
    return Step(waited)


def _after_exchange(turn: Turn, answer: Answer) -> Step:
    if answer.status in (200, 403) and b'"results"' in answer.body:
        return after_reply(turn, decode_reply(answer.body))
    if answer.status == 409:
        return after_refusal(turn, decode_refusal(answer.body))
    if answer.status in (400, 413):
        return _after_unread(turn, answer)
    return Step(_later(turn, _trouble_of(answer), answer.retry_after_s))


def after_reply(turn: Turn, reply: ExchangeReply) -> Step:
    """The exchange was taken in: settle what it names, and compare what both sides hold."""
    named = {op.id for op in turn.request.ops}
    results = tuple(result for result in reply.results if result.id in named)
    findings = plan_reconciliation(turn.log, reply.haves)
    if named and not results and not findings.disputed:
        return Step(_later(turn, Trouble.SERVER_FAILED, None))  # taken in, yet nothing settled
    now_ms = reply.server_ms
    forgets = now_ms - turn.state.forgot_ms > FORGET_EVERY_MS
    effects = Effects(
        settled=results,
        disputed=findings.disputed,
        requeued=findings.requeued,
        new_inc=turn.moment.draw.spare_inc if findings.needs_new_inc else None,
        feed=reply.feed.changes,
        cursor=reply.feed.cursor,
        anchor=_anchor(turn, now_ms),
        settled_ms=now_ms,
        forget_before_ms=now_ms - KEPT_MS if forgets else None,
    )
    state = _fed(_greeted(turn, reply), reply.feed)
    return Step(replace(state, forgot_ms=now_ms) if forgets else state, effects)


def _greeted(turn: Turn, reply: ExchangeReply) -> ClientState:
    took_ms = turn.boot_ms - turn.request.asked.boot_ms
    return replace(
        turn.state,
        pace=after_success(turn.state.pace, len(turn.request.ops), took_ms),
        not_before_ms=turn.boot_ms + reply.backoff_s * 1_000,
        boot_id=turn.moment.reading.boot_id,
        told_to_wait=reply.backoff_s > 0,
        trouble=TROUBLE_OF_PROBLEM.get(reply.problem or ""),
        greeted=True,
        poll_ms=turn.boot_ms + POLL_MS,
        resets=0,
    )


def _fed(state: ClientState, feed: FeedPage) -> ClientState:
    needs_pack = state.needs_pack or feed.bootstrap is not None
    if (state.more, state.needs_pack) == (feed.more, needs_pack):
        return state
    return replace(state, more=feed.more, needs_pack=needs_pack)


def after_refusal(turn: Turn, refusal: Refusal) -> Step:
    """The run did not fit: start it again from where the server is, or in a new incarnation."""
    resets = turn.state.resets + 1
    if resets > RESETS_BEFORE_WAITING:
        return Step(_later(turn, Trouble.SERVER_FAILED, None))
    findings = plan_reconciliation(turn.log, refusal.haves)
    is_plain_gap = refusal.code == "exchange.gap" and findings.requeued
    effects = Effects(
        disputed=findings.disputed,
        requeued=findings.requeued,
        new_inc=None if is_plain_gap and not findings.needs_new_inc else turn.moment.draw.spare_inc,
    )
    return Step(replace(turn.state, resets=resets), effects)


def _after_unread(turn: Turn, answer: Answer) -> Step:
    """The server could not read the body: the same again, then halves, down to the one operation."""
    _check_ours(answer)
    sent = len(turn.request.ops)
    if sent == 0:
        return Step(_later(turn, Trouble.SERVER_FAILED, None))
    if answer.status == 413 and sent > 1:
        return Step(replace(turn.state, pace=halved(turn.state.pace, sent)))
    waited = _later(turn, Trouble.UNREADABLE, None)
    pace = after_unread(turn.state.pace, sent)
    not_before = turn.boot_ms if pace.bisecting else waited.not_before_ms
    return Step(replace(waited, pace=pace, not_before_ms=not_before))


def _after_changes(turn: Turn, answer: Answer) -> Step:
    if answer.status in (409, 410):
        _check_ours(answer)
        return Step(replace(turn.state, needs_pack=True, more=False))
    if answer.status != 200:
        return Step(_later(turn, _trouble_of(answer), answer.retry_after_s))
    return after_feed(turn, decode_feed(answer.body))


def after_feed(turn: Turn, feed: FeedPage) -> Step:
    """More changes came."""
    return Step(_fed(turn.state, feed), Effects(feed=feed.changes, cursor=feed.cursor))


def _after_pack(turn: Turn, answer: Answer) -> Step:
    if answer.status != 200:
        return Step(_later(turn, _trouble_of(answer), answer.retry_after_s))
    return after_pack(turn, decode_pack(answer.body))


def after_pack(turn: Turn, pack: Pack) -> Step:
    """The pack came: it replaces the mirror, never an operation."""
    state = replace(turn.state, needs_pack=False, more=True, pack_failures=0, trouble=None)
    return Step(state, Effects(pack=pack, pack_on=turn.request.on))


def _trouble_of(answer: Answer) -> Trouble:
    """Raises WireError when the answer is not our server's."""
    if answer.status in (429, 503) and answer.retry_after_s is not None:
        return Trouble.BUSY  # a proxy before our server may say so too
    _check_ours(answer)
    return TROUBLE_OF_STATUS.get(answer.status, Trouble.SERVER_FAILED)


def _check_ours(answer: Answer) -> None:
    """Our server's refusals are JSON objects with a code."""
    body = read_json(answer.body)
    if type(body) is not dict or type(body.get("code")) is not str:
        raise WireError("reply.not_ours")


def _anchor(turn: Turn, server_ms: int) -> Anchor:
    new = anchor_of_answer(server_ms, turn.request.asked, turn.moment.reading)
    return better_anchor(turn.log.anchor(), new)


def _later(turn: Turn, trouble: Trouble, retry_after_s: int | None) -> ClientState:
    waited = _later_after(turn.state, turn.request, trouble, turn.moment)
    if retry_after_s is None:
        return waited
    until = max(waited.not_before_ms, turn.boot_ms + retry_after_s * 1_000)
    return replace(waited, not_before_ms=until, told_to_wait=True)


def _later_after(
    state: ClientState, request: Request, trouble: Trouble, moment: Moment
) -> ClientState:
    """Wait before the next try. A pack that cannot be had never holds up operations."""
    boot_ms = moment.reading.boot_ms
    if request.purpose is Purpose.PACK:
        failures = state.pack_failures + 1
        until = boot_ms + jittered_wait_ms(failures, moment.draw.fraction)
        return replace(state, pack_failures=failures, pack_not_before_ms=until, trouble=trouble)
    pace = after_failure(state.pace)
    return replace(
        state,
        pace=pace,
        trouble=trouble,
        told_to_wait=False,
        boot_id=moment.reading.boot_id,
        not_before_ms=boot_ms + jittered_wait_ms(pace.failures, moment.draw.fraction),
    )
