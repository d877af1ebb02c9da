"""How a street is drawn for its state, like a street on paper that the squad inks in: three strokes on one another.

left: an empty street, rimmed. completed: filled. partly: long dashes. missed: short bars across. The next street and
the one that was tapped have a rim twice as wide.
"""

from collections.abc import Iterable, Mapping

from crew_app.screens.widgets.map_lines import Rgba, Stroke
from crew_app.screens.widgets.theme import theme

Three = tuple[Stroke, Stroke, Stroke]  # rim, ground of the street, state

RIM, WIDE_RIM, BED = 4.6, 8.0, 3.2  # half widths at full size, dp
SHARES = {"left": 0.0, "completed": 1.0, "partly": 0.68, "missed": 0.36}
HALVES = {"left": 0.0, "completed": BED, "partly": BED, "missed": 5.2}


def list_strokes(
    usrns: Iterable[str], shapes: Mapping[str, str], *, next_usrn: str, chosen: str
) -> dict[str, Three]:
    """The three strokes of every street."""
    return {
        usrn: strokes_of(shapes.get(usrn, "left"), is_marked=usrn in (next_usrn, chosen))
        for usrn in usrns
    }


def strokes_of(shape: str, *, is_marked: bool = False) -> Three:
    """The three strokes of a street in this state."""
    rim = Stroke(WIDE_RIM if is_marked else RIM, 1.0, _rgba(theme.ink))
    bed = Stroke(BED, 1.0, _rgba(theme.notice if is_marked else theme.surface))
    colours = {
        "left": theme.surface,
        "completed": theme.done_ink,
        "partly": theme.partly_ink,
        "missed": theme.missed_ink,
    }
    return rim, bed, Stroke(HALVES[shape], SHARES[shape], _rgba(colours[shape]))


def strokes_of_layer(three: Three, layer: int) -> Stroke:
    """The stroke of one layer."""
    return three[layer]


def _rgba(colour: Iterable[float]) -> Rgba:
    red, green, blue, alpha = colour
    return red, green, blue, alpha
