"""Bodies that no app of ours sends, found by `tests.sync.fuzz`: an answer that can be read, and never a 500."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sync.canonical import read_json
from sync.exchange import decode_reply
from tests.server.handset import Handset

pytestmark = pytest.mark.db
Make = Callable[..., Handset]


def spoilt(handset: Handset, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """A request with one visit, as a list, changed."""
    body = read_json(handset.body_with([]))
    op_id = handset.append_raw(lambda raw: raw)
    raw = read_json(handset.log.ops[op_id].body)
    body |= {"first_seq": 1, "ops": [raw]}
    change(body)
    return json.dumps(body).encode()  # not canonical: the letters go as they are


def test_the_answer_can_be_read_whatever_letters_a_field_is_named_with(make_handset: Make) -> None:
    handset = make_handset()
    names = ("e\u0301", "\x00", "\U0001f69b" * 300)
    for seq, name in enumerate(names, 1):

        def add_field(body: dict[str, Any], name: str = name, seq: int = seq) -> None:
            body["first_seq"] = seq
            body["ops"][0]["time"][name] = 1

        answer = handset.post_bytes(spoilt(handset, add_field))
        assert answer.status == 200
        (result,) = decode_reply(answer.body).results
        assert result.status == "quarantined"


def test_more_unsent_operations_than_a_database_counts_are_refused(make_handset: Make) -> None:
    handset = make_handset()
    answer = handset.post_bytes(spoilt(handset, lambda body: body.update(pending_after=1 << 31)))
    assert answer.status == 400


@pytest.mark.parametrize("name", ["\ud800", "\x00", "e\u0301"])
def test_a_request_is_refused_whatever_letters_a_field_of_it_is_named_with(
    make_handset: Make, name: str
) -> None:
    handset = make_handset()
    answer = handset.post_bytes(spoilt(handset, lambda body: body.update({name: 1})))
    assert answer.status == 400
