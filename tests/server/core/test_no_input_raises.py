"""The engine is total: whatever is known, and however absurd, there is a verdict."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from server.core.facts import (
    ALWAYS,
    FOREVER,
    CouncilDays,
    Heard,
    Move,
    MoveAction,
    Report,
    ReturnAnswer,
    Round,
    Service,
    ServiceState,
    Shift,
    Visit,
)
from server.core.policy import PRESETS
from server.core.verdict_words import VerdictWord
from server.core.verdicts import judge
from sync.words import Outcome, Reason, ReturnOutcome
from tests.server.core.make import ON, at, make_known, make_premises

Draw = Callable[..., Any]
POLICIES = st.sampled_from(sorted(PRESETS))
MOMENTS = st.one_of(
    st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)).map(  # noqa: DTZ001 - made aware
        lambda d: d.replace(tzinfo=UTC)
    ),
    st.sampled_from([ALWAYS, FOREVER, at(12)]),
)
DATES = st.one_of(st.dates(), st.sampled_from([date.min, date.max, ON]))


def any_round(draw: Draw) -> Round:
    return Round(
        "R1",
        draw(st.sampled_from(["refuse", "food"])),
        draw(st.frozensets(st.integers(1, 7))),
        draw(DATES),
        squad=draw(st.sampled_from([None, "S1"])),
        operator=draw(st.sampled_from([None, None, "B"])),
        expected_end=draw(st.sampled_from([None, time(14), time(23, 30)])),
        season_from=draw(st.sampled_from([None, "03-01", "11-01"])),
        season_to=draw(st.sampled_from([None, "11-30", "02-01"])),
        closed_on=draw(st.one_of(st.none(), DATES)),
    )


def any_move(draw: Draw) -> Move:
    return Move(
        draw(DATES),
        draw(st.sampled_from(list(MoveAction))),
        tuple(draw(st.lists(DATES, max_size=2))),
        report_from=draw(st.one_of(st.none(), MOMENTS)),
        report_until=draw(st.one_of(st.none(), MOMENTS)),
        received_at=draw(MOMENTS),
        counts_as_working_day=draw(st.booleans()),
    )


def any_visit(draw: Draw) -> Visit:
    return Visit(
        "v",
        "R1",
        draw(DATES),
        "1001",
        draw(st.sampled_from(list(Outcome))),
        draw(MOMENTS),
        draw(MOMENTS),
        reason=draw(st.sampled_from([None, *Reason])),
        uprn=draw(st.sampled_from([None, "5001"])),
        corrects=draw(st.sampled_from([None, "v", "w"])),
        saw=draw(st.sampled_from([frozenset(), frozenset({"v"})])),
    )


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_no_input_raises(data: st.DataObject) -> None:
    draw = data.draw
    report = Report(
        "r", draw(st.sampled_from([None, "5001", "9"])), "refuse", draw(MOMENTS), draw(MOMENTS)
    )
    known = make_known(
        make_premises("5001", usrn=draw(st.sampled_from([None, "1001"]))),
        days=CouncilDays("Europe/London", frozenset(draw(st.lists(DATES, max_size=3)))),
        services=(
            Service(
                "5001", "R1", "refuse", draw(DATES), state=draw(st.sampled_from(list(ServiceState)))
            ),
        ),
        rounds={"R1": any_round(draw)},
        moves=(any_move(draw),),
        visits=(any_visit(draw),),
        shifts=(Shift("R1", draw(DATES), "S1", draw(MOMENTS), draw(MOMENTS)),),
        heard=(
            Heard("S1", "D1", draw(MOMENTS), draw(MOMENTS), draw(st.one_of(st.none(), MOMENTS))),
        ),
        reports=(report, replace(report, id="q", made_at=draw(MOMENTS))),
        returns=(ReturnAnswer("q", ReturnOutcome.RETURNED, draw(MOMENTS), draw(MOMENTS)),),
    )
    verdict = judge(report, known, PRESETS[draw(POLICIES)], draw(MOMENTS))
    assert verdict.word in set(VerdictWord)
    assert verdict.findings[0] == verdict.headline
