"""Draws a shape once and keeps it as a picture, white on nothing: one quad a frame, however many strokes it has.

A picture is tinted by the colour it is drawn with. Shapes are drawn in pixels, from the lower left corner.
"""

from math import ceil

from kivy.graphics import ClearBuffers, ClearColor, Color, Fbo, InstructionGroup
from kivy.graphics.texture import Texture

_RGBA = 4
_canvases: list[Fbo] = []  # one, made when first wanted: each new one costs a shader


def make_picture(shape: InstructionGroup, side: float) -> Texture:
    """The picture of a shape that fits a square of this side, in pixels.

    It is drawn in white on black, so that what overlaps is seen once: how white a pixel is says how much is covered.
    """
    pixels = ceil(side)
    fbo = _canvas_of(pixels)
    fbo.clear()
    for instruction in (ClearColor(0, 0, 0, 1), ClearBuffers(), Color(1, 1, 1, 1), shape):
        fbo.add(instruction)
    fbo.draw()
    return keep_picture(_cover(fbo.pixels, fbo.size[0], pixels), (pixels, pixels))


def keep_picture(pixels: bytes, size: tuple[int, int]) -> Texture:
    """A picture of these pixels (RGBA, the lowest row first); it comes back when the phone took the graphics away."""

    def fill(texture: Texture) -> None:
        texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")

    texture = Texture.create(size=size, colorfmt="rgba")
    fill(texture)
    texture.add_reload_observer(fill)
    return texture


def _canvas_of(pixels: int) -> Fbo:
    """A canvas at least so large, made larger when a larger picture is wanted."""
    if not _canvases:
        _canvases.append(Fbo(size=(pixels, pixels)))
    fbo = _canvases[0]
    if fbo.size[0] < pixels:
        fbo.size = (pixels, pixels)
    return fbo


def _cover(seen: bytes, width: int, pixels: int) -> bytes:
    """White, as much covered as what was seen is white: of rows of `width` the first `pixels` each way."""
    kept = b"".join(
        seen[row * width * _RGBA : (row * width + pixels) * _RGBA] for row in range(pixels)
    )
    drawn = bytearray(b"\xff") * len(kept)
    drawn[_RGBA - 1 :: _RGBA] = kept[::_RGBA]
    return bytes(drawn)
