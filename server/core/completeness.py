"""How complete today's picture is: through when every squad is heard, and who has been silent since when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class SquadHeard:
    """A squad at work today and how far it is heard. `is_finished`: its shift ended and everything arrived."""

    squad: str
    heard_through: datetime | None
    is_finished: bool = False


@dataclass(frozen=True, slots=True)
class Completeness:
    """ "8 of 10 squads heard through 11:03, 2 not since 09:12." Squads never heard today count apart."""

    squads: int
    heard: int
    heard_through: datetime | None  # everything those squads recorded up to then is here
    silent: int
    silent_since: datetime | None  # the one silent longest
    unheard: int  # nothing from them today
    is_whole_day: bool = False  # the day is over, and those squads are heard through its end
    is_finished: bool = False  # every squad ended its shifts, and everything it recorded arrived

    @property
    def is_complete(self) -> bool:
        """Whether no squad is missing from the picture."""
        return self.heard == self.squads


@dataclass(frozen=True, slots=True)
class Day:
    """The council's day that is looked at, as two moments."""

    start: datetime
    end: datetime


def completeness(
    squads: Sequence[SquadHeard], now: datetime, day: Day, heard_within: timedelta
) -> Completeness:
    """Heard: within `heard_within` of now, or finished. Silent: heard that day, but longer ago than that.

    A day that is over is looked at from its end; what was heard later was heard through its end.
    """
    seen_from = min(now, day.end)
    today = [
        (squad, min(squad.heard_through, day.end))
        for squad in squads
        if squad.heard_through is not None and squad.heard_through >= day.start
    ]
    fresh = [(s, at) for s, at in today if s.is_finished or at >= seen_from - heard_within]
    silent = [at for s, at in today if not s.is_finished and at < seen_from - heard_within]
    still_out = [at for s, at in fresh if not s.is_finished]
    through = min(still_out or [at for _, at in fresh], default=None)
    return Completeness(
        squads=len(squads),
        heard=len(fresh),
        heard_through=through,
        silent=len(silent),
        silent_since=min(silent, default=None),
        unheard=len(squads) - len(today),
        is_whole_day=through == day.end,
        is_finished=bool(squads) and [s.is_finished for s, _ in fresh] == [True] * len(squads),
    )
