"""Measures a screen from its widget tree and its pixels: what is cut off, too small, covered, off-screen or faint.

Every function gives its findings as sentences; an empty list is a screen in order.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any

from kivy.core.text import Label as CoreLabel
from kivy.core.window import Window
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.label import Label
from kivy.uix.recycleview import RecycleView
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget
from PIL import Image

from crew_app.screens.widgets.palettes import contrast
from crew_app.screens.widgets.words import Words

Box = tuple[float, float, float, float]  # left, bottom, right, top in the window
LEAST_TARGET_PX = 64  # the window has one pixel a dp
LEAST_CONTRAST = 7.0
APART = 2.5  # on either side of a text: two words closer than that are read as one
_SLACK_PX = 1.5


def seen(root: Widget) -> list[Widget]:
    """The widgets that can be seen: those with an extent, whose parents all show them."""
    if not all(_has_extent(one) for one in _line_of(root)):
        return []
    return [one for one in _walk_shown(root) if one.width > 1 and one.height > 1]


def list_small_targets(root: Widget) -> list[str]:
    """What is tapped and smaller than a glove needs."""
    return [
        f"{name_of(w)} is {w.width:.0f} x {w.height:.0f}"
        for w in seen(root)
        if isinstance(w, ButtonBehavior) and min(w.size) < LEAST_TARGET_PX - 0.5
    ]


def list_cut(root: Widget, least_px: int) -> list[str]:
    """Texts that need more room than their box has, or are set in letters too small to read at arm's length."""
    found = []
    for label in _labels(root):
        width, height = _needed(label)
        is_one_line = height < 2 * label.font_size
        # of several lines Kivy leaves one out when it is too high by a pixel
        if width > label.width + _SLACK_PX or height > label.height + (3 if is_one_line else 0):
            found.append(
                f"{label.text!r} needs {width:.0f} x {height:.0f}, has {label.width:.0f} x {label.height:.0f}"
            )
        elif label.font_size < least_px:
            found.append(f"{label.text!r} is set in {label.font_size:.0f} px")
    return found


def list_broken(root: Widget) -> list[str]:
    """Words wider than their box, which Kivy breaks anywhere; an address may be."""
    found = []
    for label in _labels(root):
        needed, word = _widest_word(label)
        if needed > label.width + 0.5 and not word.startswith("http"):
            found.append(f"{word!r} is broken: it needs {needed:.0f}, has {label.width:.0f}")
    return found


def list_overlaps(root: Widget) -> list[str]:
    """Texts that lie on texts or run into them, and targets on targets that are not inside them."""
    labels = [(label, _apart(_drawn_box(label))) for label in _labels(root)]
    found = [
        f"{one.text!r} lies on or runs into {other.text!r}"
        for (one, box), (other, other_box) in combinations(labels, 2)
        if _share(box, other_box) and not _is_cover(one, other)
    ]
    targets = [(w, _clipped(w)) for w in seen(root) if isinstance(w, ButtonBehavior)]
    found += [
        f"{name_of(one)} covers {name_of(other)}"
        for (one, box), (other, other_box) in combinations(targets, 2)
        if _share(box, other_box) and not _is_inside(one, other)
    ]
    return found


def list_outside(root: Widget) -> list[str]:
    """What is not whole on the screen and cannot be scrolled to; and lists too low to show a row."""
    found = []
    for widget in seen(root):
        if isinstance(widget, RecycleView) and widget.data and widget.height < _row_height(widget):
            found.append(f"a list of {widget.viewclass} is {widget.height:.0f} high")
        if not isinstance(widget, Label | ButtonBehavior):
            continue
        left, bottom, right, top = _box(widget)
        above = _scroller_of(widget) is None and (bottom < -1 or top > Window.height + 1)
        if above or left < -1 or right > Window.width + 1:
            found.append(
                f"{name_of(widget)} is outside: {left:.0f} {bottom:.0f} {right:.0f} {top:.0f}"
            )
    return found


def list_faint(root: Widget, picture: Image.Image) -> list[str]:
    """Texts whose colour has too little contrast with what is drawn behind them."""
    found = []
    for label in _labels(root):
        ground = _ground_of(label, picture)
        ink = "#" + "".join(f"{round(255 * part):02X}" for part in _ink_of(label)[:3])
        if ground is not None and contrast(ink, ground) < LEAST_CONTRAST:
            found.append(f"{label.text!r}: {ink} on {ground} is {contrast(ink, ground):.1f}")
    return found


def take_picture(root: Widget) -> Image.Image:
    """What is drawn."""
    texture = root.export_as_image().texture
    picture = Image.frombytes("RGBA", texture.size, texture.pixels)
    return picture.convert("RGB")


def list_texts(root: Widget) -> list[str]:
    """Every text that can be seen."""
    return [label.text for label in _labels(root)]


def name_of(widget: Widget) -> str:
    """The widget as a person would point at it."""
    inner = [w.text for w in widget.walk(restrict=True) if isinstance(w, Label) and w.text]
    return f"{type(widget).__name__} {' '.join(inner)!r}"


