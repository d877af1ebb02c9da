"""Invented names for streets and neighbourhoods. No real person, no party, no church: trees, birds, water, trades.

Names come in families, as in real towns: Alderbank Crescent, Alderbank Drive and Alderbank Gardens lie together.
"""

from collections.abc import Iterator
from enum import StrEnum
from random import Random

TOWN = "Dunavarra"
RIVER = "River Varra"
COUNCIL = "Dunavarra City and District Council"


class StreetKind(StrEnum):
    """The shape and rank of a street; it decides the last word of its name."""

    MAIN = "main"
    RING = "ring"
    EMBANKMENT = "embankment"
    AVENUE = "avenue"
    STREET = "street"
    CRESCENT = "crescent"
    CLOSE = "close"
    LOOP = "loop"
    LANE = "lane"


def listed(words: str) -> tuple[str, ...]:
    """Words of a text, an underscore for a blank."""
    return tuple(word.replace("_", " ") for word in words.split())


FIRST = listed(
    """
    Alder Ash Aspen Barley Beech Birch Bracken Bramble Briar Brook Cairn Cherry Clover Copper Curlew
    Elder Elm Fern Flax Fox Furze Gorse Hare Haw Heath Heron Honey Kiln Lark Larch Linen Linnet Lint
    Maple Marsh Meadow Mill Moss Nettle Oak Orchard Otter Peat Pine Plover Quarry Raven Reed Rush Sallow
    Sedge Shale Silver Sloe Sorrel Spring Stone Swallow Swift Teal Thistle Thorn Thrush Vetch Walnut
    Weir Whin Willow Wren Yarrow
    """
)
SECOND = listed(
    """
    bank brook burn crest croft dale dene down field ford gate glen grove hill hurst lea mead mount
    ridge side vale view water wood
    """
)
IRISH_FIRST = listed(
    """
    Ard Carn Clon Cool Drum Dun Glas Knock Lis Rath Slieve Tully Tatty Mullagh Gort Inish
    """
)
IRISH_SECOND = listed(
    """
    abrack agarve alarra amoyle anure arden ateel avarna aveen boy cloy corran duff eeny fad garrow
    gowna keen lagh larra meen moyne naboy nagreen namona nure rennan roe rusk tarra vanna vorran
    """
)
TERRACE = listed(
    """
    Anvil Apple Bellows Bobbin Bower Candle Canvas Carding Chandler Cooper Copperas Damask Dyer Farrier
    Fender Ferry Flint Forge Foundry Gable Gantry Glover Granite Hackle Hammer Harness Hemp Indigo Iron
    Jasper Kelp Lantern Lathe Ledger Loom Madder Malt Mariner Mason Mast Nailor Oakum Oarsman Opal
    Packet Pearl Pewter Pilot Plough Potter Pulley Rigger Rope Rudder Saddler Sail Sawmill Schooner
    Sextant Shuttle Slate Smelter Spindle Tallow Tanner Thatcher Thimble Tiller Timber Tinder Topaz
    Tweed Twine Umber Velvet Wagon Warp Weaver Weft Wharf Wheelwright Windlass Yarn
    """
)
CENTRE = listed(
    """
    Market Bridge Quay Mill Castle Linenhall Cornmarket Custom_House Ropewalk Tanyard Granary Brewery
    Fountain Courthouse Library Theatre Station Harbour Town_Hall Butter_Hall Bleach_Green Weigh_House
    """
)

LAST_WORDS: dict[StreetKind, tuple[str, ...]] = {
    StreetKind.MAIN: ("Road",),
    StreetKind.RING: ("Road", "Parade", "Avenue"),
    StreetKind.EMBANKMENT: ("Embankment", "Quay"),
    StreetKind.AVENUE: ("Avenue", "Drive", "Road", "Parade"),
    StreetKind.STREET: ("Street",),
    StreetKind.CRESCENT: ("Crescent",),
    StreetKind.CLOSE: ("Close", "Court", "Mews", "Walk", "Lea"),
    StreetKind.LOOP: ("Gardens", "Park", "Green"),
    StreetKind.LANE: ("Lane", "Loanen", "Brae"),
}
SUBURB_STREET_WORDS = ("Drive", "Park", "Gardens", "Grove", "Rise", "Terrace", "Way")


class NameBook:
    """Hands out names, each only once. Two towns made with equal randomness get equal names."""

    def __init__(self, random: Random) -> None:
        english = [a + b for a in FIRST for b in SECOND if a[-1] != b[0]]
        irish = [a + b for a in IRISH_FIRST for b in IRISH_SECOND if a[-1] != b[0]]
        families = english + irish
        random.shuffle(families)
        terraces = list(TERRACE)
        random.shuffle(terraces)
        self._families = _for_ever(families)
        self._terraces = iter(terraces)
        self._centre = iter(CENTRE)
        self._taken: set[str] = set()

    def family(self) -> str:
        """A new family's name: also the neighbourhood's."""
        return next(self._families)

    def centre(self) -> str:
        """A street of the town centre."""
        return self._fresh(next(self._centre, None) or self.family(), ("Street", "Lane", "Row"))

    def terrace(self) -> str:
        """A terraced street."""
        return self._fresh(next(self._terraces, None) or self.family(), ("Street", "Row"))

    def of_family(self, family: str, words: tuple[str, ...]) -> str:
        """A street of a family with one of the given last words, or of another family when all are taken."""
        return self._fresh(family, words)

    def _fresh(self, stem: str, words: tuple[str, ...]) -> str:
        while True:
            for word in words:
                name = f"{stem} {word}"
                if name not in self._taken:
                    self._taken.add(name)
                    return name
            stem = self.family()


def _for_ever(names: list[str]) -> Iterator[str]:
    yield from names
    for prefix in ("Upper", "Lower", "Old", "New", "East", "West", "North", "South"):
        yield from (f"{prefix} {name}" for name in names)
    raise AssertionError("more streets than there are names: give the name book more words")
