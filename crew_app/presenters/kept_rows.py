"""Keeps the rows of a list that were made already: a tap changes one street of many, so one row is made anew."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Card = TypeVar("Card")
Row = TypeVar("Row")


class KeptRows(Generic[Card, Row]):
    """Rows by the key of their card. A card that is still the same object has the same row."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Card, Row]] = {}
        self._spoken: Hashable = None

    def list_rows(
        self,
        cards: dict[Hashable, Card],
        spoken: Hashable,
        make: Callable[[Card], Row],
    ) -> tuple[Row, ...]:
        """The rows of the cards, in their order. spoken: what else they are made of; when it changes, all are new."""
        if spoken != self._spoken:
            self._kept, self._spoken = {}, spoken
        kept = self._kept
        self._kept = {
            key: found
            if (found := kept.get(key)) is not None and found[0] is card
            else (card, make(card))
            for key, card in cards.items()
        }
        return tuple(row for _, row in self._kept.values())
