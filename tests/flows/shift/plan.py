"""What Squad Oak does on this day, street by street. What is planned here is what the server must hold at the end."""

from dataclasses import dataclass, field

from sync.words import Outcome, Reason

DONE_STREETS = 40  # of 42: the day ends first


@dataclass(frozen=True, slots=True)
class Left:
    """A bin that was left. material: the second question, where the reason asks it."""

    house: int
    reason: Reason
    material: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One street. A side where it was done in part, a reason where it was not done."""

    position: int
    outcome: Outcome = Outcome.COMPLETED
    reason: Reason | None = None
    side: str | None = None
    lefts: tuple[Left, ...] = field(default=())


_NOT_OUT = Reason.NOT_OUT
_LEFTS = {
    3: (Left(2, _NOT_OUT), Left(5, _NOT_OUT)),
    7: (Left(1, Reason.SIDE_WASTE),),
    9: (Left(4, _NOT_OUT), Left(6, Reason.TOO_HEAVY)),
    14: (Left(3, Reason.CONTAMINATED, "nappies"),),
    21: (Left(1, _NOT_OUT), Left(2, _NOT_OUT), Left(3, Reason.ANIMAL)),
    28: (Left(6, Reason.OVERFILLED_AMBER),),
    33: (Left(5, _NOT_OUT),),
    39: (Left(2, Reason.WRONG_BIN),),
}
_OTHERWISE = {
    12: Stop(12, Outcome.PARTLY_COMPLETED, side="odd"),
    17: Stop(17, Outcome.NOT_COLLECTED, Reason.PARKED_VEHICLES),
    30: Stop(30, Outcome.NOT_COLLECTED, Reason.PARKED_VEHICLES),
}
STOPS = tuple(
    _OTHERWISE.get(position, Stop(position, lefts=_LEFTS.get(position, ())))
    for position in range(1, DONE_STREETS + 1)
)
EXCEPTIONS = sum(len(stop.lefts) for stop in STOPS)
UNDONE_AT = 5  # here the wrong key is tapped first, and undone
CORRECTED, CORRECTED_AFTER = 6, 24  # this street was not done after all; noticed after that one
CORRECTED_TO = Reason.STREET_WORKS
CLOCK_WRONG_FROM, CLOCK_RIGHT_FROM = 16, 27  # in the second run
END_REASON = Reason.OUT_OF_TIME
