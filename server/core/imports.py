"""What an import made of a file: what it read and changed, what it refused and why. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REFUSALS: dict[str, str] = {
    "row.broken": "The row has more or fewer values than the header.",
    "row.repeated": "{what} {value} is in the file before with other values; the first counts.",
    "field.missing": "There is no {field}.",
    "field.unreadable": "{field} is not right: {value}.",
    "shape.missing": "The feature has no shape.",
    "shape.wrong_kind": "The shape is not {wanted}.",
    "place.outside_council": "It lies outside the council's area ({lat}, {lon}).",
    "place.swapped": "Latitude and longitude look swapped ({lat}, {lon}).",
    "premises.unknown": "There is no premises with the UPRN {uprn}.",
    "premises.on_two_rounds": "Premises {uprn} lies on two rounds for {stream}: {rounds}; the first counts.",
    "street.unknown": "There is no street with the USRN {usrn}.",
    "round.unknown": "There is no round {round}.",
    "stream.unknown": "There is no stream {stream}.",
    "schedule.unreadable": "No day of the week can be read from {value}.",
    "date.unexplained": "{on} fits neither the cycle of {round} nor a collection that was moved.",
    "report.refused": "{why}",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken: its number in the file, a stable code, and why in words."""

    row: int
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did. `also`: what it did besides, by name (services added, streets derived, ...)."""

    kind: str
    read: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    also: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed_nothing(self) -> bool:
        """Was everything there already?"""
        return self.added == self.changed == 0 and not any(
            count for name, count in self.also.items() if name.endswith((" added", " changed"))
        )


def refuse(row: int, code: str, **details: Any) -> Refusal:
    """A refusal with its words."""
    return Refusal(row, code, REFUSALS[code].format(**details))
