"""What is kept about the position, in plain words: when, what for, who sees it, how long, what is on this phone now."""

from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _, ngettext
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.tracking import LONGEST_SHIFT_MS
from crew_app.store.tracks import count_track
from sync.answers import KEPT_MS

HOUR_MS, DAY_MS = 3_600_000, 86_400_000


@dataclass(frozen=True, slots=True)
class Passage:
    """A question and its answer."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PositionKeptState:
    """Everything the screen shows."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    passages: tuple[Passage, ...] = ()


class PositionKeptPresenter(Presenter[PositionKeptState]):
    """Nothing to do here but to read."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, PositionKeptState())
        self._came_from = Place("shift_start")

    def enter(self, place: Place) -> None:
        """Remember where to go back to."""
        self._came_from = place.then or Place("round" if self._shift() else "shift_start")
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        fixes, pieces = count_track(self.handset.store)
        self._show(
            PositionKeptState(
                frame=self._frame(None),
                title=_("About position"),
                passages=(
                    *_say_what_is_kept(),
                    *_say_who_and_how_long(),
                    Passage(_("Now"), _say_now(fixes, pieces)),
                ),
            )
        )

    def back(self) -> None:
        """Go back to where one came from."""
        self.handset.go(self._came_from)


def _say_what_is_kept() -> tuple[Passage, ...]:
    hours = {"n": LONGEST_SHIFT_MS // HOUR_MS}
    return (
        Passage(
            _("When"),
            _(
                "From the start of a shift to its end, at most %(n)d hours. Before and after, it is off."
            )
            % hours,
        ),
        Passage(
            _("What"),
            _(
                "Where the lorry went, and where this phone was when you recorded something. "
                "It belongs to the squad, not to a person."
            ),
        ),
        Passage(
            _("What for"),
            _(
                "To say which street you are in, and to ask about streets that were driven but not recorded. "
                "It marks nothing by itself."
            ),
        ),
    )


def _say_who_and_how_long() -> tuple[Passage, ...]:
    days = {"n": KEPT_MS // DAY_MS}
    return (
        Passage(
            _("Who sees it"),
            _(
                "The manager sees which streets were driven and not recorded, or recorded and not driven. "
                "Nobody sees the way itself. Residents and members see none of it."
            ),
        ),
        Passage(
            _("How long"),
            _(
                "The council deletes the way after four weeks at most, this phone %(n)d days after it was sent. "
                "Where you recorded something stays with the record."
            )
            % days,
        ),
    )


def _say_now(fixes: int, pieces: int) -> str:
    points = ngettext(
        "%(n)d point of this shift is on this phone.",
        "%(n)d points of this shift are on this phone.",
        fixes,
    )
    sent = ngettext(
        "%(n)d part of a way was sent or waits to be sent.",
        "%(n)d parts of ways were sent or wait to be sent.",
        pieces,
    )
    return f"{points % {'n': fixes}} {sent % {'n': pieces}}"
