"""Wires the app: opens the store, picks the adapters, builds presenters and screens, starts the worker.

The only place that knows all parts, and the only one that brings anything from another thread to the screens.
"""

import logging
import os
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kivy.app import App
from kivy.clock import Clock, mainthread
from kivy.core.window import Window
from kivy.uix.screenmanager import NoTransition, Screen, ScreenManager

from crew_app.bell import Bell
from crew_app.device.camera import Camera, NoCamera, Taken
from crew_app.device.clock import Clock as DeviceClock
from crew_app.device.gps import Gps
from crew_app.device.platform import find_export_folder
from crew_app.device.service_start import ServiceArgument, start_service
from crew_app.presenters.enrol import EnrolAnswer, EnrolPresenter
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import use_language
from crew_app.presenters.notice import say_notice
from crew_app.presenters.outfit import Outfit, decide_outfit
from crew_app.presenters.photographing import attach_left_over
from crew_app.presenters.presenter import Presenter
from crew_app.presenters.recording import capture_time
from crew_app.presenters.tracking import Tracker
from crew_app.screen_table import is_ready, make_presenter, make_ready, make_screen
from crew_app.screens.rules import load_shared_rules
from crew_app.screens.widgets.theme import theme
from crew_app.store.database import read_version
from crew_app.store.enrolment import find_enrolment
from crew_app.store.opening import open_store
from crew_app.store.preferences import find_preferences
from crew_app.store.problems import StoreError
from crew_app.store.rebuilt import find_rebuilt, note_rebuilt
from crew_app.store.shifts import find_open_shift
from crew_app.store.whereabouts import find_whereabouts
from crew_app.sweeping import Sweeper

DEFAULT_SERVER = "http://127.0.0.1:8000"
DRESS_EVERY_S = 60.0  # how often the theme looks whether it has become dark
LOOK_EVERY_S = 1.0  # how often the screens look whether the worker or the service changed anything
READY_EVERY_S = 0.3
SOON_WANTED = ("street", "premises", "not_collected", "partly", "outbox", "shift_end")
_BACK_KEY = 27
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fittings:
    """What the app is given from outside: folders, the server's address, adapters, the look."""

    folder: Path
    marker_folder: Path
    server_url: str
    clock: DeviceClock
    gps: Gps
    palette: str = "day"
    scale: float = 1.0
    language: str = "en"
    draw: Callable[[int], bytes] = os.urandom
    is_online: bool = True  # without, no worker is started: for pictures and tests
    camera: Camera = field(default_factory=NoCamera)


