"""What sets up a phone: the typed code, or the text of the depot's QR code."""

import json

import pytest

from crew_app.presenters.enrol import EnrolPresenter
from crew_app.presenters.enrol_code import EnrolCode, read_enrol_code
from tests.crew_app.phone import Phone

HERE = "https://bins.example.org"


def qr(server: object = HERE, code: object = "7KQ4M-2XH9P") -> str:
    return json.dumps({"server": server, "code": code})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7KQ4M-2XH9P", EnrolCode("7KQ4M2XH9P")),
        (" 7kq4m 2xh9p\n", EnrolCode("7KQ4M2XH9P")),
        (qr(), EnrolCode("7KQ4M2XH9P", HERE)),
        (qr(f"{HERE}/"), EnrolCode("7KQ4M2XH9P", HERE)),
        (qr("http://10.0.0.2:8000"), EnrolCode("7KQ4M2XH9P", "http://10.0.0.2:8000")),
    ],
)
def test_what_is_taken(text: str, found: EnrolCode) -> None:
    assert read_enrol_code(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7KQ4M",
        "7KQ4M-2XH9P-7KQ4M",
        "0O1I-LLLLLL",
        "https://example.org/menu",
        "{",
        "{}",
        "[1]",
        qr("ftp://example.org"),
        qr("javascript:alert(1)"),
        qr("https://user:word@example.org"),
        qr("https://example.org/?next=elsewhere"),
        qr("https://[broken"),
        qr(5),
        qr(HERE, "short"),
        qr(HERE, None),
        "{" + " " * 600 + "}",
    ],
)
def test_what_is_not_taken(text: str) -> None:
    assert read_enrol_code(text) is None


def test_a_scanned_code_is_sent_to_the_server_it_names(phone: Phone) -> None:
    asked: list[tuple[str, ...]] = []
    enrol = EnrolPresenter(phone.handset, "http://server", lambda *asks: asked.append(asks))
    enrol.scanned("WIFI:S:depot;;")
    assert asked == []
    assert enrol.state.told == "That was not the code from the depot. Scan it again, or type it."
    enrol.scanned(qr())
    assert asked == [(HERE, "7KQ4M2XH9P")]
    assert enrol.state.server == HERE.removeprefix("https://")
