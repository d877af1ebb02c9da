"""Look-ups over the demo council, made once: streets of a round, premises on a street, who is served by a round."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from server.db.places import Entry, Premises
from server.db.rounds import CalendarMove, RoundPlan, Service
from server.demo.chances import ENTRY_BLOCKED_BY, STREET_BLOCKED_BY
from server.demo.council import DemoCouncil


@dataclass(frozen=True, slots=True)
class CouncilIndex:
    """The council by its keys. All lists are in a stable order."""

    seed: int
    rounds: dict[str, RoundPlan]
    streets_of_round: dict[str, tuple[str, ...]]  # in round order
    entries_of_street: dict[str, tuple[Entry, ...]]
    premises: dict[str, Premises]
    premises_of_street: dict[str, tuple[Premises, ...]]
    services: dict[tuple[str, str], Service]  # by premises and round
    rounds_of_street: dict[str, tuple[str, ...]]
    moves: tuple[CalendarMove, ...]
    entry_share: (
        float  # how often an entry is shut for a street blocked, to keep Belfast's proportion
    )

    def served(self, round_id: str, usrn: str, on: date) -> tuple[Premises, ...]:
        """The premises on a street that a round truly collects from on a day, in order of their number."""
        return tuple(
            place
            for place in self.premises_of_street.get(usrn, ())
            if self.is_served(place.uprn, round_id, on)
        )

    def is_served(self, uprn: str, round_id: str, on: date) -> bool:
        """Whether a premises is on a round on a day, paid and not expired."""
        service = self.services.get((uprn, round_id))
        if service is None or service.state != "active" or service.from_on > on:
            return False
        return service.until_on is None or on < service.until_on


def index_council(council: DemoCouncil) -> CouncilIndex:
    """Make the look-ups."""
    streets: dict[str, list[str]] = defaultdict(list)
    rounds_of: dict[str, list[str]] = defaultdict(list)
    for one in sorted(council.book.round_streets, key=lambda s: (s.round_id, s.position)):
        streets[one.round_id].append(one.usrn)
        rounds_of[one.usrn].append(one.round_id)
    entries: dict[str, list[Entry]] = defaultdict(list)
    for entry in council.town.entries:
        entries[entry.usrn].append(entry)
    premises: dict[str, list[Premises]] = defaultdict(list)
    for place in council.town.premises:
        premises[place.usrn or ""].append(place)
    return CouncilIndex(
        seed=council.plan.seed,
        rounds={plan.id: plan for plan in council.book.rounds},
        streets_of_round={key: tuple(found) for key, found in streets.items()},
        entries_of_street={key: tuple(found) for key, found in entries.items()},
        premises={place.uprn: place for place in council.town.premises},
        premises_of_street={key: tuple(found) for key, found in premises.items()},
        services={(service.uprn, service.round_id): service for service in council.services},
        rounds_of_street={key: tuple(found) for key, found in rounds_of.items()},
        moves=council.moves,
        entry_share=_entry_share(council, entries),
    )


def _entry_share(council: DemoCouncil, entries: dict[str, list[Entry]]) -> float:
    streets = len(council.book.round_streets)
    shut = sum(len(entries.get(one.usrn, ())) for one in council.book.round_streets)
    wanted = sum(ENTRY_BLOCKED_BY.values()) / sum(STREET_BLOCKED_BY.values())
    return wanted * streets / shut if shut else 0.0
