"""What a squad taps into its devices while it works: mostly the truth, sometimes a slip, a correction, nothing at all.

A tap knows others only by key; ids, numbers and clocks are the handset's. Pure and seeded by the collection.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from server.demo.chances import USUAL, Chances
from server.demo.index import CouncilIndex
from server.demo.truth import CollectionTruth, StreetTruth
from sync.ops import ShiftStarted, Track, Visit
from sync.words import Outcome, Reason

SQUADS_WITH_TWO_DEVICES = ("S03",)


@dataclass(frozen=True, slots=True)
class ShiftEnd:
    """Closing the collection; the handset adds the day manifest."""

    round_id: str
    on: date
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undoing an earlier tap."""

    key: str


@dataclass(frozen=True, slots=True)
class Tap:
    """One act on the screen. `device`: 1, or 2 where a squad has two. `corrects`: the key of the visit it corrects."""

    key: str
    at: datetime
    what: Visit | ShiftStarted | ShiftEnd | TakeBack | Track
    device: int = 1
    corrects: str | None = None


def record(
    index: CouncilIndex, truth: CollectionTruth, chances: Chances = USUAL
) -> tuple[Tap, ...]:
    """Everything a squad records of a collection, in the order of time."""
    pen = _Pen(index, truth, chances)
    pen.tap(truth.started_at, ShiftStarted(truth.round_id, truth.on, 3))
    for place, street in enumerate(truth.streets):
        if street.at is not None:
            pen.record_street(street, device=pen.device_of(place))
    for device in pen.devices():
        pen.tap(truth.ended_at, ShiftEnd(truth.round_id, truth.on, truth.end_reason), device)
    return tuple(sorted(pen.taps, key=lambda tap: (tap.at, tap.key)))


class _Pen:
    def __init__(self, index: CouncilIndex, truth: CollectionTruth, chances: Chances) -> None:
        self._index, self._truth, self._chances = index, truth, chances
        self._random = Random(f"{index.seed}/{truth.round_id}/{truth.on.isoformat()}/taps")
        self.taps: list[Tap] = []

    def devices(self) -> tuple[int, ...]:
        return (1, 2) if self._truth.squad in SQUADS_WITH_TWO_DEVICES else (1,)

    def device_of(self, place: int) -> int:
        return self.devices()[place % len(self.devices())]

    def tap(
        self,
        at: datetime,
        what: Visit | ShiftStarted | ShiftEnd | TakeBack,
        device: int = 1,
        corrects: str | None = None,
    ) -> str:
        key = f"{self._truth.round_id}@{self._truth.on.isoformat()}#{len(self.taps) + 1}"
        self.taps.append(Tap(key, at, what, device, corrects))
        return key

    def record_street(self, street: StreetTruth, device: int) -> None:
        assert street.at is not None  # noqa: S101 - the caller asked
        if self._random.random() < self._chances.street_forgotten:
            return
        self._record_premises(street, device)
        for entry_id, reason in street.entries_left:
            entry = replace(self._visit(street, Outcome.NOT_COLLECTED, reason), entry_id=entry_id)
            self.tap(street.at - timedelta(seconds=70), entry, device)
        visit = replace(self._visit(street, street.outcome, street.reason), part=street.part)
        if self._random.random() < self._chances.street_mistapped:
            self._mistap(visit, street.at, device)
        else:
            self.tap(street.at, visit, device)
        if len(self.devices()) == 2 and self._random.random() < 0.12:
            self.tap(street.at + timedelta(seconds=35), visit, 3 - device)
        if street.went_back_at is not None:
            self.tap(street.went_back_at, self._visit(street, Outcome.COMPLETED), device)

    def _record_premises(self, street: StreetTruth, device: int) -> None:
        assert street.at is not None  # noqa: S101 - the caller asked
        found: list[tuple[str, Outcome, Reason, str | None]] = [
            (one.uprn, Outcome.NOT_COLLECTED, one.reason, one.material) for one in street.refused
        ]
        found += [
            (uprn, Outcome.COLLECTED, Reason.OVERFILLED_AMBER, None)
            for uprn in sorted(street.warned)
        ]
        # nobody looks at bins behind a locked gate, or on the side that was left
        found = [one for one in found if street.is_reached(self._index.premises[one[0]])]
        for number, (uprn, outcome, reason, material) in enumerate(found):
            at = street.at - timedelta(seconds=40 + 25 * (len(found) - number))
            visit = replace(self._visit(street, outcome, reason), uprn=uprn, material=material)
            if self._random.random() < self._chances.premises_mistapped * 4:
                self._wrong_premises(visit, at, device)
            self.tap(at, visit, device)

    def _mistap(self, visit: Visit, at: datetime, device: int) -> None:
        """The other button first; put right a minute or two later."""
        wrong = (
            replace(visit, outcome=Outcome.NOT_COLLECTED, reason=Reason.PARKED_VEHICLES, part=None)
            if visit.outcome is Outcome.COMPLETED
            else replace(visit, outcome=Outcome.COMPLETED, reason=None, part=None)
        )
        key = self.tap(at, wrong, device)
        self.tap(at + timedelta(seconds=self._random.randint(8, 150)), visit, device, corrects=key)

    def _wrong_premises(self, visit: Visit, at: datetime, device: int) -> None:
        """An exception on the premises next door, taken back at once."""
        served = self._index.served(self._truth.round_id, visit.usrn, self._truth.on)
        taken = {tap.what.uprn for tap in self.taps if isinstance(tap.what, Visit)}
        others = [place.uprn for place in served if place.uprn not in taken | {visit.uprn}]
        if others:
            key = self.tap(at, replace(visit, uprn=self._random.choice(others)), device)
            self.tap(at + timedelta(seconds=9), TakeBack(key), device)

    def _visit(self, street: StreetTruth, outcome: Outcome, reason: Reason | None = None) -> Visit:
        return Visit(self._truth.round_id, self._truth.on, street.usrn, outcome, reason)
