"""What a camera wrote becomes an upright, small photo with nothing in it but pixels."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from crew_app.device.photos import PhotoPreset, PhotoUnreadableError, prepare_photo
from tests.conftest import SHARED
from tests.pictures import make_jpeg, make_noisy, make_upright

EXAMPLES = sorted((SHARED / "data" / "photos").glob("*.jpg"))


def segments_of(jpeg: bytes) -> set[int]:
    """The markers before the first scan."""
    found, at = set(), 2
    while jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def assert_no_metadata(jpeg: bytes) -> None:
    notes = {0xFE, *range(0xE1, 0xF0)}  # comments, and every application segment but JFIF's
    assert not segments_of(jpeg) & notes
    for word in (b"Exif", b"http://ns.adobe.com", b"person", b"ICC_PROFILE"):
        assert word not in jpeg
    with Image.open(io.BytesIO(jpeg)) as image:
        assert not dict(image.getexif())
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of a channel, 0 to 255."""
    other = other.convert("RGB").resize(one.size)
    return sum(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other)).mean) / 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "taken.jpg"
    path.write_bytes(make_jpeg(orientation=orientation, noted=True))
    prepared = prepare_photo(path)
    with Image.open(io.BytesIO(prepared.data)) as image:
        assert image.size == (640, 400)
        assert difference(image, make_upright()) < 4
        assert difference(image, ImageOps.mirror(make_upright())) > 60
    assert_no_metadata(prepared.data)


@pytest.mark.skipif(not EXAMPLES, reason="the example photos are not here")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_real_photos_of_six_orientations_come_out_upright(path: Path) -> None:
    prepared = prepare_photo(path)
    with Image.open(path) as raw, Image.open(io.BytesIO(prepared.data)) as image:
        assert image.size == (prepared.width, prepared.height)
        is_tall = path.stem.startswith("Portrait")
        assert (image.height > image.width) is is_tall
        assert difference(image, upright_by_hand(raw)) < 6
    assert_no_metadata(prepared.data)


def test_the_real_landscapes_show_the_same_scene() -> None:
    """Differently turned files of one scene agree once upright: no reader of EXIF is asked what upright is."""
    landscapes = [path for path in EXAMPLES if path.stem.startswith("Landscape")]
    if len(landscapes) < 2:
        pytest.skip("the example photos are not here")
    opened = [Image.open(io.BytesIO(prepare_photo(path).data)) for path in landscapes]
    for other in opened[1:]:
        assert difference(opened[0], other) < 12
        assert difference(opened[0], other.transpose(Image.Transpose.ROTATE_180)) > 20


def upright_by_hand(image: Image.Image) -> Image.Image:
    """By the numbers of the EXIF standard, without Pillow's own function."""
    turns = {
        1: [],
        3: [Image.Transpose.ROTATE_180],
        5: [Image.Transpose.ROTATE_270, Image.Transpose.FLIP_LEFT_RIGHT],
        6: [Image.Transpose.ROTATE_270],
        8: [Image.Transpose.ROTATE_90],
    }
    orientation = image.getexif()[0x0112]
    for turn in turns[orientation]:
        image = image.transpose(turn)
    return image


@pytest.mark.parametrize(
    ("preset", "side"),
    [(PhotoPreset.SMALL, 1024), (PhotoPreset.MEDIUM, 1600), (PhotoPreset.LARGE, 2400)],
)
def test_a_preset_bounds_the_longest_side(tmp_path: Path, preset: PhotoPreset, side: int) -> None:
    path = tmp_path / "taken.jpg"
    make_upright(4000, 3000).save(path, quality=90)
    prepared = prepare_photo(path, preset)
    assert (prepared.width, prepared.height) == (side, side * 3 // 4)
    with Image.open(io.BytesIO(prepared.data)) as image:
        assert image.size == (prepared.width, prepared.height)


def test_a_small_picture_is_never_enlarged(tmp_path: Path) -> None:
    path = tmp_path / "taken.jpg"
    make_upright(100, 60).save(path)
    assert (prepare_photo(path).width, prepare_photo(path).height) == (100, 60)


def test_a_transparent_picture_stands_on_white(tmp_path: Path) -> None:
    path = tmp_path / "taken.png"
    Image.new("RGBA", (50, 50), (10, 10, 10, 0)).save(path)
    with Image.open(io.BytesIO(prepare_photo(path).data)) as image:
        assert image.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"no picture", make_jpeg(make_noisy())[:5000]])
def test_what_is_no_picture_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "taken.jpg"
    path.write_bytes(data)
    with pytest.raises(PhotoUnreadableError):
        prepare_photo(path)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "taken.jpg"
    path.write_bytes(make_jpeg(orientation=6))
    assert prepare_photo(path).data == prepare_photo(path).data
