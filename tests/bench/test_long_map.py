"""Frames of the map with 300 streets, side by side with the round's list: pushed, enlarged, a street recorded.

Every frame is waited for to its end (glFinish), so the numbers hold the drawing, which here is done in software.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from crew_app.presenters.handset import Place
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import COLLECTION
from tests.crew_app.town_pack import make_town_pack

STREETS, FRAMES, LIMIT_MS = 300, 60, 33.0


def test_frames_of_the_map_beside_those_of_the_list(tmp_path: Path) -> None:
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    phone, pack = make_phone(tmp_path), make_town_pack(STREETS)
    phone.take_pack(pack)
    put_enrolment(phone.store, KeptEnrolment("http://server", "d1", "s", "S3", "Millbrook"))
    phone.store.close()
    usrns = [street.usrn for street in pack.collections[0].streets]
    with take_in_hand(tmp_path) as hand:
        hand.tap_row("collection", COLLECTION)
        hand.tap("Start shift")
        rows = next(w for w in hand.walk() if type(w).__name__ == "RowList")
        hand.app.go(Place("map"))
        hand.frames(5)
        shown = next(w for w in hand.walk() if type(w).__name__ == "StreetMap")
        acts: dict[str, tuple[str, Callable[[int], object]]] = {
            "list scrolled": ("round", lambda at: setattr(rows, "scroll_y", 1 - at / 400)),
            "whole round pushed": ("map", lambda at: push(shown, at)),
            "a part pushed": ("map", lambda at: push(shown, at)),
            "enlarged, made smaller": ("map", lambda at: zoom(shown, at)),
            "street recorded": ("map", lambda at: hand.at("map").choose(usrns[at])),
        }
        for name, (screen, act) in acts.items():
            hand.app.go(Place(screen))
            if name == "whole round pushed":
                shown.show_all()
            elif screen == "map":
                shown.view = shown.view.at(shown.middle_of(usrns[0]))
                shown._show(shown.view.scaled(6.0, (shown.width / 2, shown.height / 2), (0.1, 4.0)))
            hand.frames(10)
            ours, frames = measure(hand, act)
            print(
                f"{name}: own work median {median(ours):.1f} most {max(ours):.1f} ms; whole frame median "
                f"{median(frames):.1f} most {max(frames):.1f} ms, over {LIMIT_MS:.0f} ms: "
                f"{sum(took > LIMIT_MS for took in frames)} of {len(frames)}"
            )


def push(shown: Any, at: int) -> None:
    shown._show(shown.view.moved((6, 4 if at % 20 < 10 else -4)))


def zoom(shown: Any, at: int) -> None:
    (shown.enlarge if at % 6 < 3 else shown.shrink)()


def measure(hand: Any, act: Callable[[int], object]) -> tuple[list[float], list[float]]:
    """Milliseconds of the act alone, and of the act with its frame to the last pixel."""
    from kivy.base import EventLoop  # noqa: PLC0415 - opens the window
    from kivy.graphics.opengl import glFinish  # noqa: PLC0415 - opens the window

    ours, frames = [], []
    glFinish()
    for at in range(FRAMES):
        began = time.perf_counter()
        act(at)
        ours.append((time.perf_counter() - began) * 1000)
        EventLoop.window.dispatch("on_draw")
        glFinish()
        frames.append((time.perf_counter() - began) * 1000)
        EventLoop.idle()
    return ours, frames