def _labels(root: Widget) -> list[Label]:
    return [w for w in seen(root) if isinstance(w, Label) and w.text and _clipped(w) is not None]


def _walk_shown(widget: Widget) -> Iterator[Widget]:
    """Itself and what is in it, but nothing below what does not show it."""
    yield widget
    for child in reversed(widget.children):
        if _has_extent(child):
            yield from _walk_shown(child)


def _has_extent(widget: Widget) -> bool:
    return bool(widget.opacity and widget.height >= 1 and widget.width >= 1)


def _line_of(widget: Widget) -> Iterator[Widget]:
    while widget is not None and widget.parent is not widget:
        yield widget
        widget = widget.parent


def _box(widget: Widget) -> Box:
    x, y = widget.to_window(widget.x, widget.y)
    return x, y, x + widget.width, y + widget.height


def _scroller_of(widget: Widget) -> Any:
    return next(
        (w for w in _line_of(widget) if isinstance(w, ScrollView) and w is not widget), None
    )


def _clipped(widget: Widget) -> Box | None:
    """The part that is inside its list, or None when it is scrolled away."""
    scroller = _scroller_of(widget)
    return _box(widget) if scroller is None else _meet(_box(widget), _box(scroller))


def _meet(one: Box, other: Box) -> Box | None:
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if right - left > 1 and top - bottom > 1 else None


def _share(one: Box | None, other: Box | None) -> bool:
    if one is None or other is None:
        return False
    met = _meet(one, other)
    return met is not None and met[2] - met[0] > 2 and met[3] - met[1] > 2


def _is_inside(one: Widget, other: Widget) -> bool:
    return one in _line_of(other) or other in _line_of(one)


def _is_cover(one: Widget, other: Widget) -> bool:
    """A disc with a number on a key's icon may lie over the key's own empty part."""
    return one.parent is other.parent and one.parent is not None and not one.text.strip()


def _drawn_box(label: Label) -> Box | None:
    """Where the letters are: the texture in the middle or at the edge of the label's box."""
    box, scroller = _box(label), _scroller_of(label)
    width, height = _needed(label)
    left = {"left": box[0], "auto": box[0], "right": box[2] - width}.get(
        label.halign, (box[0] + box[2] - width) / 2
    )
    bottom = {"bottom": box[1], "top": box[3] - height}.get(
        label.valign, (box[1] + box[3] - height) / 2
    )
    drawn = (left, bottom, left + width, bottom + height)
    return drawn if scroller is None else _meet(drawn, _box(scroller))


def _apart(box: Box | None) -> Box | None:
    """The box with the room that it needs on its left and right."""
    return None if box is None else (box[0] - APART, box[1], box[2] + APART, box[3])


def _needed(label: Label) -> tuple[float, float]:
    """What the text takes when only its width is given."""
    width = label.width if isinstance(label, Words) else label.text_size[0]
    return _measure(label.text, label.font_size, bool(label.bold), width)


def _widest_word(label: Label) -> tuple[float, str]:
    """The widest word and its width: Kivy breaks one that is wider than its box anywhere."""
    return _find_widest(label.text, label.font_size, bool(label.bold))


@lru_cache(maxsize=20_000)
def _find_widest(text: str, font_size: float, bold: bool) -> tuple[float, str]:
    core = CoreLabel(font_size=font_size, bold=bold)
    return max((float(core.get_extents(word)[0]), word) for word in text.split() or [""])


@lru_cache(maxsize=20_000)
def _measure(text: str, font_size: float, bold: bool, width: float | None) -> tuple[float, float]:
    core = CoreLabel(text=text, font_size=font_size, bold=bold, text_size=(width, None))
    core.refresh()
    widest = max(core.get_extents(line)[0] for line in _lines(core))
    return float(widest), float(core.texture.height)


def _lines(core: CoreLabel) -> list[str]:
    return [" ".join(word.text for word in line.words) for line in core._cached_lines] or [
        core.text
    ]


def _row_height(view: RecycleView) -> float:
    return float(getattr(view, "row_height", 0)) * 0.95


def _ink_of(label: Label) -> tuple[float, ...]:
    return tuple(label.disabled_color if label.disabled else label.color)


def _ground_of(label: Label, picture: Image.Image) -> str | None:
    """The colour that most of the text's box has; None when it is not on the picture."""
    box = _drawn_box(label)
    if box is None:
        return None
    left, bottom, right, top = box
    area = (
        int(left) - 2,
        int(Window.height - top) - 1,
        int(right) + 3,
        int(Window.height - bottom) + 2,
    )
    area = (
        max(0, area[0]),
        max(0, area[1]),
        min(picture.width, area[2]),
        min(picture.height, area[3]),
    )
    if area[2] <= area[0] or area[3] <= area[1]:
        return None
    colours: Any = picture.crop(area).getcolors(picture.width * picture.height)
    _, (red, green, blue) = max(colours)
    return f"#{red:02X}{green:02X}{blue:02X}"
