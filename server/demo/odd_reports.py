"""Reports that no collection of the day causes: the wrong week, no garden bin, the other operator, no such address.

Each is built so that its right answer is certain. Pure and seeded by the day.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from server.core.verdict_words import MadeBy, VerdictWord
from server.db.places import Premises
from server.db.rounds import RoundPlan
from server.demo.days import worked_on
from server.demo.fleet import OTHER_OPERATOR
from server.demo.holidays import ZONE, is_due
from server.demo.index import CouncilIndex
from server.demo.planned_reports import PlannedReport, Why
from server.demo.reporting import Talk

A_DAY = {  # how many a day of each
    Why.WRONG_WEEK: 2.0,
    Why.NOT_ON_SERVICE: 1.5,
    Why.OTHER_OPERATOR: 1.5,
    Why.NO_SUCH_PLACE: 0.6,
    Why.CANCELLED: 2.0,
    Why.MOVED: 2.0,
}
LOOK_BACK_DAYS = 7


def plan_odd_reports(index: CouncilIndex, on: date, talk: Talk) -> tuple[PlannedReport, ...]:
    """The odd reports of a day."""
    teller = _OddTeller(index, on)
    found = [
        report
        for why, many in A_DAY.items()
        for _ in range(_whole(many * talk.much, teller.random))
        for report in teller.tell(why)
    ]
    return tuple(sorted(found, key=lambda report: (report.made_at, report.key)))


def _whole(many: float, random: Random) -> int:
    return int(many) + (random.random() < many % 1)


class _OddTeller:
    def __init__(self, index: CouncilIndex, on: date) -> None:
        self.random = Random(f"{index.seed}/{on.isoformat()}/odd")
        self._index, self._on = index, on
        self._count = 0
        self._premises = list(index.premises.values())

    def tell(self, why: Why) -> Iterator[PlannedReport]:
        if why is Why.NO_SUCH_PLACE:
            yield self._no_such_place()
        elif why in (Why.CANCELLED, Why.MOVED):
            yield from self._of_a_move(why)
        else:
            yield from self._of_anybody(why)

    def _of_anybody(self, why: Why) -> Iterator[PlannedReport]:
        """Somebody drawn at random whom it fits; nobody when after many draws it fits none."""
        for _ in range(60):
            place = self.random.choice(self._premises)
            found = self._fitting(why, place)
            if found is not None:
                yield self._report(why, place, *found)
                return

    def _fitting(self, why: Why, place: Premises) -> tuple[str, VerdictWord] | None:
        rounds = [
            self._index.rounds[key]
            for key in self._index.rounds_of_street.get(place.usrn or "", ())
        ]
        if why is Why.OTHER_OPERATOR:
            theirs = any(plan.operator == OTHER_OPERATOR for plan in rounds)
            return ("recycling", VerdictWord.OTHER_OPERATOR) if theirs else None
        if why is Why.NOT_ON_SERVICE:
            garden = [plan for plan in rounds if plan.stream == "garden"]
            served = any(self._index.is_served(place.uprn, plan.id, self._on) for plan in garden)
            return None if served else ("garden", VerdictWord.NOT_ON_SERVICE)
        rare = [
            plan
            for plan in rounds
            if plan.cycle != "weekly" and plan.stream in ("refuse", "recycling")
        ]
        for plan in rare:
            if plan.operator is None and not self._was_due(plan):
                return plan.stream, VerdictWord.NOT_DUE
        return None

    def _was_due(self, plan: RoundPlan) -> bool:
        """Whether anything was scheduled or worked in the look-back, with a week to spare for moved ones."""
        days = [self._on - timedelta(days=back) for back in range(LOOK_BACK_DAYS)]
        near = [self._on - timedelta(days=back) for back in range(-2, LOOK_BACK_DAYS + 7)]
        moved = {worked_on(self._index, plan, day) for day in near if is_due(plan, day)}
        return any(is_due(plan, day) or day in moved for day in days)

    def _of_a_move(self, why: Why) -> Iterator[PlannedReport]:
        wanted = "cancelled" if why is Why.CANCELLED else "later"
        word = VerdictWord.CANCELLED if why is Why.CANCELLED else VerdictWord.RESCHEDULED
        for move in self._index.moves:
            if move.on != self._on or move.action != wanted:
                continue
            for plan in self._index.rounds.values():
                if move.round_id not in (None, plan.id) or move.stream not in (None, plan.stream):
                    continue
                if not is_due(plan, self._on) or plan.operator is not None:
                    continue
                yield from self._somebody_on(why, plan, word)
                return

    def _somebody_on(self, why: Why, plan: RoundPlan, word: VerdictWord) -> Iterator[PlannedReport]:
        usrns = self._index.streets_of_round.get(plan.id, ())
        served = [place for usrn in usrns for place in self._index.served(plan.id, usrn, self._on)]
        if served:
            yield self._report(why, self.random.choice(served), plan.stream, word)

    def _no_such_place(self) -> PlannedReport:
        number = self.random.randint(900, 999)
        address = (
            f"{number} {self.random.choice(('Nettle', 'Bluebell', 'Harvest'))} Promenade, DV9 9ZZ"
        )
        return self._report(
            Why.NO_SUCH_PLACE, None, "refuse", VerdictWord.UNKNOWN_PREMISES, address
        )

    def _report(
        self, why: Why, place: Premises | None, stream: str, word: VerdictWord, address: str = ""
    ) -> PlannedReport:
        self._count += 1
        begins = datetime.combine(self._on, time(8, 0), ZONE)
        made_at = begins + timedelta(minutes=self.random.randint(0, 12 * 60))
        by_phone = self.random.random() < 0.3
        return PlannedReport(
            key=f"odd@{self._on.isoformat()}~{self._count}",
            why=why,
            stream=stream,
            made_at=made_at,
            received_at=made_at + timedelta(minutes=3 if by_phone else 0),
            made_by=MadeBy.AGENT if by_phone else MadeBy.RESIDENT,
            channel="phone" if by_phone else "web",
            right=(word,),
            uprn=place.uprn if place is not None else None,
            address_given=address,
        )
