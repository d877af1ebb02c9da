"""Which of our streams a council's word for a service means, and how a new stream is first shown. Pure."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamLook:
    """A stream as it is first shown; a council changes it afterwards."""

    code: str
    name: str
    bin_name: str
    colour: str


LOOKS = {
    look.code: look
    for look in (
        StreamLook("refuse", "Refuse", "black bin", "#0b0c0c"),
        StreamLook("recycling", "Recycling", "blue bin", "#1d70b8"),
        StreamLook("food", "Food waste", "food caddy", "#6f72af"),
        StreamLook("garden", "Garden waste", "brown bin", "#8a4b1f"),
        StreamLook("glass", "Glass", "glass box", "#28a197"),
        StreamLook("bulky", "Bulky items", "bulky items", "#505a5f"),
    )
}
MEANT: tuple[tuple[str, str], ...] = (
    ("bulk", "bulky"),
    ("yard", "garden"),
    ("garden", "garden"),
    ("brown", "garden"),
    ("food", "food"),
    ("glass", "glass"),
    ("recycl", "recycling"),
    ("blue", "recycling"),
    ("green", "recycling"),
    ("refuse", "refuse"),
    ("rubbish", "refuse"),
    ("residual", "refuse"),
    ("general", "refuse"),
    ("trash", "refuse"),
    ("garbage", "refuse"),
    ("domestic", "refuse"),
    ("black", "refuse"),
)


def stream_code(words: str) -> str:
    """Our code for a council's words: "Trash Collection - Missed" is refuse; unknown words become a code themselves."""
    plain = words.strip().lower()
    if plain in LOOKS:
        return plain
    meant = next((code for word, code in MEANT if word in plain), None)
    return meant or re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def look_of(code: str) -> StreamLook:
    """How a stream is first shown."""
    name = code.replace("_", " ").capitalize()
    return LOOKS.get(code, StreamLook(code, name, f"{name.lower()} bin", "#505a5f"))
