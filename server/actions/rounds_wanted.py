"""What an import of rounds is told beside the file."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RoundsWanted:
    """What the file does not say.

    stream: whose rounds these are (a list of rounds says it itself). cycle: where no schedule says it. cycle_from: a
    date in week A. from_on: from which day premises are on these rounds.
    """

    cycle_from: date
    from_on: date
    stream: str = ""
    cycle: str = "weekly"
