"""What must hold of every verdict, whatever the facts: order, repetition and delay decide nothing."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from server.core.facts import (
    ALWAYS,
    FOREVER,
    Heard,
    Move,
    MoveAction,
    Part,
    Report,
    Shift,
    Visit,
)
from server.core.finding import Verdict
from server.core.history import has_return, headlines, is_told
from server.core.known import Known
from server.core.policy import PRESETS
from server.core.sentences import PLAIN, Reader, sentence_of
from server.core.verdict_words import MadeBy, VerdictWord, Work
from server.core.verdicts import judge
from sync.words import Outcome, Reason
from tests.server.core.make import ON, REASONS, at, make_known, make_premises

HOURS = st.integers(0, 24 * 5 * 4).map(lambda q: at(q / 4))
END = at(24 * 9)
PREMISES = (
    make_premises("5001", bin_store_id="B1", house="1"),
    make_premises("5002", bin_store_id="B1", house="2"),
    make_premises("5003", entry_id="E7", house="3"),
)
POLICIES = st.sampled_from(sorted(PRESETS))


@st.composite
def visits(draw: st.DrawFn) -> tuple[Visit, ...]:
    made: list[Visit] = []
    for n in range(draw(st.integers(0, 5))):
        place = draw(st.sampled_from(["street", "entry", "5001", "5002", "5003"]))
        noted_at = draw(HOURS)
        outcome = draw(st.sampled_from(list(Outcome)))
        reason = draw(st.sampled_from([None, *Reason]))
        earlier = [v.id for v in made]
        made.append(
            Visit(
                id=f"v{n}",
                round_id="R1",
                on=ON,
                usrn="1001",
                outcome=outcome,
                noted_at=noted_at,
                received_at=noted_at,
                device=draw(st.sampled_from(["D1", "D2"])),
                reason=Reason.NOT_OUT
                if outcome is Outcome.NOT_COLLECTED and reason is None
                else reason,
                uprn=place if place.isdigit() else None,
                entry_id="E7" if place == "entry" else None,
                part=draw(st.sampled_from([None, Part(side="odd"), Part(from_house="2")])),
                corrects=draw(st.sampled_from([None, None, None, *earlier])),
                saw=frozenset(draw(st.lists(st.sampled_from(earlier), max_size=2)))
                if earlier
                else frozenset(),
            )
        )
    return tuple(made)


@st.composite
def reports(draw: st.DrawFn) -> tuple[Report, ...]:
    made = []
    for n in range(draw(st.integers(1, 6))):
        made_at = draw(HOURS)
        made.append(
            Report(
                id=f"r{n}",
                uprn=draw(st.sampled_from(["5001", "5002", "5003"])),
                stream="refuse",
                made_at=made_at,
                received_at=made_at + timedelta(minutes=draw(st.integers(0, 600))),
                made_by=draw(st.sampled_from(list(MadeBy))),
            )
        )
    return tuple(made)


@st.composite
def worlds(draw: st.DrawFn) -> Known:
    ended = draw(st.sampled_from([None, at(14), at(20)]))
    shift = Shift("R1", ON, "S1", ended, ended, draw(st.sampled_from([None, Reason.BREAKDOWN])))
    times = draw(st.lists(HOURS, max_size=3))
    return make_known(
        *PREMISES,
        visits=draw(visits()),
        reports=draw(reports()),
        shifts=(shift,) if ended is not None else (),
        heard=draw(
            st.sampled_from(
                [
                    (Heard("S1", "D1", FOREVER, ALWAYS), Heard("S1", "D2", FOREVER, ALWAYS)),
                    tuple(Heard("S1", "D1", t, t) for t in times),
                    (),
                ]
            )
        ),
        on_app=draw(st.sampled_from([{"S1": date.min}, {"S1": date.min}, {}])),
    )


def essence(verdict: Verdict) -> tuple[Any, ...]:
    return verdict.word, verdict.reason, verdict.accepted, verdict.asks, verdict.incident


def answers(known: Known, policy: str, as_known: datetime = END) -> dict[str, tuple[Any, ...]]:
    return {r.id: essence(judge(r, known, PRESETS[policy], as_known)) for r in known.reports}


@given(worlds(), POLICIES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_facts_decides_nothing(known: Known, policy: str, rng: random.Random) -> None:
    shuffled = replace(
        known,
        **{
            name: tuple(rng.sample(facts, len(facts)))
            for name, facts in (
                ("visits", known.visits),
                ("reports", known.reports),
                ("heard", known.heard),
                ("services", known.services),
            )
        },  # type: ignore[arg-type]  # four tuples of facts
    )
    assert answers(shuffled, policy) == answers(known, policy)


@given(worlds(), POLICIES, st.integers(1, 3), st.integers(2, 500))
@settings(max_examples=60, deadline=None)
def test_the_same_facts_again_change_nothing_at_any_moment(
    known: Known, policy: str, times: int, late: int
) -> None:
    again = tuple(
        replace(v, received_at=v.received_at + timedelta(minutes=late)) for v in known.visits
    )
    doubled = replace(
        known,
        visits=known.visits + again * times,
        reports=known.reports * 2,
        heard=known.heard * 2,
        shifts=known.shifts * 2,
    )
    assert answers(doubled, policy) == answers(known, policy)
    for visit in known.visits:
        moment = visit.received_at + timedelta(minutes=1)  # the first has come, the second has not
        assert answers(doubled, policy, moment) == answers(known, policy, moment)


@given(worlds(), POLICIES, st.lists(st.integers(0, 60 * 24 * 4), min_size=6, max_size=6))
@settings(max_examples=100, deadline=None)
def test_when_a_report_is_keyed_decides_nothing_in_the_end(
    known: Known, policy: str, delays: list[int]
) -> None:
    """Which of two is the me-too is decided by when the contacts were made."""
    keyed = tuple(
        replace(r, received_at=r.made_at + timedelta(minutes=delay))
        for r, delay in zip(known.reports, delays, strict=False)
    )
    at_once = tuple(replace(r, received_at=r.made_at) for r in known.reports)
    before = {
        r.id: judge(r, replace(known, reports=at_once), PRESETS[policy], END) for r in at_once
    }
    after = {r.id: judge(r, replace(known, reports=keyed), PRESETS[policy], END) for r in keyed}
    reviewed = {
        i
        for given_now in (before, after)
        for i, v in given_now.items()
        if v.headline.evidence.get("against") == "exception"
    }
    for i, one in before.items():
        other = after[i]
        if not {i, one.headline.duplicate_of, other.headline.duplicate_of} & reviewed:
            assert essence(other) == essence(one)
            assert other.headline.duplicate_of == one.headline.duplicate_of


@given(worlds(), POLICIES, st.lists(st.integers(0, 60 * 24 * 4), min_size=5, max_size=5))
@settings(max_examples=60, deadline=None)
def test_who_was_accepted_is_told_when_that_is_taken_back(
    known: Known, policy: str, delays: list[int]
) -> None:
    """And a return that was promised is never unpromised: the history keeps it."""
    late = tuple(
        replace(v, received_at=v.noted_at + timedelta(minutes=delay))
        for v, delay in zip(known.visits, delays, strict=False)
    )
    delayed = replace(known, visits=late)
    for report in known.reports:
        steps = headlines(report, delayed, PRESETS[policy], END)
        for before, after in pairwise(steps):
            if before.accepted and not after.accepted:
                assert is_told(before, after)
        promised = [n for n, v in enumerate(steps) if v.asks is Work.RETURN]
        assert all(has_return(steps[: n + 1]) and has_return(steps) for n in promised)


@given(worlds(), POLICIES, st.lists(st.integers(0, 60 * 24 * 4), min_size=5, max_size=5))
@settings(max_examples=100, deadline=None)
def test_when_everything_has_arrived_the_delay_decides_nothing(
    known: Known, policy: str, delays: list[int]
) -> None:
    """The one exception is the domain's own: an answer that promised a return is not taken back, but reviewed."""
    late = tuple(
        replace(v, received_at=v.noted_at + timedelta(minutes=delay))
        for v, delay in zip(known.visits, delays, strict=False)
    )
    delayed = replace(known, visits=late)
    for report in known.reports:
        before = judge(report, known, PRESETS[policy], END)
        after = judge(report, delayed, PRESETS[policy], END)
        promised = {
            v.word for v in (before, after) if v.headline.evidence.get("against") == "exception"
        }
        if promised or VerdictWord.DUPLICATE in (before.word, after.word):
            continue  # a me-too follows the report it hangs on
        assert essence(after) == essence(before)


