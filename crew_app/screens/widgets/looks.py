"""The looks a key or a card can have: which colours of the palette it takes for fill, text and rim."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Names of palette colours. An empty rim: none."""

    fill: str
    ink: str
    rim: str = ""


LOOKS = {
    "key": Look("key", "key_text", "line"),
    "plain": Look("surface", "ink", "line"),
    "done": Look("done", "done_text"),
    "partly": Look("partly", "partly_text"),
    "missed": Look("missed", "missed_text"),
    "band": Look("band", "band_text"),
    "calm": Look("band", "band_text", "band_quiet"),
    "waiting": Look("partly", "partly_text"),
    "alarm": Look("missed", "missed_text"),
    "notice": Look("notice", "notice_text"),
    "chosen": Look("ink", "ground"),
    "here": Look("band_quiet", "band"),  # where one is: the tab, the view of a list
    "off": Look("ground", "quiet", "line"),
}
