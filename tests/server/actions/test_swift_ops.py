"""The compiled reading of operations takes nothing that `sync` does not take, and reads all of it the same."""

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.actions.swift_ops import PLAIN_VISIT, read_swiftly, swift_text
from sync.canonical import canonical_json, hash_of_text, read_json
from sync.exchange import SentOp
from sync.judging import read_op
from sync.refusals import WireError
from sync.wire import body_of
from tests.sync.make import make_op, make_shift

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ODD = st.one_of(
    JSON,
    st.sampled_from(
        ["", "x" * 4001, "a\x00b", "A\u030a", "2026-13-01", "2026-05-04T00:00:00", "99999999999999"]
    ),
    st.sampled_from([-1, 1 << 53, (1 << 53) + 1, 1 << 64, True, 1.0, 9007199254740993.0]),
    st.sampled_from(
        ["completed", "not_collected", "collected", "parked_vehicles", "anchored", "01"]
    ),
)
PLACES = st.sampled_from(
    [(), ("data",), ("seen",), ("time",), ("position",)],
)


def sent(raw: dict[str, Any]) -> SentOp:
    text = swift_text(raw)
    return SentOp(3, str(raw.get("id")), raw, hash_of_text(text), text=text)


def test_every_plain_visit_is_read_by_the_compiled_reader() -> None:
    for op in make_shift(60):
        read = read_swiftly(sent(read_json(body_of(op))))
        assert type(read.op) is PLAIN_VISIT


@settings(max_examples=400, deadline=None)
@given(place=PLACES, data=st.data())
def test_whatever_is_done_to_a_visit_both_readers_say_the_same(
    place: tuple[str, ...], data: st.DataObject
) -> None:
    op = make_shift(12, seed=data.draw(st.integers(0, 30)))[-1]
    raw = json.loads(body_of(op))
    part = raw[place[0]] if place else raw
    names = st.sampled_from(
        [*part, "part", "photos", "entry_id", "uprn", "corrects", "note", "prev"]
    )
    for name in data.draw(st.lists(names | st.text(max_size=3), min_size=1, max_size=2)):
        if data.draw(st.booleans()):
            part.pop(name, None)
        else:
            part[name] = data.draw(ODD)
    try:
        raw = read_json(canonical_json(raw))
    except WireError:
        return
    swift, slow = read_swiftly(sent(raw)), read_op(sent(raw))
    assert (swift.op is None, swift.fault) == (slow.op is None, slow.fault)
    if swift.op is not None and slow.op is not None:
        assert asdict(swift.op) == asdict(slow.op)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_the_swift_text_is_the_canonical_text(value: object) -> None:
    read = read_json(canonical_json(value))
    assert swift_text(read) == canonical_json(read)


@pytest.mark.parametrize(
    "text", ['{"a":1.0}', '{"a":1e400}', '{"a":"\\ud800"}', '{"a":[18446744073709551617]}']
)
def test_what_the_compiled_writer_cannot_write_is_written_slowly(text: str) -> None:
    try:
        wanted = canonical_json(read_json(text))
    except WireError:
        return
    assert swift_text(read_json(text)) == wanted


def test_the_type_read_is_a_visit_to_the_rest_of_the_code() -> None:
    op = make_op()
    read = read_swiftly(sent(read_json(body_of(op)))).op
    assert read is not None and isinstance(read.data, type(op.data))
    assert (read.kind, read.v, read.photos) == (op.kind, op.v, op.photos)


def test_the_validator_is_whole_before_there_are_threads() -> None:
    """Made by two threads at once, as it was when the first exchanges came, it brought the process down."""
    code = "from server.actions.swift_ops import PLAIN_VISIT; print(hasattr(PLAIN_VISIT, '__msgspec_cache__'))"
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert fresh.stdout == "True\n"
