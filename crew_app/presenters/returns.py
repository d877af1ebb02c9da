"""The returns this squad is asked to make: the most pressing first, those answered at the end."""

from dataclasses import dataclass, field

from crew_app.device.gps import find_position
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _, ngettext
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import capture_time
from crew_app.presenters.returning import (
    Answer,
    Sign,
    find_answer,
    say_answer,
    say_distance,
    say_left,
    say_why,
    sign_answer,
    sign_due,
)
from crew_app.store.lines import find_line
from crew_app.store.photo_book import find_photographed
from crew_app.store.returns import list_answers, list_returns
from geo.onboard.lines import distance_to_line_m
from sync.ops import entity_of_collection
from sync.pack import PackReturn


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A return in the list."""

    return_id: str
    address: str
    why: str = ""
    when: str = ""
    distance: str = ""
    photos: str = ""  # icon, where this phone has photos of what was missed
    sign: Sign = field(default_factory=Sign)


@dataclass(frozen=True, slots=True)
class ReturnsState:
    """Everything the screen shows."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    rows: tuple[ReturnRow, ...] = ()
    nothing: str = ""


class ReturnsPresenter(Presenter[ReturnsState]):
    """Intent: open a return."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, ReturnsState())

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        given = list_answers(self.handset.store)
        asked = [(one, find_answer(one, given)) for one in list_returns(self.handset.store)]
        to_make = [one for one in asked if one[1] is None]
        answered = [one for one in asked if one[1] is not None]
        count = ngettext("%(n)d still to make", "%(n)d still to make", len(to_make))
        self._show(
            ReturnsState(
                frame=self._frame(self._shift()),
                title=_("Returns"),
                subtitle=count % {"n": len(to_make)},
                rows=tuple(self._row(one, answer) for one, answer in to_make + answered),
                nothing=_("Nobody asks you to go back."),
            )
        )

    def open(self, return_id: str) -> None:
        """Go to a return."""
        self.handset.go(Place("return", what=return_id))

    def back(self) -> None:
        """Go back to the streets, or to the start of a shift when none is on."""
        self.handset.go(Place("round" if self._shift() is not None else "shift_start"))

    def _row(self, asked: PackReturn, answer: Answer | None) -> ReturnRow:
        labels = self._labels()
        if answer is not None:
            said = say_answer(answer.outcome, answer.reason, labels)
            return ReturnRow(
                return_id=asked.return_id,
                address=asked.address,
                why=said,
                when=self._say_at(answer.at_ms),
                sign=sign_answer(answer.outcome),
            )
        now_ms = capture_time(self.handset).est_ms
        return ReturnRow(
            return_id=asked.return_id,
            address=asked.address,
            why=say_why(asked, labels),
            when=say_left(asked.due_ms, now_ms),
            distance=say_distance(find_distance_m(self.handset, asked.usrn)),
            photos="camera" if find_photographed(self.handset.store, place_of(asked)) else "",
            sign=sign_due(asked.due_ms, now_ms),
        )

    def _say_at(self, at_ms: int) -> str:
        time = self._time()
        return time.say_when(at_ms, time.date_of(capture_time(self.handset).est_ms))


def place_of(asked: PackReturn) -> str:
    """The key of the place as it was missed."""
    street = f"{entity_of_collection(asked.round_id, asked.on)}/{asked.usrn}"
    return street if asked.uprn is None else f"{street}/{asked.uprn}"


def find_distance_m(handset: Handset, usrn: str) -> float | None:
    """How far the street is in a straight line; None without a position, or without its line."""
    position, line = find_position(handset.gps, handset.clock), find_line(handset.store, usrn)
    if position is None or line is None:
        return None
    return distance_to_line_m((position.lat7, position.lon7), line)
