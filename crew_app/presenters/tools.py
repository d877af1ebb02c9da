"""The row of keys under the counts of the round: the ways to what is not a street. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tool:
    """A way to another screen. word: empty where the icon says enough.

    number: how many things wait there, empty where none do.
    """

    place: str  # the name of the screen
    icon: str
    word: str
    number: str = ""
