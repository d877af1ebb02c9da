"""Reads what sets up a phone: the code as typed, or the whole text of the QR code on the depot's screen. Pure."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # what codes are made of: nothing that is misread
CODE_LENGTH = 10
LONGEST = 500


@dataclass(frozen=True, slots=True)
class EnrolCode:
    """A code that is whole. server_url: where it is good, None where the text does not say."""

    code: str
    server_url: str | None = None


def read_enrol_code(text: str) -> EnrolCode | None:
    """The code of a text, typed or scanned; None when it is neither. An address must be a plain web address."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if not text.startswith("{"):
        code = clean_code(text)
        return EnrolCode(code) if len(code) == CODE_LENGTH else None
    try:
        told = json.loads(text)
    except ValueError:
        return None
    code, server_url = told.get("code"), told.get("server")
    if (
        not isinstance(code, str)
        or not isinstance(server_url, str)
        or not is_web_address(server_url)
    ):
        return None
    code = clean_code(code)
    return EnrolCode(code, server_url.rstrip("/")) if len(code) == CODE_LENGTH else None


def clean_code(text: str) -> str:
    """The letters of a code without blanks and hyphens; "" where something is no such letter."""
    letters = "".join(text.upper().replace("-", " ").split())
    return letters if all(letter in LETTERS for letter in letters) else ""


def is_web_address(url: str) -> bool:
    """Whether it is a plain address of a web server: no sign-in, no question, no fragment in it."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.username is None
            and not parts.query
            and not parts.fragment
        )
    except ValueError:
        return False
