"""The pictures of the map and of what the position suggests: a round in the town, half of it done."""

from collections.abc import Callable
from typing import Any

from crew_app.presenters.handset import Place
from crew_app.store.device_log import StoredLog
from crew_app.store.tracks import Covered, note_track
from sync.device_log import Effects
from sync.words import Reason
from tests.crew_app.sample import COLLECTION
from tests.crew_app.town_pack import list_town_streets, make_town_pack

Step = tuple[str, Callable[[], object]]
DONE, PARTLY, MISSED = (0, 1, 5, 7, 14, 16, 21), (3, 12), (2, 9)
DRIVEN = 20


class MapWork:
    """The steps, after those of the other screens. `shoot` is the tour so far: the app and its clock."""

    def __init__(self, shoot: Any) -> None:
        self._app, self._clock = shoot.app, shoot.clock
        self._streets = list_town_streets(120)

    def list_steps(self) -> list[Step]:
        """What to do before each picture."""
        return [
            ("", self._begin),
            ("position-kept", lambda: self._app.go(Place("position_kept"))),
            ("map", lambda: self._app.go(Place("map"))),
            ("map-street", self._choose),
            ("map-done", lambda: self._choose_at(DONE[0])),
            ("map-night", lambda: self._wear("night")),
            ("map-high", lambda: self._wear("high")),
            ("", lambda: self._wear("day")),
            ("map-driven", self._drive),
            ("round-driven", lambda: self._app.go(Place("round"))),
        ]

    def _begin(self) -> None:
        """Another round, in the town, with some streets recorded."""
        log = StoredLog(self._app.store, self._app.fittings.marker_folder)
        log.apply(Effects(pack=make_town_pack(120)))
        self._app.go(Place("shift_start"))
        self._app.presenters["shift_start"].choose(COLLECTION)
        self._app.presenters["shift_start"].start()
        for at in (*DONE, *PARTLY, *MISSED):
            self._record(at)

    def _record(self, at: int) -> None:
        usrn = self._streets[at].usrn
        self._clock.pass_time(4 * 60_000)
        if at in MISSED:
            self._app.go(Place("not_collected", usrn))
            self._app.presenters["not_collected"].give(Reason.PARKED_VEHICLES)
        elif at in PARTLY:
            self._app.go(Place("partly", usrn))
            self._app.presenters["partly"].choose_side("odd")
            self._app.presenters["partly"].save()
        else:
            self._app.go(Place("round"))
            self._app.presenters["round"].complete(usrn)

    def _choose(self) -> None:
        """Larger, around the street that is next."""
        from crew_app.screens.widgets.street_map import StreetMap  # noqa: PLC0415 - opens the window

        shown = next(w for w in self._app.root.current_screen.walk() if isinstance(w, StreetMap))
        shown.view = shown.view.at(shown.middle_of(self._streets[PARTLY[0]].usrn))
        for _ in range(3):
            shown.enlarge()
        self._choose_at(PARTLY[0])

    def _choose_at(self, at: int) -> None:
        self._app.presenters["map"].choose(self._streets[at].usrn)

    def _wear(self, palette: str) -> None:
        from crew_app.screens.widgets.theme import theme  # noqa: PLC0415 - opens the window

        theme.wear(palette, self._app.fittings.scale)

    def _drive(self) -> None:
        """The track drove a street from end to end."""
        usrn = self._streets[DRIVEN].usrn
        note_track(
            self._app.store, COLLECTION, (), [Covered(usrn, ((0.0, 100.0),), is_end_to_end=True)]
        )
        self._app.presenters["map"].choose("")
