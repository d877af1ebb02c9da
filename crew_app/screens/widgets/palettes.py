"""The colours and sizes of the app: three palettes, all text at a contrast of 7:1 or more (a test measures each pair).

Each `x` that carries text has its `on_x`. A state is never told by colour alone: shape and word go with it.
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
    on_band: str
    quiet_on_band: str
    key: str  # a plain key
    on_key: str
    done: str
    on_done: str
    partly: str
    on_partly: str
    missed: str
    on_missed: str
    left: str  # what is still to do
    on_left: str
    notice: str  # a card that wants to be read
    on_notice: str
    done_ink: str  # state colours as text or shape on ground and surface
    partly_ink: str
    missed_ink: str


DAY = Palette(
    ground="#EEF1EC",
    surface="#FFFFFF",
    ink="#0E1719",
    quiet="#34423F",
    line="#8A9794",
    band="#0E2F33",
    on_band="#FFFFFF",
    quiet_on_band="#CFE0DD",
    key="#DDE5E1",
    on_key="#0E1719",
    done="#07573A",
    on_done="#FFFFFF",
    partly="#FFC533",
    on_partly="#1E1500",
    missed="#8F1717",
    on_missed="#FFFFFF",
    left="#FFFFFF",
    on_left="#0E1719",
    notice="#FFE9A8",
    on_notice="#2A1F00",
    done_ink="#07573A",
    partly_ink="#664400",
    missed_ink="#8F1717",
)

NIGHT = Palette(
    ground="#0A1012",
    surface="#172124",
    ink="#F2F6F4",
    quiet="#C3CFCC",
    line="#5C6B69",
    band="#04181B",
    on_band="#F2F6F4",
    quiet_on_band="#B6C8C5",
    key="#2A373A",
    on_key="#F2F6F4",
    done="#74D3A0",
    on_done="#03190F",
    partly="#F0BE4A",
    on_partly="#1E1500",
    missed="#FF9C92",
    on_missed="#2A0503",
    left="#172124",
    on_left="#F2F6F4",
    notice="#4A3B0C",
    on_notice="#FFEDB8",
    done_ink="#74D3A0",
    partly_ink="#F0BE4A",
    missed_ink="#FF9C92",
)

HIGH = Palette(
    ground="#000000",
    surface="#000000",
    ink="#FFFFFF",
    quiet="#FFFFFF",
    line="#FFFFFF",
    band="#000000",
    on_band="#FFFF00",
    quiet_on_band="#FFFFFF",
    key="#000000",
    on_key="#FFFFFF",
    done="#00E676",
    on_done="#000000",
    partly="#FFEA00",
    on_partly="#000000",
    missed="#FF8A80",
    on_missed="#000000",
    left="#000000",
    on_left="#FFFFFF",
    notice="#FFFF00",
    on_notice="#000000",
    done_ink="#00E676",
    partly_ink="#FFEA00",
    missed_ink="#FF8A80",
)

PALETTES = {"day": DAY, "night": NIGHT, "high": HIGH}

# Which colours carry which text: what the contrast test measures.
TEXT_PAIRS = (
    ("ground", "ink"),
    ("ground", "quiet"),
    ("surface", "ink"),
    ("surface", "quiet"),
    ("band", "on_band"),
    ("band", "quiet_on_band"),
    ("key", "on_key"),
    ("done", "on_done"),
    ("partly", "on_partly"),
    ("missed", "on_missed"),
    ("left", "on_left"),
    ("notice", "on_notice"),
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