@given(worlds(), POLICIES)
@settings(max_examples=50, deadline=None)
def test_a_fact_of_another_place_changes_nothing(known: Known, policy: str) -> None:
    elsewhere = [
        Visit(
            "x1", "R1", ON, "2002", Outcome.NOT_COLLECTED, at(9), at(9), "D1", reason=Reason.POLICE
        ),
        Visit("x2", "R9", ON, "1001", Outcome.COMPLETED, at(9), at(9), "D9"),
        Visit("x3", "R1", ON - timedelta(7), "1001", Outcome.COMPLETED, at(-160), at(-160), "D1"),
        Visit("x4", "R1", ON, "1001", Outcome.NOT_COLLECTED, at(9), at(999), reason=Reason.POLICE),
    ]
    more = replace(
        known,
        visits=known.visits + tuple(elsewhere),
        reports=(*known.reports, Report("x", "5001", "garden", at(9), at(9))),
        moves=(Move(ON, MoveAction.CANCELLED, stream="garden"),),
        shifts=(*known.shifts, Shift("R9", ON, "S9", at(9), at(9))),
        heard=(*known.heard, Heard("S9", "D9", at(1), at(1))),
    )
    had_device = any(v.device == "D1" for v in known.visits)
    if not had_device and known.heard:
        more = replace(more, visits=known.visits + tuple(elsewhere[1:2]) + tuple(elsewhere[3:]))
    found = answers(more, policy)
    assert {r.id: found[r.id] for r in known.reports} == answers(known, policy)


@given(worlds(), POLICIES, HOURS)
@settings(max_examples=40, deadline=None)
def test_the_last_headline_of_the_history_is_the_verdict(
    known: Known, policy: str, as_known: datetime
) -> None:
    for report in known.reports:
        if report.received_at > as_known:
            continue
        given_answers = headlines(report, known, PRESETS[policy], as_known)
        now = judge(report, known, PRESETS[policy], as_known)
        assert (given_answers[-1].word, given_answers[-1].reason) == (now.word, now.reason)
        words = [(v.word, v.reason, v.accepted) for v in given_answers]
        assert all(a != b for a, b in pairwise(words))


@given(worlds(), POLICIES, HOURS)
@settings(max_examples=40, deadline=None)
def test_every_answer_has_a_sentence_for_every_reader(
    known: Known, policy: str, as_known: datetime
) -> None:
    for report in known.reports:
        verdict = judge(report, known, PRESETS[policy], as_known)
        for reader in Reader:
            sentence = sentence_of(verdict.headline, reader, REASONS)
            assert sentence.template != PLAIN, verdict.headline
            assert sentence.template % dict(sentence.values)
