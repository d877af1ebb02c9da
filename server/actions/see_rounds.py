"""A day's rounds as a manager sees them, or a member through one ward, with how complete the picture is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.core.calendar import collections_between, day_end, day_start, moves_known
from server.core.completeness import Completeness, Day, SquadHeard, completeness
from server.core.facts import CouncilDays
from server.db.council import get_council
from server.db.overview import Progress, list_progress
from server.db.plan import list_moves, list_rounds
from server.db.rule_book import get_rule_book


@dataclass(frozen=True, slots=True)
class RoundsToday:
    """The collections of a day with their sums. Through a ward, only its streets are counted."""

    on: date
    progress: tuple[Progress, ...]
    completeness: Completeness

    @property
    def streets(self) -> int:
        """Streets due."""
        return sum(one.streets for one in self.progress)

    @property
    def completed(self) -> int:
        """Streets recorded as done."""
        return sum(one.completed for one in self.progress)

    @property
    def missed(self) -> int:
        """Streets that were not done, or only in part: recorded so, or left when the shift ended."""
        return sum(one.missed for one in self.progress)

    @property
    def left(self) -> int:
        """Streets of squads with the app that nothing is recorded for."""
        return sum(one.left for one in self.progress if one.on_app)

    @property
    def off_app(self) -> int:
        """Streets of squads without the app: nothing will be recorded for them."""
        return sum(one.left for one in self.progress if not one.on_app)

    @property
    def contested(self) -> int:
        """Streets about which two devices say different things."""
        return sum(one.contested for one in self.progress)

    @property
    def with_gap(self) -> tuple[Progress, ...]:
        """The collections of which records went with a lost device."""
        return tuple(one for one in self.progress if one.has_gap)


def see_rounds(session: Session, on: date, now: datetime, ward: str | None = None) -> RoundsToday:
    """The collections due on that day. Of a past day the picture is judged as it was at its end."""
    moves = moves_known(list_moves(session, on), now)
    due = [r.id for r in list_rounds(session) if collections_between(r, moves, on, on, ward)]
    progress = tuple(list_progress(session, due, on, ward))
    days = CouncilDays(get_council(session).timezone.key)
    day = Day(day_start(on, days), day_end(on, days))
    return RoundsToday(
        on=on,
        progress=progress,
        completeness=completeness(squads_heard(progress), now, day, heard_within(session, now)),
    )


def heard_within(session: Session, now: datetime) -> timedelta:
    """How long ago a squad may have been heard to count as heard: the policy's, as for the verdicts."""
    return timedelta(minutes=get_rule_book(session).policy_at(now).policy.heard_within)


def squads_heard(progress: tuple[Progress, ...]) -> tuple[SquadHeard, ...]:
    """Each squad with the app once; finished when all its collections of the day are."""
    squads: dict[str, SquadHeard] = {}
    for one in progress:
        if one.squad is None or not one.on_app:
            continue
        before = squads.get(one.squad)
        finished = one.complete_proven and (before is None or before.is_finished)
        squads[one.squad] = SquadHeard(one.squad, one.heard_through, finished)
    return tuple(squads.values())