class CrewApp(App):
    """The app. `go` shows a screen; everything else follows from the store."""

    title = "Roundbook"

    def __init__(self, fittings: Fittings, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fittings = fittings
        self._bell = Bell()
        opened = open_store(fittings.folder, fittings.marker_folder, lambda: str(uuid.uuid4()))
        self.store = opened.store
        if opened.rebuilt is not None:
            note_rebuilt(self.store, opened.rebuilt)
        self._version = read_version(self.store)
        self._server_url = self._find_server_url()
        self._handset = Handset(
            store=self.store,
            clock=fittings.clock,
            gps=fittings.gps,
            draw=self.fittings.draw,
            go=self.go,
            wake=self._wake,
            hurry=self._hurry,
            export_folder=find_export_folder(fittings.folder),
            dress=self.dress,
            camera=_ScreenCamera(fittings.camera),
        )
        self._tracker = Tracker(self._handset)
        self.presenters: dict[str, Presenter[Any]] = {}
        self._outfit: Outfit | None = None
        self._manager = ScreenManager(transition=NoTransition())

    def build(self) -> ScreenManager:
        """Show where the squad left off."""
        load_shared_rules()
        self.dress()
        Window.bind(on_keyboard=self._on_keyboard)
        self._sweeper = Sweeper(Clock.get_time())
        Window.bind(on_motion=self._on_motion)
        self._looking = Clock.schedule_interval(lambda _dt: self.look(), LOOK_EVERY_S)
        self._dressing = Clock.schedule_interval(lambda _dt: self.dress(), DRESS_EVERY_S)
        self._pick_up_photos()
        self.go(Place(self._find_first()))
        return self._manager

    def _pick_up_photos(self) -> None:
        """Add what the camera had taken when the app was killed."""
        try:
            attach_left_over(self._handset)
        except StoreError:
            _log.warning("A photo left over could not be kept; it is tried again.", exc_info=True)

    def dress(self) -> None:
        """Wear the language and look that were chosen on this phone, and say everything on the screen anew."""
        fittings, at_ms = self.fittings, capture_time(self._handset).est_ms
        outfit = decide_outfit(
            find_preferences(self.store),
            Outfit(fittings.language, fittings.palette, fittings.scale),
            datetime.fromtimestamp(at_ms / 1000, UTC),
            find_whereabouts(self.store),
        )
        if outfit == self._outfit:
            return
        self._outfit = outfit
        use_language(outfit.language)
        theme.wear(outfit.palette, outfit.scale, outfit.hand)
        Window.clearcolor = theme.ground  # behind everything: no screen draws it where rows lie
        if self._manager.current in self.presenters:
            self.presenters[self._manager.current].refresh()

    def on_start(self) -> None:
        """Start the worker, and on Android the service that goes on when the app is put away.

        Both once the squad sees its list; then what may be tapped next is made ready, too.
        """
        after_frames(2, self._start_worker)
        self._readying = Clock.schedule_interval(lambda _dt: self._make_ready(), READY_EVERY_S)

    def _make_ready(self) -> bool:
        """Load one more screen while nobody waits for it or scrolls; False when none is left."""
        if not self._sweeper.is_resting(Clock.get_time()):
            return True
        waiting = [name for name in SOON_WANTED if not is_ready(name)]
        if waiting:
            make_ready(waiting[0])
        return len(waiting) > 1

    def _start_worker(self) -> None:
        if self.fittings.is_online and not self._bell.is_stopped:
            self._start_service()
            asking = (self._server_url, self._bell)
            threading.Thread(target=self._send, args=asking, name="worker", daemon=True).start()

    def _start_service(self) -> None:
        folder, marker_folder = self.fittings.folder, self.fittings.marker_folder
        start_service(
            ServiceArgument(str(folder), str(marker_folder), self._server_url), say_notice()
        )

    def _send(self, server_url: str, bell: Bell) -> None:
        from crew_app.background import Sending, send_until_stopped  # noqa: PLC0415 - on this thread

        given = self.fittings
        send_until_stopped(
            Sending(given.folder, given.marker_folder, server_url, given.clock, given.draw), bell
        )

    def on_pause(self) -> bool:
        """Android may kill the app from here on: everything is saved already."""
        return True

    def on_resume(self) -> None:
        """Try to send as soon as the app is in front again."""
        self._bell.hurry()
        self._start_service()  # the squad may just have allowed the position, which the service needs

    def on_stop(self) -> None:
        """End the worker."""
        self._bell.stop()
        self._looking.cancel()
        self._readying.cancel()
        self._handset.gps.stop()
        self._dressing.cancel()
        Window.unbind(on_keyboard=self._on_keyboard, on_motion=self._on_motion)

    def go(self, place: Place) -> None:
        """Show a screen, built when it is first wanted."""
        if place.screen not in self.presenters:
            self._build_screen(place.screen)
        self.presenters[place.screen].enter(place)
        self._manager.current = place.screen

    def _build_screen(self, name: str) -> None:
        presenter = self._make_presenter(name)
        screen = make_screen(name)
        screen.presenter = presenter
        presenter.watch(_shower(screen))
        self.presenters[name] = presenter
        self._manager.add_widget(screen)

    def _make_presenter(self, name: str) -> Presenter[Any]:
        if name == "enrol":
            return EnrolPresenter(self._handset, self._server_url, self._ask_enrolment)
        return make_presenter(name, self._handset)

    def _find_first(self) -> str:
        if find_enrolment(self.store) is None:
            return "enrol"
        if find_rebuilt(self.store) is not None:
            return "outbox"  # says what happened to the records
        return "round" if find_open_shift(self.store) is not None else "shift_start"

    def _on_motion(self, *_: object) -> None:
        self._sweeper.touched(Clock.get_time())

    def look(self) -> None:
        """Compute the shown state anew when another thread or process has committed."""
        version = read_version(self.store)
        if version != self._version:
            self._version = version
            self.presenters[self._manager.current].refresh()
        self._track()
        self._sweeper.sweep_if_quiet(Clock.get_time())

    def _track(self) -> None:
        """Take what the receiver has, and let the screen look where the phone is."""
        try:
            self._tracker.look()
        except StoreError:
            _log.warning("The track could not be kept; it is tried again.", exc_info=True)
        self.presenters[self._manager.current].look_around()

    def _on_keyboard(self, _window: object, key: int, *_: object) -> bool:
        """Android's back gesture does what the back key of the screen does."""
        back = getattr(self.presenters[self._manager.current], "back", None)
        if key != _BACK_KEY or back is None:
            return False
        back()
        return True

    def _find_server_url(self) -> str:
        """The address asked for at the start, else the one this phone was enrolled with."""
        kept = find_enrolment(self.store)
        return (
            self.fittings.server_url
            or (kept.server_url if kept is not None else "")
            or DEFAULT_SERVER
        )

    def _ask_enrolment(self, server_url: str, code: str) -> None:
        before = find_enrolment(self.store)
        is_known = before is not None and before.server_url == server_url
        secret = before.secret if before is not None and is_known else None  # not to strangers
        asking = (server_url, code, secret)
        threading.Thread(target=self._enrol, args=asking, name="enrol", daemon=True).start()

    def _enrol(self, url: str, code: str, secret: str | None) -> None:
        from crew_app.background import ask_for_identity  # noqa: PLC0415 - on this thread

        self._tell_enrolment(ask_for_identity(url, code, secret))

    def _wake(self) -> None:
        self._bell.ring()

    def _hurry(self) -> None:
        self._bell.hurry()

    def _move_to(self, server_url: str) -> None:
        """Speak to another server from now on: the worker of the old one ends after its request."""
        before, self._bell, self._server_url = self._bell, Bell(), server_url
        before.stop()
        self._start_worker()

    @mainthread
    def _tell_enrolment(self, answer: EnrolAnswer) -> None:
        if answer.enrolment is not None and answer.enrolment.server_url != self._server_url:
            self._move_to(answer.enrolment.server_url)
        presenter = self.presenters["enrol"]
        if isinstance(presenter, EnrolPresenter):
            presenter.answered(answer)


class _ScreenCamera:
    """A camera whose answer comes on the screen's thread, wherever the handset gives it."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera

    def take(self, into: Path, then: Taken) -> None:
        """See Camera."""
        self._camera.take(into, mainthread(then))

    def collect(self, folder: Path) -> None:
        """See Camera."""
        self._camera.collect(folder)


def after_frames(count: int, act: Callable[[], None]) -> None:
    """Act when so many frames have been drawn."""
    if count == 0:
        act()
        return
    Clock.schedule_once(lambda _dt: after_frames(count - 1, act), 0)


def _shower(screen: Screen) -> Callable[[Any], None]:
    def show(state: Any) -> None:
        screen.state = state

    return show
