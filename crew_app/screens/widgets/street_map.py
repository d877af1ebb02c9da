"""The map itself: streets, names, the phone's place with its quality circle, the next street's mark; push, pinch, tap.

Everything that can be done with two fingers can be done with the keys beside it: gloves cannot pinch.
"""

import itertools
import math
from typing import Any

from kivy.clock import Clock
from kivy.graphics import (
    Color,
    Ellipse,
    InstructionGroup,
    Line,
    PopMatrix,
    PushMatrix,
    Rectangle,
    Translate,
)
from kivy.metrics import dp
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.stencilview import StencilView

from crew_app.presenters.map import MapStreet, Whereabouts
from crew_app.screens.widgets.map_lines import StreetLines, make_ribbons
from crew_app.screens.widgets.map_names import MapNames, NameLook
from crew_app.screens.widgets.map_shapes import NamePlace, find_name_place, find_touched
from crew_app.screens.widgets.map_strokes import list_strokes, strokes_of_layer
from crew_app.screens.widgets.map_view import MapView, Pair, find_bounds, show_all
from crew_app.screens.widgets.theme import theme
from geo.onboard.lines import Line7
from geo.onboard.plane import Plane, Position7, make_plane

STEP = 1.6  # a zoom key, larger or smaller
TAP_DP = 14.0  # a finger that moved less has tapped
REACH_DP = 34.0  # how far from a street a tap still means it
LARGEST_DP = 4.0  # dp a metre
DASH_DP = 11.0
REST_S = 0.12  # the map is at rest when it was not moved for so long

Streets = list[tuple[str, list[list[Pair]]]]


