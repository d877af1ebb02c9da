"""The looks a key or a card can have: which colours of the palette it takes for fill, text and rim."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Names of palette colours. An empty rim: none."""

    fill: str
    ink: str
    rim: str = ""


LOOKS = {
    "key": Look("key", "on_key", "line"),
    "plain": Look("surface", "ink", "line"),
    "done": Look("done", "on_done"),
    "partly": Look("partly", "on_partly"),
    "missed": Look("missed", "on_missed"),
    "band": Look("band", "on_band"),
    "calm": Look("band", "on_band", "quiet_on_band"),
    "waiting": Look("partly", "on_partly"),
    "alarm": Look("missed", "on_missed"),
    "notice": Look("notice", "on_notice"),
    "chosen": Look("band", "on_band", "band"),
    "off": Look("ground", "quiet", "line"),
}
