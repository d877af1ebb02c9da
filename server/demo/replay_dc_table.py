"""What came of a replay, as plain data for machines and as a table for people. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from server.db.judged import Judged
from server.demo.replay_dc import City

STREAMS = ("refuse", "recycling", "garden")
NAMES = {"refuse": "trash", "recycling": "recycling", "garden": "yard waste"}


@dataclass(frozen=True, slots=True)
class Came:
    """What the database holds in the end, and what became of the devices' operations."""

    judged: Sequence[Judged]
    kept: int
    ops: dict[str, int]


def result_of(city: City, came: Came) -> dict[str, Any]:
    """Everything that is shown, with plain keys. The same data give the same result."""
    return {
        "reports": _reports(city, came),
        "streams": {stream: _stream(stream, city, came.judged) for stream in STREAMS},
        "premises": {"in_register": city.registered, **_placed_by(city)},
        "duplicates": {
            "found": sum(one.first == "duplicate" for one in came.judged),
            "in_the_end": sum(one.last == "duplicate" for one in came.judged),
        },
        "verdicts": {
            "when_made": _counted(one.first for one in came.judged),
            "in_the_end": _counted(one.last for one in came.judged),
        },
        "agreement": _agreement(city, came.judged),
        "visits": {
            "jobs_read": city.bulky.read,
            "visits": len(city.bulky.visits),
            "operations": dict(sorted(came.ops.items())),
            "jobs_without_visit": dict(sorted(city.bulky.skipped.items())),
        },
        "imports": [
            {"kind": one.kind, "read": one.read, "added": one.added, "refused": len(one.refused)}
            for one in city.imports
        ],
    }


def _reports(city: City, came: Came) -> dict[str, int]:
    numbers = {one.new.external_id for one in city.reports}
    judged = {one.external_id for one in came.judged}
    return {
        "read": city.read,
        "refused": len(city.refused),
        "filed": len(city.reports),
        "lost": len(numbers - judged),
        "doubled": came.kept - len(numbers),
        "at_premises_that_report_again": _reporting_again(city),
    }


def _placed_by(city: City) -> dict[str, int]:
    """How premises were found: by id, by address, or not at all ("none")."""
    return {f"by_{how}": count for how, count in _counted(p.by for p in city.reports).items()}


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def table_of(result: dict[str, Any]) -> Iterator[str]:
    """The result in lines for people."""
    yield f"{'':<14}{'reports':>9}{'round found':>20}{'premises found':>20}{'collection day':>20}"
    for stream, row in result["streams"].items():
        cells = "".join(
            f"{_share(row[what], row['reports']):>20}"
            for what in ("round_found", "premises_found", "day_found")
        )
        yield f"{NAMES[stream]:<14}{row['reports']:>9}{cells}"
    yield ""
    premises = result["premises"]
    yield (
        f"premises in the register: {premises['in_register']}, found by id: {premises.get('by_id', 0)}, "
        + (f"by address: {premises.get('by_address', 0)}, not found: {premises.get('by_none', 0)}")
    )
    reports = result["reports"]
    yield (
        f"duplicates found: {result['duplicates']['found']} "
        f"(of {reports['at_premises_that_report_again']} reports at premises that report a stream more than once)"
    )
    yield f"reports lost: {reports['lost']}, doubled: {reports['doubled']}, refused: {reports['refused']}"
    yield ""
    yield f"{'verdict':<24}{'when made':>12}{'in the end':>12}"
    when, end = result["verdicts"]["when_made"], result["verdicts"]["in_the_end"]
    for verdict in sorted({*when, *end}):
        yield f"{verdict:<24}{when.get(verdict, 0):>12}{end.get(verdict, 0):>12}"
    yield from _agreement_lines(result["agreement"])
    yield ""
    visits = result["visits"]
    became = ", ".join(f"{n} {status}" for status, n in visits["operations"].items()) or "none"
    yield f"bulky jobs: {visits['jobs_read']}, of them visits sent by devices: {visits['visits']}; operations: {became}"
    for why, count in visits["jobs_without_visit"].items():
        yield f"  {count} {why}"


def _stream(stream: str, city: City, judged: Sequence[Judged]) -> dict[str, int]:
    placed = [one for one in city.reports if one.new.stream == stream]
    return {
        "reports": len(placed),
        "round_found": sum(one.round_id is not None for one in placed),
        "premises_found": sum(one.new.uprn is not None for one in placed),
        "day_found": sum(one.on is not None for one in judged if one.stream == stream),
    }


def _reporting_again(city: City) -> int:
    """Reports after the first of the same premises and stream."""
    places = Counter((p.new.uprn, p.new.stream) for p in city.reports if p.new.uprn is not None)
    return sum(count - 1 for count in places.values())


def _agreement(city: City, judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """For each outcome the city noted in the end: how many of these reports we accepted, and how many not."""
    found: dict[str, dict[str, int]] = {}
    for one in judged:
        outcome = city.outcomes.get(one.external_id or "", "")
        if outcome:
            row = found.setdefault(outcome, {"accepted": 0, "not_accepted": 0})
            row["accepted" if one.first_accepted else "not_accepted"] += 1
    return dict(sorted(found.items()))


def _agreement_lines(agreement: dict[str, dict[str, int]]) -> Iterator[str]:
    if not agreement:
        return
    yield ""
    yield f"{'what the city found':<32}{'accepted':>12}{'not':>12}"
    for outcome, row in agreement.items():
        yield f"{outcome:<32}{row['accepted']:>12}{row['not_accepted']:>12}"


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else "-"
