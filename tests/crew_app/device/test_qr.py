"""Reading the depot's QR code out of a picture as a handset takes one: turned, small, blurred, dark; or not at all."""

import io
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageEnhance, ImageFilter

from crew_app.device.qr import find_qr_text
from tests.crew_app.scenes import make_scene
from tests.pictures import make_jpeg

TEXT = '{"server":"https://bins.example.gov.uk","code":"7KQ4M2XH9P"}'


def make_code(side: int = 700) -> Image.Image:
    file = io.BytesIO()
    segno.make(TEXT, error="m", micro=False).save(file, kind="png", scale=12, border=4)
    return Image.open(file).convert("RGB").resize((side, side), Image.Resampling.NEAREST)


def on_a_screen(code: Image.Image, at: tuple[int, int] = (240, 420)) -> Image.Image:
    """The code somewhere in a picture of a room."""
    picture = make_scene(3)
    picture.paste(code, at)
    return picture


def bent(picture: Image.Image) -> Image.Image:
    """As seen from the side."""
    width, height = picture.size
    corners = (0, 0, 60, height, width - 40, height - 90, width, 70)
    return picture.transform(picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


CASES = {
    "straight on": on_a_screen(make_code()),
    "from the side": bent(on_a_screen(make_code())),
    "turned by some degrees": on_a_screen(make_code()).rotate(17, expand=True, fillcolor="grey"),
    "a small part of the picture": on_a_screen(make_code(260)),
    "blurred": on_a_screen(make_code()).filter(ImageFilter.GaussianBlur(4)),
    "in a dark room": ImageEnhance.Brightness(on_a_screen(make_code())).enhance(0.25),
}


@pytest.mark.parametrize("situation", CASES)
def test_a_code_is_read(situation: str, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    path.write_bytes(make_jpeg(CASES[situation]))
    assert find_qr_text(path) == TEXT


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_code_is_read_however_the_handset_was_held(orientation: int, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    path.write_bytes(make_jpeg(CASES["straight on"], orientation=orientation))
    assert find_qr_text(path) == TEXT


def test_a_picture_without_a_code_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    path.write_bytes(make_jpeg(make_scene(1)))
    assert find_qr_text(path) is None


def test_what_is_no_picture_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    path.write_bytes(b"no picture")
    assert find_qr_text(path) is None
