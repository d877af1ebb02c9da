"""The colours and sizes of the app: three palettes, all text at a contrast of 7:1 or more (a test measures each pair).

Each `x` that carries text has its `x_text`. A state is never told by colour alone: shape and word go with it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as CSS hex."""

    ground: str  # behind everything
    surface: str  # cards and rows
    ink: str  # text on ground and surface
    quiet: str  # lesser text on ground and surface
    line: str  # borders and rules
    band: str  # the head of a screen and the bar at its foot
    band_text: str
    band_quiet: str
    key: str  # a plain key
    key_text: str
    done: str
    done_text: str
    partly: str
    partly_text: str
    missed: str
    missed_text: str
    left: str  # what is still to do
    left_text: str
    notice: str  # a card that wants to be read
    notice_text: str
    done_ink: str  # state colours as text or shape on ground and surface
    partly_ink: str
    missed_ink: str
    here: str  # where the phone is, on a map


DAY = Palette(
    ground="#EEF1EC",
    surface="#FFFFFF",
    ink="#0E1719",
    quiet="#34423F",
    line="#8A9794",
    band="#0E2F33",
    band_text="#FFFFFF",
    band_quiet="#CFE0DD",
    key="#DDE5E1",
    key_text="#0E1719",
    done="#07573A",
    done_text="#FFFFFF",
    partly="#FFC533",
    partly_text="#1E1500",
    missed="#8F1717",
    missed_text="#FFFFFF",
    left="#FFFFFF",
    left_text="#0E1719",
    notice="#FFE9A8",
    notice_text="#2A1F00",
    done_ink="#07573A",
    partly_ink="#664400",
    missed_ink="#8F1717",
    here="#0B4BB3",
)

NIGHT = Palette(
    ground="#0A1012",
    surface="#172124",
    ink="#F2F6F4",
    quiet="#C3CFCC",
    line="#5C6B69",
    band="#04181B",
    band_text="#F2F6F4",
    band_quiet="#B6C8C5",
    key="#2A373A",
    key_text="#F2F6F4",
    done="#74D3A0",
    done_text="#03190F",
    partly="#F0BE4A",
    partly_text="#1E1500",
    missed="#FF9C92",
    missed_text="#2A0503",
    left="#172124",
    left_text="#F2F6F4",
    notice="#4A3B0C",
    notice_text="#FFEDB8",
    done_ink="#74D3A0",
    partly_ink="#F0BE4A",
    missed_ink="#FF9C92",
    here="#8CB8FF",
)

HIGH = Palette(
    ground="#000000",
    surface="#000000",
    ink="#FFFFFF",
    quiet="#FFFFFF",
    line="#FFFFFF",
    band="#000000",
    band_text="#FFFF00",
    band_quiet="#FFFFFF",
    key="#000000",
    key_text="#FFFFFF",
    done="#00E676",
    done_text="#000000",
    partly="#FFEA00",
    partly_text="#000000",
    missed="#FF8A80",
    missed_text="#000000",
    left="#000000",
    left_text="#FFFFFF",
    notice="#FFFF00",
    notice_text="#000000",
    done_ink="#00E676",
    partly_ink="#FFEA00",
    missed_ink="#FF8A80",
    here="#40C4FF",
)

PALETTES = {"day": DAY, "night": NIGHT, "high": HIGH}

# Which colours carry which text: what the contrast test measures.
TEXT_PAIRS = (
    ("ground", "ink"),
    ("ground", "quiet"),
    ("surface", "ink"),
    ("surface", "quiet"),
    ("band", "band_text"),
    ("band", "band_quiet"),
    ("band_quiet", "band"),
    ("ink", "ground"),
    ("key", "key_text"),
    ("done", "done_text"),
    ("partly", "partly_text"),
    ("missed", "missed_text"),
    ("left", "left_text"),
    ("notice", "notice_text"),
    ("surface", "done_ink"),
    ("surface", "partly_ink"),
    ("surface", "missed_ink"),
    ("ground", "done_ink"),
    ("ground", "missed_ink"),
)


def contrast(one: str, other: str) -> float:
    """The contrast of two CSS hex colours as WCAG 2 defines it: 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
