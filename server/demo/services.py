"""Which premises is on which round: everybody's bins, garden subscriptions of all kinds. Pure and seeded."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from server.db.places import Premises
from server.db.rounds import Service
from server.demo.rounds import FIRST_MONDAY, RoundBook

SUBSCRIBED, PENDING, EXPIRED = 0.45, 0.02, 0.04  # shares of homes with a garden
CONTAINERS = {"refuse": "1100 l container", "recycling": "1100 l container"}


def plan_services(
    premises: tuple[Premises, ...], book: RoundBook, on: date, random: Random
) -> Iterator[Service]:
    """Everything is collected everywhere, but the garden bin only where it is paid for."""
    rounds = {plan.id: plan for plan in book.rounds}
    of_street: dict[str, list[str]] = {}
    for round_street in book.round_streets:
        of_street.setdefault(round_street.usrn, []).append(round_street.round_id)
    for place in premises:
        for round_id in of_street.get(place.usrn or "", []):
            stream = rounds[round_id].stream
            if stream == "garden":
                yield from _garden(place, round_id, on, random)
                continue
            shared = CONTAINERS.get(stream, "") if place.bin_store_id else ""
            yield Service(place.uprn, round_id, stream, FIRST_MONDAY, container=shared)


def _garden(place: Premises, round_id: str, on: date, random: Random) -> Iterator[Service]:
    if place.bin_store_id:
        return
    draw = random.random()
    if draw < SUBSCRIBED:
        yield Service(place.uprn, round_id, "garden", FIRST_MONDAY)
    elif draw < SUBSCRIBED + PENDING:
        since = on - timedelta(days=random.randint(2, 20))
        yield Service(place.uprn, round_id, "garden", since, state="pending")
    elif draw < SUBSCRIBED + PENDING + EXPIRED:
        ended = on - timedelta(days=random.randint(5, 120))
        yield Service(place.uprn, round_id, "garden", FIRST_MONDAY, ended, "expired")
