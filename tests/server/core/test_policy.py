"""Policies are validated data: presets, overrides, the many ways people write an hour, and what is refused."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.policy import PRESETS, After, Anchor, Gate, plain_policy, policy_from
from server.core.policy_words import normal_policy
from server.core.problems import Problem
from sync.words import Reason


def test_there_are_the_eight_presets() -> None:
    assert set(PRESETS) == {
        "bromley", "brent", "sutton", "kingston", "merton", "bexley", "peterborough", "belfast",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_becomes_plain_data_and_the_same_again(name: str) -> None:
    assert policy_from(plain_policy(PRESETS[name])) == PRESETS[name]


@pytest.mark.parametrize(
    ("name", "hour", "before", "after"),
    [
        ("bromley", time(17), Gate.BLOCKED_UNLESS_COMPLETED, After.OPEN),
        ("brent", time(22), Gate.BLOCKED_UNLESS_COMPLETED, After.OPEN),
        ("sutton", time(18), Gate.BLOCKED, After.OPEN),
        ("kingston", None, Gate.UNTIL_COMPLETED, After.SAME),
        ("merton", None, Gate.UNTIL_COMPLETED, After.SAME),
        ("bexley", None, Gate.UNTIL_VISITED, After.SAME),
        ("peterborough", time(17), Gate.BLOCKED, After.OPEN),
        ("belfast", None, Gate.UNTIL_COMPLETED, After.SAME),
    ],
)
def test_the_same_day_rules_are_the_councils(
    name: str, hour: time | None, before: Gate, after: After
) -> None:
    rule = PRESETS[name].same_day
    assert (rule.hour, rule.before, rule.after) == (hour, before, after)


def test_what_an_override_leaves_out_stays_as_in_its_base() -> None:
    policy = policy_from({"base": "bexley", "window": {"length": 1}})
    assert (policy.window.length, policy.window.anchor) == (1, Anchor.ACTUAL)
    assert policy.delayed_hour == time(17)


@pytest.mark.parametrize("written", [17, 1020, "17:00", "17", " 17:00 ", "17:00:00"])
def test_an_hour_may_be_written_in_many_ways(written: object) -> None:
    policy = policy_from({"base": "belfast", "delayed_hour": written})
    assert policy.delayed_hour == time(17)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [(90, 90), ("90", 90), ("2 hours", 120), ("45 minutes", 45), ("3h", 180)],
)
def test_a_length_may_be_written_in_many_ways(written: object, minutes: int) -> None:
    assert policy_from({"base": "belfast", "heard_within": written}).heard_within == minutes


def test_a_deadline_may_be_written_shortly() -> None:
    policy = policy_from(
        {"base": "belfast", "dispute": 3, "silence_deadline": "12:00", "lockouts": ["not_out"]}
    )
    assert policy.dispute.working_days == 3
    assert (policy.silence_deadline.working_days, policy.silence_deadline.hour) == (1, time(12))
    assert policy.is_lockout(Reason.NOT_OUT)
    assert not policy.is_lockout(Reason.WRONG_BIN)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("atlantis", "there is no preset 'atlantis'"),
        (17, "neither a preset's name nor a mapping"),
        ({"base": "belfast", "windows": {}}, "unknown field `windows`"),
        ({"base": "belfast", "window": {"length": -1}}, "$.window.length"),
        ({"base": "belfast", "window": {"unit": "moons"}}, "$.window.unit"),
        ({"base": "belfast", "heard_within": 0}, "$.heard_within"),
        ({"base": "belfast", "same_day": {"hour": "half past"}}, "$.same_day.hour"),
        ({"base": "belfast", "lockouts": ["bad mood"]}, "$.lockouts"),
        ({"base": "belfast", "cluster": {"reports": 1}}, "$.cluster.reports"),
        ({"base": "belfast", "cluster": 5}, "$.cluster"),
    ],
)
def test_what_is_no_policy_is_refused_by_field(body: object, words: str) -> None:
    with pytest.raises(Problem) as refused:
        policy_from(body)
    assert refused.value.code == "policy.invalid"
    assert words in refused.value.sentence


PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = sorted(plain_policy(PRESETS["sutton"]))


@given(st.dictionaries(st.sampled_from(FIELDS), PLAIN, max_size=4))
def test_any_data_is_a_policy_or_refused_in_words(body: dict[str, Any]) -> None:
    normal_policy(body)
    try:
        policy_from({"base": "belfast", **body})
    except Problem as refused:
        assert refused.code == "policy.invalid"
