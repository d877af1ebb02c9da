"""The server looks into every photo: no notes of anybody's get through, and no bytes make it fall over."""

import io
import random
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from server.store.pictures import MIMES, NotAPictureError, look_at, render
from tests.pictures import make_jpeg, make_noisy, make_upright

SECRET = b"4 Privet Road"


def saved(form: str, **extra: object) -> bytes:
    file = io.BytesIO()
    make_upright().save(file, form, **extra)
    return file.getvalue()


def exif() -> bytes:
    notes = Image.Exif()
    notes[0x010E] = SECRET.decode()
    return notes.tobytes()


def png_with_notes_behind_the_picture() -> bytes:
    plain = saved("PNG")
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", SECRET.decode())
    noted = saved("PNG", pnginfo=note)
    at = noted.index(b"tEXt") - 4
    chunk = noted[at : at + 12 + int.from_bytes(noted[at : at + 4], "big")]
    end = plain.index(b"IEND") - 4
    return plain[:end] + chunk + plain[end:]


def many_pictures_in_one() -> bytes:
    return saved("MPO", save_all=True, append_images=[make_upright()], exif=exif())


NOTED: dict[str, Callable[[], bytes]] = {
    "JPEG with EXIF": lambda: saved("JPEG", exif=exif()),
    "JPEG with a comment": lambda: saved("JPEG", comment=SECRET),
    "JPEG with XMP": lambda: saved("JPEG", xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"),
    "PNG with EXIF": lambda: saved("PNG", exif=exif()),
    "PNG with a note behind the picture": png_with_notes_behind_the_picture,
    "WebP with EXIF": lambda: saved("WEBP", exif=exif()),
    "WebP with XMP": lambda: saved("WEBP", xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"),
}


@pytest.mark.parametrize("make", NOTED.values(), ids=NOTED.keys())
def test_notes_are_taken_out_wherever_they_stand(make: Callable[[], bytes]) -> None:
    data = make()
    assert SECRET in data
    picture = look_at(data)
    assert picture.clean is not None
    for kept in (picture.clean, *render(data).values()):
        assert SECRET not in kept
        assert b"Exif" not in kept


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_without_notes_is_kept_as_it_came(form: str) -> None:
    assert look_at(saved(form)).clean is None


def test_a_file_of_many_pictures_is_not_taken() -> None:
    with pytest.raises(NotAPictureError):
        look_at(many_pictures_in_one())


def test_renditions_are_bounded_upright_and_no_larger_than_the_picture() -> None:
    made = render(make_jpeg(make_upright(2000, 1000), orientation=6))
    sizes = {kind: Image.open(io.BytesIO(data)).size for kind, data in made.items()}
    assert sizes == {"large": (1024, 512), "small": (320, 160)}
    small = render(make_jpeg(make_upright(200, 100)))
    assert {Image.open(io.BytesIO(data)).size for data in small.values()} == {(200, 100)}


def test_a_grey_a_cmyk_and_a_palette_picture_are_taken() -> None:
    for mode, form in (
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("P", "PNG"),
        ("LA", "PNG"),
        ("I;16", "PNG"),
    ):
        file = io.BytesIO()
        Image.new(mode, (40, 30)).save(file, form)
        assert look_at(file.getvalue()).mime == MIMES[form]
        assert set(render(file.getvalue())) == {"large", "small"}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of notes it cannot read
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_no_bytes_make_it_fall_over(form: str) -> None:
    """Two thousand damaged pictures: each is taken or refused, and nothing else happens."""
    rng = random.Random(form)
    file = io.BytesIO()
    make_noisy(40, 30).save(file, form, exif=exif())
    whole, refused = file.getvalue(), 0
    for _ in range(2_000):
        damaged = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        if rng.random() < 0.2:
            del damaged[rng.randrange(len(damaged)) :]
        try:
            look_at(bytes(damaged))
            assert render(bytes(damaged))
        except NotAPictureError:
            refused += 1
    assert refused > 100
