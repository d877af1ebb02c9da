"""The words of the trade that phone and server share, as enums. `docs/words.md` explains each.

Must not hold rules: which reason is disputable or needs a photo is a council's data (see `sync.pack.ReasonCard`).
"""

from enum import StrEnum


class Outcome(StrEnum):
    """What a squad recorded at a street, an entry or a premises."""

    COMPLETED = "completed"  # a street or entry: every bin presented was emptied
    PARTLY_COMPLETED = (
        "partly_completed"  # a street: part of it, named by side, house range or entry
    )
    NOT_COLLECTED = "not_collected"  # any place, with a reason
    COLLECTED = "collected"  # a premises: emptied, perhaps with a warning (reason overfilled_amber)


class Reason(StrEnum):
    """Why something was not collected, or was collected with a warning (domain section 3)."""

    NOT_OUT = "not_out"
    WRONG_BIN = "wrong_bin"
    CONTAMINATED = "contaminated"
    TOO_HEAVY = "too_heavy"
    OVERFILLED_AMBER = "overfilled_amber"
    OVERFILLED_RED = "overfilled_red"
    SIDE_WASTE = "side_waste"
    BIN_DAMAGED = "bin_damaged"
    CONTENTS_STUCK = "contents_stuck"
    NO_ACCESS_PREMISES = "no_access_premises"
    ANIMAL = "animal"
    SAFETY_THREAT = "safety_threat"
    SAFETY_HAZARD = "safety_hazard"
    NOT_ON_LIST = "not_on_list"
    PARKED_VEHICLES = "parked_vehicles"
    ENTRY_LOCKED = "entry_locked"
    ENTRY_BLOCKED = "entry_blocked"
    STREET_WORKS = "street_works"
    ROAD_CLOSED = "road_closed"
    POLICE = "police"
    WEATHER = "weather"
    BREAKDOWN = "breakdown"
    OUT_OF_TIME = "out_of_time"
    VEHICLE_FULL = "vehicle_full"
    CREW_SHORT = "crew_short"


class Level(StrEnum):
    """The kind of place a reason may be given for."""

    PREMISES = "premises"
    ENTRY = "entry"
    STREET = "street"
    ROUND = "round"


class OpKind(StrEnum):
    """The kinds of operation a device records."""

    VISIT = "visit"
    RETRACTION = "retraction"
    SHIFT_STARTED = "shift_started"
    SHIFT_ENDED = "shift_ended"
    RETURN_ANSWERED = "return_answered"
    TRACK = "track"
    PHOTO = "photo"
    MESSAGE_READ = "message_read"


class WhyTakenBack(StrEnum):
    """Why a squad takes a record back later than at once, where it says so."""

    MISTAPPED = "mistapped"
    WRONG_PLACE = "wrong_place"
    WRONG_REASON = "wrong_reason"
    NOT_SO = "not_so"  # the place was looked at again, and it is otherwise


class OpStatus(StrEnum):
    """What the server made of an operation. A re-sent operation is answered with its first status."""

    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"


class ClockQuality(StrEnum):
    """How the corrected time of an operation was found, best first."""

    ANCHORED = "anchored"  # the server's time plus elapsed boot time, same boot
    OFFSET = "offset"  # the wall clock plus the last offset known
    RAW = "raw"  # the wall clock alone


class ReturnOutcome(StrEnum):
    """How a squad answered a return."""

    RETURNED = "returned"
    RETURN_FAILED = "return_failed"
