"""Draws all streets of a round at once on the graphics card, which moves and enlarges them by itself.

The corners go to the card when the pack is new; a street that changes its state changes a few numbers of them; the map
that is pushed or made larger changes three numbers. A state is told by the filling of the line, never by colour alone.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kivy.graphics import Mesh, RenderContext

from crew_app.screens.widgets.map_shapes import Corner, make_ribbon
from crew_app.screens.widgets.map_view import MapView, Pair

Rgba = tuple[float, float, float, float]

# The names of what passes from the one to the other are Kivy's own: it links each with its standard counterpart first.
_VERTEX = """
#ifdef GL_ES
precision highp float;
#endif
attribute vec2 vPlace;
attribute vec2 vOut;
attribute float vSide;
attribute float vAlong;
attribute float vHalf;
attribute float vShare;
attribute vec4 vColor;
uniform mat4 modelview_mat;
uniform mat4 projection_mat;
uniform vec2 middle;
uniform vec2 corner;
uniform float scale;
uniform float grow;
varying vec4 frag_color;
varying vec2 tex_coord0;
varying vec2 across;
void main(void) {
    float half_px = vHalf > 0.0 ? vHalf * grow + 0.5 : 0.0; // of no width: nothing is drawn at all
    vec2 spot = (vPlace - middle) * scale + corner + vOut * half_px;
    across = vec2(vSide * half_px, half_px);
    gl_Position = projection_mat * modelview_mat * vec4(spot, 0.0, 1.0);
    frag_color = vColor;
    tex_coord0 = vec2(vAlong * scale, vShare);
}
"""
_FRAGMENT = """
#ifdef GL_ES
precision highp float;
#endif
varying vec4 frag_color;
varying vec2 tex_coord0;
varying vec2 across;
uniform float period;
void main(void) {
    if (fract(tex_coord0.x / period) > tex_coord0.y) discard;
    float cover = clamp(across.y - abs(across.x), 0.0, 1.0);
    gl_FragColor = vec4(frag_color.rgb, frag_color.a * cover);
}
"""
_FORMAT = [
    (b"vPlace", 2, "float"),
    (b"vOut", 2, "float"),
    (b"vSide", 1, "float"),
    (b"vAlong", 1, "float"),
    (b"vHalf", 1, "float"),
    (b"vShare", 1, "float"),
    (b"vColor", 4, "float"),
]
_NUMBERS = 12  # of a corner
_MOST_CORNERS = 60_000  # of a mesh: its indices are 16 bits


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a street is drawn: half its width (pixels), the share of it that is drawn in dashes (1: all), its colour."""

    half: float
    share: float
    colour: Rgba


@dataclass(frozen=True, slots=True)
class _Held:
    """Where the corners of a street stand in a layer: which mesh, from which corner on, how many."""

    mesh: int
    first: int
    count: int


class Layer:
    """One drawing of every street, each with its own stroke."""

    def __init__(self, context: RenderContext) -> None:
        self._context = context
        self._held: dict[str, _Held] = {}
        self._numbers: list[array[float]] = []
        self._meshes: list[Mesh] = []
        self._strokes: dict[str, Stroke] = {}

    def lay(
        self, ribbons: Mapping[str, Sequence[Sequence[Corner]]], strokes: Mapping[str, Stroke]
    ) -> None:
        """Draw these streets from now on."""
        for mesh in self._meshes:
            self._context.remove(mesh)
        self._held, self._numbers, self._meshes = {}, [], []
        self._strokes = dict(strokes)
        indices: list[list[int]] = []
        for usrn, parts in ribbons.items():
            count = sum(len(part) for part in parts)
            if not self._numbers or len(self._numbers[-1]) // _NUMBERS + count > _MOST_CORNERS:
                self._numbers.append(array("f"))
                indices.append([])
            first = len(self._numbers[-1]) // _NUMBERS
            self._held[usrn] = _Held(len(self._numbers) - 1, first, count)
            for part in parts:
                indices[-1] += _triangles(len(self._numbers[-1]) // _NUMBERS, len(part))
                for corner in part:
                    self._numbers[-1].extend(_numbers_of(corner, strokes[usrn]))
        for numbers, triangles in zip(self._numbers, indices, strict=True):
            mesh = Mesh(vertices=numbers, indices=triangles, mode="triangles", fmt=_FORMAT)
            self._meshes.append(mesh)
            self._context.add(mesh)

    def restyle(self, strokes: Mapping[str, Stroke]) -> None:
        """Change the strokes of those streets that differ; the rest is left alone."""
        touched: set[int] = set()
        for usrn, stroke in strokes.items():
            held = self._held.get(usrn)
            if held is not None and self._strokes.get(usrn) != stroke:
                self._strokes[usrn] = stroke
                self._change(held, stroke)
                touched.add(held.mesh)
        for at in touched:
            self._meshes[at].vertices = self._numbers[at]

    def _change(self, held: _Held, stroke: Stroke) -> None:
        numbers = self._numbers[held.mesh]
        style = array("f", (stroke.half, stroke.share, *stroke.colour))
        for corner in range(held.first, held.first + held.count):
            numbers[corner * _NUMBERS + 6 : (corner + 1) * _NUMBERS] = style


class StreetLines(RenderContext):
    """The layers of the map: rims, fillings, and the state on top of both."""

    def __init__(self, layers: int) -> None:
        super().__init__(use_parent_projection=True, use_parent_modelview=True)
        self.shader.vs, self.shader.fs = _VERTEX, _FRAGMENT
        self.layers = [Layer(self) for _ in range(layers)]

    def look(self, view: MapView, corner: Pair, grow: float, period: float) -> None:
        """Show this part of the ground, the map's lower left at `corner`; a dash and its gap take `period` pixels."""
        self["middle"] = [float(number) for number in view.middle]
        self["corner"] = [corner[0] + view.size[0] / 2, corner[1] + view.size[1] / 2]
        self["scale"], self["grow"], self["period"] = float(view.scale), float(grow), float(period)


def make_ribbons(
    streets: Iterable[tuple[str, Sequence[Sequence[Pair]]]],
) -> dict[str, list[list[Corner]]]:
    """The ribbons of every street that has a line."""
    made = {usrn: [make_ribbon(part) for part in parts] for usrn, parts in streets}
    return {usrn: [part for part in parts if part] for usrn, parts in made.items() if any(parts)}


def _numbers_of(corner: Corner, stroke: Stroke) -> tuple[float, ...]:
    return (
        *corner.place,
        *corner.out,
        corner.side,
        corner.along_m,
        stroke.half,
        stroke.share,
        *stroke.colour,
    )


def _triangles(first: int, corners: int) -> list[int]:
    """Two triangles between each two neighbouring pairs of corners."""
    return [first + at + step for at in range(0, corners - 2, 2) for step in (0, 1, 2, 1, 3, 2)]