class StreetMap(StencilView):
    """Shows `lines` with the states of `streets`; tells the presenter which street was tapped."""

    lines = ObjectProperty(())
    streets = ObjectProperty(())
    here = ObjectProperty(Whereabouts(), rebind=True)
    next_usrn = StringProperty("")
    chosen = StringProperty("")
    presenter = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.view = MapView()
        self.names_written = 0
        self._plane: Plane = make_plane((0, 0))
        self._flat: Streets = []
        self._places: dict[str, NamePlace] = {}
        self._bounds: tuple[Pair, Pair] | None = None
        self._is_left_alone = True  # nobody moved it: all of the round stays in view
        self._written_at = self._marked_at = MapView()
        self._marks_at = Translate(0, 0)
        self._ground, self._rect = Color(), Rectangle()
        self._drawn, self._names, self._marks = StreetLines(3), MapNames(), InstructionGroup()
        for drawing in (self._ground, self._rect, self._drawn, self._names, self._marks):
            self.canvas.add(drawing)
        self._fingers: dict[Any, Pair] = {}
        self._moved = 0.0
        self._restyle = Clock.create_trigger(lambda _dt: self._restyle_now(), -1)
        self._resting = Clock.create_trigger(lambda _dt: self._write_names(), REST_S)
        theme.bind(palette=self._dress)
        self.bind(pos=self._resize, size=self._resize, lines=self._lay, streets=self._restyle)
        self.bind(next_usrn=self._restyle, chosen=self._restyle, here=self._place_marks)
        self._dress()

    # what the keys do

    def enlarge(self) -> None:
        """One step larger."""
        self._scale(STEP, (self.width / 2, self.height / 2))

    def shrink(self) -> None:
        """One step smaller."""
        self._scale(1 / STEP, (self.width / 2, self.height / 2))

    def show_here(self) -> None:
        """The phone's place in the middle, as large as a few streets; nothing where it is not known."""
        if self.here.position is not None:
            scale = max(self.view.scale, dp(0.45))
            place = self._plane.flatten(self.here.position)
            self._is_left_alone = False
            self._show(MapView(place, scale, self.view.size))

    def show_all(self) -> None:
        """The whole round."""
        self._is_left_alone = True
        self._resize()

    # fingers

    def on_touch_down(self, touch: Any) -> bool:
        """A finger on the map."""
        if not self.collide_point(*touch.pos):
            return False
        if not self._fingers:
            self._moved = 0.0
        touch.grab(self)
        self._fingers[touch.uid] = touch.pos
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """One finger pushes the map; two make it larger or smaller."""
        if touch.grab_current is not self or touch.uid not in self._fingers:
            return False
        before, now = self._fingers[touch.uid], touch.pos
        self._moved += math.dist(before, now)
        others = [spot for uid, spot in self._fingers.items() if uid != touch.uid]
        self._fingers[touch.uid] = now
        if others:
            apart = max(1.0, math.dist(before, others[0]))
            middle = ((now[0] + others[0][0]) / 2 - self.x, (now[1] + others[0][1]) / 2 - self.y)
            self._scale(math.dist(now, others[0]) / apart, middle)
        elif self._moved > dp(TAP_DP):
            self._is_left_alone = False
            self._show(self.view.moved((now[0] - before[0], now[1] - before[1])))
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """A finger lifted that did not move has tapped a street."""
        if touch.grab_current is not self or touch.uid not in self._fingers:
            return False
        touch.ungrab(self)
        is_last = len(self._fingers) == 1
        del self._fingers[touch.uid]
        if is_last and self._moved <= dp(TAP_DP) and self.presenter is not None:
            spot = (touch.x - self.x, touch.y - self.y)
            self.presenter.choose(find_touched(spot, self.view, self._flat, dp(REACH_DP)))
        return True

    def middle_of(self, usrn: str) -> Pair:
        """The middle of a street, in metres."""
        return self._places[usrn].middle

    def spot_of(self, usrn: str) -> Pair:
        """Where on the window the middle of a street is."""
        x, y = self.view.to_screen(self.middle_of(usrn))
        return self.x + x, self.y + y

    # drawing

    def _lay(self, *_: object) -> None:
        """A new pack: everything goes to the graphics card once."""
        first = next((p for _, line in self.lines for part in line for p in part), (0, 0))
        self._plane = make_plane(first)
        self._flat = [(usrn, self._flatten(line)) for usrn, line in self.lines]
        found = ((usrn, find_name_place(parts)) for usrn, parts in self._flat)
        self._places = {usrn: place for usrn, place in found if place is not None}
        points = itertools.chain.from_iterable(part for _, parts in self._flat for part in parts)
        self._bounds = find_bounds(points)
        ribbons = make_ribbons(self._flat)
        strokes = self._strokes()
        for at, layer in enumerate(self._drawn.layers):
            layer.lay(ribbons, {usrn: strokes_of_layer(strokes[usrn], at) for usrn in ribbons})
        self._is_left_alone = True
        self._resize()

    def _flatten(self, line: Line7) -> list[list[Pair]]:
        return [[self._plane.flatten(place) for place in part] for part in line]

    def _strokes(self) -> dict[str, Any]:
        shapes = {street.usrn: street.shape for street in self.streets}
        return list_strokes(
            (usrn for usrn, _ in self.lines), shapes, next_usrn=self.next_usrn, chosen=self.chosen
        )

    def _restyle_now(self) -> None:
        """Once a frame, however many things changed."""
        strokes = self._strokes()
        for at, layer in enumerate(self._drawn.layers):
            layer.restyle({usrn: strokes_of_layer(three, at) for usrn, three in strokes.items()})
        self._settle()
        self._place_marks()

    def _dress(self, *_: object) -> None:
        self._ground.rgba = theme.ground
        self._restyle()

    def _resize(self, *_: object) -> None:
        self._rect.pos, self._rect.size = self.pos, self.size
        if min(self.size) < 2:
            return
        if self._is_left_alone and self._bounds is not None:
            self._show(show_all(self._bounds, tuple(self.size), dp(LARGEST_DP)))
        else:
            self._show(MapView(self.view.middle, self.view.scale, tuple(self.size)))

    def _scale(self, factor: float, around: Pair) -> None:
        if self._bounds is None:
            return
        whole = show_all(self._bounds, tuple(self.size), dp(LARGEST_DP))
        limits = (whole.scale * 0.7, dp(LARGEST_DP))
        self._is_left_alone = False
        self._show(self.view.scaled(factor, around, limits))

    def _show(self, view: MapView) -> None:
        """Look at this part of the ground from now on."""
        if self._bounds is not None:
            view = view.kept_near(*self._reach())
        self.view = view
        grow = dp(min(1.0, max(0.55, view.scale / dp(0.35))))
        self._drawn.look(view, tuple(self.pos), grow, dp(DASH_DP))
        self._names.push(view.shift_from(self._written_at))
        if view.is_moved_from(self._marked_at):
            self._marks_at.x, self._marks_at.y = view.shift_from(self._marked_at)
        else:
            self._place_marks()
        self._settle()

    def _settle(self) -> None:
        """Write the names once the map is left alone."""
        self._resting.cancel()
        self._resting()

    def _reach(self) -> tuple[Pair, Pair]:
        """The corners beyond which the middle of the map does not go: the round, and where the phone is."""
        places = list(self._bounds or ())
        if self.here.position is not None:
            places.append(self._plane.flatten(self.here.position))
        return find_bounds(places) or ((0.0, 0.0), (0.0, 0.0))

    def _write_names(self) -> None:
        """Once the map rests: the next street's and the chosen one's names first."""
        first = {self.chosen: 0, self.next_usrn: 1}
        ordered: list[MapStreet] = sorted(self.streets, key=lambda s: first.get(s.usrn, 2))
        names = [(s.name, self._places[s.usrn]) for s in ordered if s.usrn in self._places]
        look = NameLook(theme.small, tuple(theme.ink), tuple(theme.ground), dp(6))
        self.names_written = self._names.write(names, self.view, tuple(self.pos), look)
        self._written_at = self.view

    def _place_marks(self, *_: object) -> None:
        """The next street's flag and the phone's place."""
        self._marks.clear()
        self._marks_at, self._marked_at = Translate(0, 0), self.view
        self._marks.add(PushMatrix())
        self._marks.add(self._marks_at)
        if self.next_usrn in self._places:
            self._mark_next(self.spot_of(self.next_usrn))
        if self.here.position is not None:
            self._mark_here(self.here.position)
        self._marks.add(PopMatrix())

    def _mark_next(self, spot: Pair) -> None:
        x, y = spot
        pole, wide, high = dp(30), dp(20), dp(14)
        flag = [x, y + pole, x + wide, y + pole - high / 2, x, y + pole - high]
        for half, colour in ((dp(3.2), theme.ground), (dp(1.6), theme.ink)):
            self._marks.add(Color(*colour))
            self._marks.add(Line(points=[x, y, x, y + pole], width=half))
            self._marks.add(Line(points=flag, close=True, width=half))
            self._marks.add(Ellipse(pos=(x - 2 * half, y - 2 * half), size=(4 * half, 4 * half)))

    def _mark_here(self, position: Position7) -> None:
        x, y = self.view.to_screen(self._plane.flatten(position))
        x, y = x + self.x, y + self.y
        circle = max(self.here.acc_m * self.view.scale, dp(12))
        self._marks.add(Color(*theme.here[:3], 0.22))
        self._marks.add(Ellipse(pos=(x - circle, y - circle), size=(2 * circle, 2 * circle)))
        self._marks.add(Color(*theme.here))
        self._marks.add(Line(circle=(x, y, circle), width=dp(1.4)))
        for radius, colour in ((dp(9), theme.ground), (dp(7), theme.here)):
            self._marks.add(Color(*colour))
            self._marks.add(Ellipse(pos=(x - radius, y - radius), size=(2 * radius, 2 * radius)))
