"""Returns and messages for the sample pack: overdue, soon, later, answered; short, long, to be confirmed."""

from dataclasses import replace

from sync.pack import Pack, PackMessage, PackReturn
from sync.words import Reason, ReturnOutcome
from tests.crew_app.sample import DAY, ROUND_ID, START_MS, make_pack, uprn_of, usrn_of

HOUR_MS = 3_600_000
OVERDUE, SOON, LATER, FAILED = (f"01990000-0000-7000-8000-00000000010{n}" for n in range(4))
SHORT, LONG, READ_LATER = (f"01990000-0000-7000-8000-00000000020{n}" for n in range(3))
LONG_TEXT = (
    "From Monday the tip at Dargan Road opens at 06:00 and closes at 17:00. Loads of glass go to bay 4, not to bay 2. "
    "Weigh in before and after, and keep the tickets of both: the office needs them until the end of the month. "
    "If the barrier is down, call the depot; do not leave the lorry on the road, the police have asked us twice. "
    "On Friday the water is off in the yard between ten and noon, so fill up on Thursday evening. "
    "The new map of the one-way streets hangs in the mess room; take a copy, the old one is wrong at the bridge. "
    "Gloves and trousers of the new winter set are in the store from Wednesday: try them on before you sign for them. "
    "Thank you all for last week: 98.9 of 100 streets were recorded on the day, the best since the spring."
)


def make_returns() -> tuple[PackReturn, ...]:
    """Four returns of yesterday's and today's rounds."""
    return (
        _return(OVERDUE, 2, START_MS - 40 * 60_000, why=Reason.PARKED_VEHICLES),
        _return(SOON, 4, START_MS + 95 * 60_000, uprn=uprn_of(4, 7)),
        _return(LATER, 10, START_MS + 28 * HOUR_MS, why=Reason.STREET_WORKS),
        replace(
            _return(FAILED, 7, START_MS - HOUR_MS, uprn=uprn_of(7, 3)),
            outcome=ReturnOutcome.RETURN_FAILED,
            answered_ms=START_MS - 2 * HOUR_MS,
            answer_reason=Reason.NO_ACCESS_PREMISES,
        ),
    )


def make_messages() -> tuple[PackMessage, ...]:
    """Three messages, none of them read."""
    return (
        PackMessage(LONG, LONG_TEXT, START_MS - 20 * HOUR_MS),
        PackMessage(
            READ_LATER, "Foundry Lane shuts at 10:00. Do it first.", START_MS - HOUR_MS, True
        ),
        PackMessage(SHORT, "The depot closes at 15:00 today.", START_MS - 10 * 60_000),
    )


def make_busy_pack() -> Pack:
    """The sample's pack with all of these."""
    return replace(make_pack(), returns=make_returns(), messages=make_messages())


def _return(
    return_id: str, position: int, due_ms: int, why: Reason | None = None, uprn: str | None = None
) -> PackReturn:
    streets = make_pack().collections[0].streets
    name = next(street.name for street in streets if street.usrn == usrn_of(position))
    number = "" if uprn is None else f"{int(uprn) % 1000} "
    return PackReturn(
        return_id=return_id,
        usrn=usrn_of(position),
        address=f"{number}{name}, Millbrook",
        why="missed" if why is None else why.value,
        due_ms=due_ms,
        round_id=ROUND_ID,
        on=DAY,
        uprn=uprn,
        reason=why,
    )
