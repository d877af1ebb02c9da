"""The depot: all simulated handsets of the council, enrolled when first needed, kept between runs.

How a request reaches the server is the caller's: over HTTP, or through the app in the same process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from uuid import UUID

from server.demo.going_back import go_back
from server.demo.handset import Enrolment, Handset
from server.demo.handset_store import read_handsets, save_handsets
from server.demo.planned_reports import PlannedReport
from server.demo.shifts import DeviceShift
from sync.client_state import Answer, Request, Trouble
from sync.driver import NoAnswerError

Carry = Callable[[Request, str, datetime], Answer]  # a request with a device's secret, at a time
Enrol = Callable[
    [str, str, datetime], tuple[str, str]
]  # squad and label, at a time -> device, secret
OURS_REFUSED = 401


@dataclass(frozen=True, slots=True)
class Lines:
    """The ways to the server."""

    carry: Carry
    enrol: Enrol


class Depot:
    """Hands out handsets and lets them record and speak."""

    def __init__(self, lines: Lines, file: Path, mark: str, random: Random) -> None:
        self._lines, self._file, self._mark, self._random = lines, file, mark, random
        self._returned: dict[tuple[str, date, str, str | None], datetime] = {}
        self.requests = 0
        self._handsets = {
            (handset.enrolment.squad, handset.enrolment.number): handset
            for handset in read_handsets(file, mark)
        }

    @property
    def waiting(self) -> int:
        """How many operations all handsets hold unsent."""
        return sum(handset.pending for handset in self._handsets.values())

    def handset(self, squad: str, number: int, at: datetime) -> Handset:
        """A squad's handset; enrolled now when there is none yet."""
        found = self._handsets.get((squad, number))
        if found is None:
            found = self._enrolled(squad, number, at)
        return found

    def begin(self, shift: DeviceShift, at: datetime) -> Handset:
        """Switch a handset on for its shift."""
        handset = self.handset(shift.fares.squad, shift.fares.number, at)
        handset.begin_day(shift.fares, shift.switched_on_at)
        return handset

    def go_back(self, handset: Handset, shift: DeviceShift, at: datetime) -> None:
        """Let a squad make some of the returns it was asked for."""
        for made in go_back(handset, shift, at):
            self._returned[made.round_id, made.on, made.usrn, made.uprn] = at

    def has_been_back(self, planned: PlannedReport) -> bool:
        """Whether the bin was emptied by a return before the contact would be made: then nobody makes it."""
        if planned.round_id is None or planned.on is None or planned.usrn is None:
            return False
        for uprn in (None, planned.uprn):
            at = self._returned.get((planned.round_id, planned.on, planned.usrn, uprn))
            if at is not None and at < planned.made_at:
                return True
        return False

    def speak(self, handset: Handset, at: datetime) -> int:
        """Let a handset speak to the server; gives how many operations it still holds. No answer is no error."""
        refused = False

        def send(request: Request) -> Answer:
            nonlocal refused
            if not handset.has_signal(at):
                raise NoAnswerError(Trouble.NO_SIGNAL)
            self.requests += 1
            answer = self._lines.carry(request, handset.enrolment.secret, at)
            refused = refused or answer.status == OURS_REFUSED
            return answer

        handset.exchange(send, at)
        if refused:  # the database was made anew: enrol anew, as a squad would
            self._enrolled(handset.enrolment.squad, handset.enrolment.number, at)
        return handset.pending

    def save(self) -> None:
        """Keep everything for the next run."""
        save_handsets(self._file, self._mark, list(self._handsets.values()))

    def _enrolled(self, squad: str, number: int, at: datetime) -> Handset:
        device, secret = self._lines.enrol(squad, f"Handheld {squad[1:]}-{number}", at)
        inc = str(UUID(int=self._random.getrandbits(128), version=4))
        handset = Handset(Enrolment(squad, number, device, secret, inc))
        self._handsets[squad, number] = handset
        return handset
