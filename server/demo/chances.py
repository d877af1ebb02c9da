"""How often things go wrong in the demo council. Plain data; the proportions of blocked streets are Belfast's."""

from dataclasses import dataclass

from sync.words import Reason

# of all blocked streets and entries (domain section 3): vehicles 76 %, locked 7 %, works 6 %, blocked 2 %, other 9 %
STREET_BLOCKED_BY = {
    Reason.PARKED_VEHICLES: 76,
    Reason.STREET_WORKS: 6,
    Reason.ROAD_CLOSED: 4,
    Reason.POLICE: 2,
    Reason.WEATHER: 1,
    Reason.SAFETY_HAZARD: 2,
}
ENTRY_BLOCKED_BY = {Reason.ENTRY_LOCKED: 7, Reason.ENTRY_BLOCKED: 2}

# why one bin is not emptied, per bin due; a stream not named has only those of "every"
REFUSED = {
    "every": {
        Reason.NOT_OUT: 0.0085,
        Reason.NO_ACCESS_PREMISES: 0.0004,
        Reason.BIN_DAMAGED: 0.0005,
        Reason.ANIMAL: 0.0001,
        Reason.CONTENTS_STUCK: 0.0003,
    },
    "refuse": {Reason.SIDE_WASTE: 0.0010, Reason.OVERFILLED_RED: 0.0007, Reason.TOO_HEAVY: 0.0004},
    "recycling": {Reason.CONTAMINATED: 0.0055, Reason.WRONG_BIN: 0.0007},
    "food": {Reason.CONTAMINATED: 0.0010},
    "garden": {Reason.CONTAMINATED: 0.0018, Reason.TOO_HEAVY: 0.0012},
}
MATERIALS = {
    "recycling": ("nappies", "food", "textiles", "glass in the wrong bin"),
    "food": ("plastic bags", "packaging"),
    "garden": ("soil", "rubble", "plastic pots"),
}
PARTS = ("lid", "wheel", "rim")


@dataclass(frozen=True, slots=True)
class Chances:
    """Chances of what happens. Per street of a collection, per collection, or per bin due, as named."""

    street_blocked: float = 0.020
    went_back: float = 0.35  # of the blocked streets: done later on the same shift
    street_partly: float = 0.008
    street_skipped: float = 0.0012  # driven past, yet marked complete
    street_forgotten: float = 0.004  # done, but nobody marked it
    street_mistapped: float = 0.010  # marked wrongly, put right within minutes
    premises_mistapped: float = 0.006  # an exception on the wrong premises, taken back
    premises_missed: float = 0.0008  # left behind on a street that was done
    wrongly_refused: float = 0.05  # of the recorded exceptions: the bin was out and sound
    warned: float = 0.003  # amber tag, emptied (refuse)
    breakdown: float = 0.015
    replaced: float = 0.4  # of the breakdowns: another vehicle takes over, late
    out_of_time: float = 0.025
    vehicle_full: float = 0.006
    crew_short: float = 0.010  # starts an hour late


USUAL = Chances()
