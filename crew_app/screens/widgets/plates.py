"""Draws plates with round corners: one picture each, stretched between its corners, whatever the size."""

from functools import lru_cache

from kivy.graphics import BorderImage, Color, InstructionGroup
from kivy.graphics.texture import Texture

from crew_app.screens.widgets.easel import keep_picture
from crew_app.screens.widgets.plate_pixels import Plate, draw_plate

Pair = tuple[float, float]
WHITE = (1.0, 1.0, 1.0, 1.0)


class PlateDrawing:
    """A plate on a canvas; `group` is what the canvas holds."""

    def __init__(self) -> None:
        self.group = InstructionGroup()
        self._tint, self._image = Color(), BorderImage()

    def show(self, plate: Plate, tint: tuple[float, ...], pos: Pair, size: Pair) -> None:
        """Draw it there. tint: white for the plate's own colours."""
        if min(size) < 1:
            self.hide()
            return
        left, bottom = round(pos[0]), round(pos[1])
        self._tint.rgba = tint
        self._image.texture = plate_picture(plate)
        self._image.border = (plate.border,) * 4
        self._image.pos = (left, bottom)
        self._image.size = (round(pos[0] + size[0]) - left, round(pos[1] + size[1]) - bottom)
        if not self.group.children:
            self.group.add(self._tint)
            self.group.add(self._image)

    def hide(self) -> None:
        """Draw nothing."""
        self.group.clear()


@lru_cache(maxsize=128)
def plate_picture(plate: Plate) -> Texture:
    """The picture it is stretched from."""
    return keep_picture(draw_plate(plate), (plate.side, plate.side))
