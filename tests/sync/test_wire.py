"""Operations on the wire: exact both ways, strict on the way in, small on the line."""

import gzip
import json
import random
import uuid
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.canonical import canonical_json, hash_of_text, read_json
from sync.columns import pack_column, unpack_column
from sync.exchange import ExchangeHead, ExchangeRequest, SentAt, sent_op
from sync.ids import uuid7
from sync.ops import Attachment, Op, Photo, Retraction, Seen, ShiftEnded, Track
from sync.refusals import WireError
from sync.thin import thicken_all, thin_all
from sync.wire import (
    LARGEST_BODY,
    body_of,
    decode_op,
    decode_request,
    encode_op,
    encode_request,
    hash_op,
    op_of_body,
    seal,
)
from sync.words import ClockQuality, OpKind, Outcome, Reason
from tests.sync.make import MORNING_MS, ON, make_op, make_shift, make_visit

INC = uuid7(MORNING_MS, b"0123456789")
HEAD = ExchangeHead(1, INC, "test", 3, 0, SentAt(MORNING_MS, ClockQuality.ANCHORED))
PHOTO = Attachment("ab" * 32, 250_000, "image/jpeg")

EVERY_KIND = {
    "visit": make_op(make_visit(note="Käfig offen", corrects=uuid7(1, b"x" * 10))),
    "retraction": make_op(
        Retraction(uuid7(1, b"x" * 10)), kind=OpKind.RETRACTION, ent="R1@2026-05-04/1"
    ),
    "shift_ended": make_op(ShiftEnded("R1", ON, 3, 3, "0" * 16, reason=Reason.BREAKDOWN)),
    "track": make_op(
        Track("R1", ON, MORNING_MS, ((0, 1, -2, 3), (5, 6, -7, 8))),
        kind=OpKind.TRACK,
        ent="R1@2026-05-04",
    ),
    "photo": make_op(
        Photo(uuid7(1, b"x" * 10)), kind=OpKind.PHOTO, ent="R1@2026-05-04/1", photos=(PHOTO,)
    ),
}


@pytest.mark.parametrize("op", EVERY_KIND.values(), ids=EVERY_KIND)
def test_an_operation_comes_back_as_it_was(op: Op) -> None:
    assert decode_op(encode_op(op)) == op
    assert op_of_body(body_of(op), op.seq) == op
    assert hash_op(op) == op.h


def test_a_hash_does_not_hang_on_the_number() -> None:
    op = make_op()
    assert hash_op(replace(op, seq=99)) == op.h


def test_text_is_brought_to_one_form_when_it_is_sealed() -> None:
    loose = make_op(make_visit(note="Ka\u0308fig"))
    tight = seal(replace(loose, data=make_visit(note="K\u00e4fig")))
    assert loose.h == tight.h


def with_data(**changes: Any) -> dict[str, Any]:
    raw = encode_op(make_op())
    return raw | {"data": {k: v for k, v in {**raw["data"], **changes}.items() if v is not None}}


REFUSED = {
    "float": (with_data(note=1.5), "field.not_text at data.note"),
    "boolean for a number": (encode_op(make_op()) | {"v": True}, "field.not_integer at v"),
    "unknown field": (with_data(colour="red"), "field.unknown at data.colour"),
    "unknown word": (with_data(outcome="done"), "field.unknown_word at data.outcome"),
    "no reason": (
        with_data(outcome="not_collected", ent=None),
        "visit.without_reason at data.reason",
    ),
    "a date that is none": (with_data(on="2026-02-30"), "field.not_date at data.on"),
    "a usrn that is none": (with_data(usrn="12a"), "field.wrong_form at data.usrn"),
    "another place in ent": (with_data(usrn="77"), "op.entity_differs at ent"),
    "empty round": (with_data(round_id=""), "field.wrong_length at data.round_id"),
    "kind of tomorrow": (encode_op(make_op()) | {"kind": "flown"}, "op.unknown_kind at kind"),
    "version of tomorrow": (encode_op(make_op()) | {"v": 2}, "op.newer_version at v"),
    "not NFC": (with_data(note="Ka\u0308"), "field.not_nfc at data.note"),
    "too long": (with_data(note="x" * 2_001), "field.wrong_length at data.note"),
    "out of the world": (
        encode_op(make_op())
        | {"position": {"lat7": 900_000_001, "lon7": 0, "acc_dm": 1, "age_s": 0}},
        "field.out_of_range at position.lat7",
    ),
}


