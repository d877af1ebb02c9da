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

    @property
    def is_complete(self) -> bool:
        """Whether no squad is missing from the picture."""
        return self.heard == self.squads


def completeness(
    squads: Sequence[SquadHeard], now: datetime, day_start: datetime, heard_within: timedelta
) -> Completeness:
    """Heard: within `heard_within` of now, or finished. Silent: heard today, but longer ago than that."""
    today = [
        (squad, squad.heard_through)
        for squad in squads
        if squad.heard_through is not None and squad.heard_through >= day_start
    ]
    fresh = [(s, at) for s, at in today if s.is_finished or at >= now - heard_within]
    silent = [at for s, at in today if not s.is_finished and at < now - heard_within]
    still_out = [at for s, at in fresh if not s.is_finished]
    return Completeness(
        squads=len(squads),
        heard=len(fresh),
        heard_through=min(still_out or [at for _, at in fresh], default=None),
        silent=len(silent),
        silent_since=min(silent, default=None),
        unheard=len(squads) - len(today),
    )
