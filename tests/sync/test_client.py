"""The device's state machine, answer by answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sync.client import (
    SPREAD_MS,
    Answer,
    Purpose,
    Request,
    Trouble,
    Wait,
    next_request,
    nudged,
)
from sync.digest import digest_of
from sync.exchange import (
    FeedPage,
    OpResult,
    Refusal,
    decode_request,
    encode_refusal,
)
from sync.ids import uuid7
from sync.pace import Pace, after_success, jittered_wait_ms
from sync.rescue import decode_rescue
from sync.wire import body_of
from sync.words import OpStatus
from tests.sync.device import INC, OURS, SPARE, Device, with_pack
from tests.sync.make import MORNING_MS, ON, make_op


def test_a_new_process_begins_with_a_handshake() -> None:
    device = Device()
    request = device.asked()
    assert request.purpose is Purpose.EXCHANGE
    head = decode_request(request.body or b"").head
    assert (head.inc, head.last_seq, head.pending_after, head.known) == (INC, 0, 0, (INC,))


def test_after_the_handshake_it_fetches_the_pack_of_the_day() -> None:
    device = Device()
    device.greet()
    request = device.asked()
    assert (request.purpose, request.path) == (Purpose.PACK, "/v1/pack?on=2026-05-04&days=1")


def test_with_everything_done_it_waits_a_minute() -> None:
    device = with_pack()
    assert device.ask() == Wait(device.state.poll_ms, None)
    device.boot_ms += 60_000
    assert device.asked().purpose is Purpose.EXCHANGE


def test_operations_go_before_everything_else() -> None:
    device = Device(2)
    request = device.asked()
    assert [op.seq for op in request.ops] == [1, 2]
    device.hear(device.reply(request))
    assert device.log.count_pending() == 0


def test_a_batch_says_how_many_are_left() -> None:
    device = Device(130)
    head = decode_request(device.asked().body or b"").head
    assert (head.pending_after, head.last_seq) == (30, 130)


def test_batches_grow_while_they_are_answered_quickly() -> None:
    pace = Pace()
    for wanted in (200, 400, 500, 500):
        pace = after_success(pace, pace.batch, took_ms=300)
        assert pace.batch == wanted
    assert after_success(pace, 500, took_ms=2_500).batch == 500
    assert after_success(Pace(), 30, took_ms=10).batch == 100, "it was not full"


def test_a_batch_that_found_no_answer_in_time_is_halved() -> None:
    device = Device(100)
    device.fail(Trouble.TIMED_OUT)
    assert device.state.pace.batch == 50
    assert device.ask() == Wait(3_000, Trouble.TIMED_OUT)


def test_a_batch_that_is_too_large_is_halved_at_once() -> None:
    device = Device(100)
    device.hear(Answer(413, OURS))
    assert len(device.asked().ops) == 50


@pytest.mark.parametrize(("failures", "most"), [(1, 2_000), (2, 4_000), (5, 32_000), (40, 300_000)])
def test_waits_double_with_full_jitter(failures: int, most: int) -> None:
    assert jittered_wait_ms(failures, 1.0) == most
    assert jittered_wait_ms(failures, 0.0) == 0
    assert jittered_wait_ms(failures, 0.5) == most // 2


def test_no_signal_waits_and_a_nudge_ends_the_wait() -> None:
    device = Device(1)
    device.fail(Trouble.NO_SIGNAL)
    assert isinstance(device.ask(), Wait)
    device.state = nudged(device.state, device.now())
    assert isinstance(device.ask(), Request)


def test_back_on_the_network_everybody_waits_a_different_while() -> None:
    device = Device(1)
    device.fail(Trouble.NO_SIGNAL)
    state = nudged(device.state, device.now(0.5), SPREAD_MS)
    assert next_request(state, device.log, device.now()) == Wait(16_000, Trouble.NO_SIGNAL)


@pytest.mark.parametrize("status", [429, 503])
def test_when_the_server_says_wait_nothing_shortens_it(status: int) -> None:
    device = Device(1)
    device.hear(Answer(status, b"", retry_after_s=90))
    assert device.ask() == Wait(91_000, Trouble.BUSY)
    device.state = nudged(device.state, device.now())
    assert device.ask() == Wait(91_000, Trouble.BUSY)


def test_backoff_in_a_good_answer_is_obeyed() -> None:
    device = Device(1)
    device.hear(device.reply(device.asked(), backoff_s=20))
    assert device.log.count_pending() == 0
    assert device.ask() == Wait(21_000, None)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer(200, b"<html>Sign in to our Wi-Fi</html>"), Trouble.SIGN_IN_PAGE),
        (Answer(200, b'{"results": "soon"}'), Trouble.SIGN_IN_PAGE),
        (Answer(302, b""), Trouble.SIGN_IN_PAGE),
        (Answer(401, b"<html>proxy</html>"), Trouble.SERVER_FAILED),
        (Answer(401, OURS), Trouble.SECRET_REFUSED),
        (Answer(500, OURS), Trouble.SERVER_FAILED),
        (Answer(502, b"bad gateway"), Trouble.SERVER_FAILED),
        (Answer(426, OURS), Trouble.OLD_APP),
        (Answer(400, b"<html>"), Trouble.SERVER_FAILED),
        (Answer(409, b"<html>"), Trouble.SERVER_FAILED),
    ],
)
def test_what_is_no_answer_of_ours_changes_nothing(answer: Answer, trouble: Trouble) -> None:
    device = Device(3)
    device.hear(answer)
    assert device.state.trouble is trouble
    assert device.log.count_pending() == 3
    assert isinstance(device.ask(), Wait)


def test_an_operation_leaves_the_queue_only_by_name() -> None:
    device = Device(2)
    request = device.asked()
    first = OpResult(request.ops[0].id, OpStatus.ACCEPTED, 1)
    stranger = OpResult(uuid7(1, b"z" * 10), OpStatus.ACCEPTED, 2)
    device.hear(device.reply(request, results=(first, stranger)))
    assert device.log.count_pending() == 1


def test_an_answer_that_settles_nothing_does_not_make_it_ask_without_end() -> None:
    device = Device(2)
    device.hear(device.reply(device.asked(), results=()))
    assert isinstance(device.ask(), Wait)
    assert device.log.count_pending() == 2


def test_a_body_that_stays_unread_is_bisected_down_to_the_one() -> None:
    device = Device(8)
    poison = sorted(device.log.ops.values(), key=lambda kept: kept.seq)[5].id
    sizes = []
    for _ in range(30):
        device.boot_ms += 600_000
        request = device.ask()
        if isinstance(request, Wait) or not request.ops:
            break
        sizes.append((request.purpose.value, len(request.ops)))
        if request.purpose is Purpose.RESCUE:
            assert decode_rescue(request.body or b"").ops[0].id == poison
            result = OpResult(poison, OpStatus.QUARANTINED, reason="opaque")
            device.hear(device.reply(request, results=(result,)), request)
        elif poison in {op.id for op in request.ops}:
            device.hear(Answer(400, OURS), request)
        else:
            device.hear(device.reply(request), request)
    assert device.log.count_pending() == 0
    assert device.log.ops[poison].result is not None
    assert sizes[:3] == [("exchange", 8)] * 3, "three tries before it is cut"
    assert sizes.count(("rescue", 1)) == 1
    assert len(sizes) <= 11


def test_a_server_that_refuses_every_body_is_not_hammered() -> None:
    device = Device(1)
    asked = 0
    until = device.boot_ms + 3_600_000
    while device.boot_ms < until:
        request = device.ask()
        if isinstance(request, Wait):
            device.boot_ms = max(request.until_boot_ms, device.boot_ms + 1)
            continue
        asked += 1
        device.hear(Answer(400, OURS), request)
    assert asked < 30
    assert device.log.count_pending() == 1


def test_after_a_gap_it_starts_where_the_server_is() -> None:
    device = Device(4)
    device.hear(device.reply(device.asked()))
    ids = sorted(device.log.ops, key=lambda op_id: device.log.ops[op_id].seq)
    op = make_op(rng=device.rng)
    device.log.append(op.id, body_of(op), op.h)
    haves = ((INC, 2, digest_of(ids[:2])),)
    device.hear(Answer(409, encode_refusal(Refusal("exchange.gap", MORNING_MS, haves))))
    assert [stored.seq for stored in device.asked().ops] == [3, 4, 5]
    assert device.log.current_inc() == INC


def test_a_restored_server_is_noticed_in_a_good_answer_too() -> None:
    device = with_pack(3)
    device.boot_ms += 60_000
    ids = sorted(device.log.ops, key=lambda op_id: device.log.ops[op_id].seq)
    device.hear(device.reply(device.asked(), haves=((INC, 1, digest_of(ids[:1])),)))
    assert [stored.id for stored in device.asked().ops] == ids[1:]


def test_a_number_used_by_another_begins_a_new_incarnation() -> None:
    device = Device(2)
    device.hear(Answer(409, encode_refusal(Refusal("exchange.seq_reused", MORNING_MS))))
    assert device.log.current_inc() == SPARE
    assert [op.seq for op in device.asked().ops] == [1, 2]


def test_a_clone_is_noticed_by_the_digest() -> None:
    device = with_pack(2)
    device.boot_ms += 60_000
    device.hear(device.reply(device.asked(), haves=((INC, 2, "f" * 16),)))
    assert device.log.current_inc() == SPARE
    assert device.log.count_pending() == 2, "what was settled there is sent again"


def test_refusals_without_end_lead_to_waiting() -> None:
    device = Device(1)
    for _ in range(4):
        device.hear(Answer(409, encode_refusal(Refusal("exchange.seq_reused", MORNING_MS))))
    assert isinstance(device.ask(), Wait)


def test_out_of_service_it_still_sends_but_asks_for_nothing() -> None:
    device = Device(1)
    answer = device.reply(device.asked(), problem="device.revoked")
    device.hear(replace(answer, status=403))
    assert device.log.count_pending() == 0
    assert device.ask() == Wait(device.state.poll_ms, Trouble.REVOKED)


def test_a_pack_that_cannot_be_had_holds_up_no_operation() -> None:
    device = Device()
    device.greet()
    assert device.asked().purpose is Purpose.PACK
    device.hear(Answer(500, OURS))
    op = make_op(rng=device.rng)
    device.log.append(op.id, body_of(op), op.h)
    assert device.asked().purpose is Purpose.EXCHANGE


def test_a_feed_that_does_not_fit_leads_to_a_new_pack() -> None:
    device = with_pack()
    device.boot_ms += 60_000
    device.hear(device.reply(device.asked(), feed=FeedPage(9, bootstrap="diverged")))
    assert device.asked().purpose is Purpose.PACK


def test_tomorrow_needs_tomorrows_pack() -> None:
    device = with_pack()
    tomorrow = replace(device.now(), today=ON + timedelta(days=1))
    request = next_request(device.state, device.log, tomorrow)
    assert isinstance(request, Request)
    assert request.path == "/v1/pack?on=2026-05-05&days=1"


def test_the_clock_is_anchored_in_the_middle_of_question_and_answer() -> None:
    device = Device()
    request = device.asked()
    device.boot_ms += 400
    device.hear(device.reply(request), request)
    anchor = device.log.anchor()
    assert anchor is not None
    assert (anchor.server_ms, anchor.boot_ms, anchor.slack_ms) == (MORNING_MS, 1_200, 200)


def test_settled_operations_are_kept_for_thirty_days() -> None:
    device = with_pack(1)
    for days, kept in ((29, 1), (31, 0)):
        device.boot_ms += 60_000
        request = device.asked()
        later = MORNING_MS + days * 86_400_000
        (op_id,) = [op.id for op in device.log.ops.values()] or [""]
        haves = ((INC, 1, digest_of([op_id])),)
        device.hear(device.reply(request, server_ms=later, haves=haves), request)
        assert len(device.log.ops) == kept