@pytest.mark.parametrize(("raw", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_named(raw: dict[str, Any], code: str) -> None:
    with pytest.raises(WireError) as refused:
        decode_op(raw)
    assert str(refused.value) == code


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.lists(json_values, min_size=1, max_size=8))
def test_columns_give_back_what_went_in(values: list[Any]) -> None:
    packed = json.loads(json.dumps(pack_column(values)))
    assert canonical_json(unpack_column(packed, len(values))) == canonical_json(values)


@given(json_values, st.integers(-2, 6))
def test_any_columns_are_read_or_refused(column: Any, count: int) -> None:
    try:
        assert len(unpack_column(column, count)) == count
    except WireError as error:
        assert error.code == "columns.unreadable"


@given(st.data())
def test_any_operations_travel_exactly(data: st.DataObject) -> None:
    base = [json.loads(body_of(op)) for op in make_shift(4, seed=data.draw(st.integers(0, 50)))]
    base[2]["seen"] = {"prev": base[1]["id"]}
    for raw in base:
        raw.update(
            data.draw(
                st.dictionaries(
                    st.sampled_from(["ent", "time", "data", "~i", "new"]), json_values, max_size=2
                )
            )
        )
    assert canonical_json(thicken_all(thin_all(base))) == canonical_json(base)


@given(st.lists(json_values, max_size=4))
def test_any_thin_operations_are_thickened_or_refused(thins: list[Any]) -> None:
    try:
        thicken_all(thins)
    except WireError as error:
        assert error.code == "thin.unreadable"


def test_a_request_comes_back_with_every_hash() -> None:
    ops = make_shift(40)
    request = ExchangeRequest(HEAD, tuple(sent_op(op.seq, body_of(op)) for op in ops))
    back = decode_request(encode_request(request))
    assert back == request
    assert [op.h for op in back.ops] == [op.h for op in ops]


def test_a_simple_client_may_send_a_plain_list() -> None:
    ops = make_shift(2)
    plain = json.loads(encode_request(ExchangeRequest(HEAD)))
    plain |= {"first_seq": 1, "ops": [encode_op(op) for op in ops]}
    back = decode_request(canonical_json(plain).encode())
    assert [(op.seq, op.h, op.fault) for op in back.ops] == [
        (1, ops[0].h, None),
        (2, ops[1].h, None),
    ]


def test_a_hash_that_does_not_fit_is_noticed() -> None:
    op = encode_op(make_op()) | {"h": "0" * 16}
    plain = json.loads(encode_request(ExchangeRequest(HEAD))) | {"first_seq": 1, "ops": [op]}
    (sent,) = decode_request(canonical_json(plain).encode()).ops
    assert sent.fault == "op.hash_differs"


SPOILT = {
    "not JSON": b"{",
    "a key twice": b'{"proto":1,"proto":1}',
    "a list": b"[]",
    "NaN": b'{"proto":NaN}',
    "endless": b'{"proto":1e999}',
    "deep": b"[" * 100_000,
    "no head": b"{}",
}


@pytest.mark.parametrize("body", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_body_is_refused(body: bytes) -> None:
    with pytest.raises(WireError):
        decode_request(body)


def test_one_changed_letter_in_a_batch_is_noticed() -> None:
    ops = make_shift(5)
    body = encode_request(ExchangeRequest(HEAD, tuple(sent_op(op.seq, body_of(op)) for op in ops)))
    spoilt = body.replace(b"R1", b"R2", 1)
    assert spoilt != body
    with pytest.raises(WireError, match=r"request\.check_failed"):
        decode_request(spoilt)


def test_a_few_bytes_cannot_unfold_to_a_flood() -> None:
    big = json.loads(body_of(make_op(make_visit(note="x" * 2_000))))
    big["note"] = "y" * 20_000
    column = {"o": {key: {"c": value} for key, value in big.items()}}
    head = json.loads(encode_request(ExchangeRequest(HEAD)))
    column["o"]["id"] = {"r": [uuid7(n, b"x" * 10) for n in range(500)]}
    whole = {"o": {"~": column}}
    body = head | {"first_seq": 1, "count": 500, "columns": whole, "check": "0" * 16}
    data = canonical_json(body).encode()
    assert len(data) < LARGEST_BODY
    with pytest.raises(WireError, match=r"request\.unfolds_too_large"):
        decode_request(data)


def test_an_operation_takes_at_most_45_bytes_on_the_line() -> None:
    ops = make_shift(500)
    request = ExchangeRequest(HEAD, tuple(sent_op(op.seq, body_of(op)) for op in ops))
    assert len(gzip.compress(encode_request(request), 6)) / len(ops) <= 45


@given(st.integers(0, (1 << 48) - 1), st.binary(min_size=10, max_size=10))
def test_a_uuid7_is_one(now_ms: int, random_bytes: bytes) -> None:
    made = uuid.UUID(uuid7(now_ms, random_bytes))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == now_ms


@settings(max_examples=30)
@given(st.text(max_size=20))
def test_canonical_json_is_read_back(text: str) -> None:
    assert read_json(canonical_json({"a": text}))["a"] == text
    assert len(hash_of_text(text)) == 16


def test_canonical_json_has_one_form() -> None:
    assert canonical_json({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'


def test_a_seen_place_travels() -> None:
    op = make_op(seen=Seen("e", 7, uuid7(1, b"z" * 10)), rng=random.Random(1))
    assert encode_op(op)["seen"] == {"epoch": "e", "n": 7, "prev": uuid7(1, b"z" * 10)}


def test_a_partly_completed_street_needs_no_part() -> None:
    assert make_op(make_visit(outcome=Outcome.PARTLY_COMPLETED)).data == make_visit(
        outcome=Outcome.PARTLY_COMPLETED
    )


def test_two_sent_operations_with_one_id_are_refused() -> None:
    op = make_op()
    sent = sent_op(1, body_of(op))
    with pytest.raises(WireError, match=r"request\.id_twice"):
        decode_request(encode_request(ExchangeRequest(HEAD, (sent, sent._replace(seq=2)))))
