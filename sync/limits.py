"""What a field of the wire may hold, as annotated types: `sync.shapes` checks them on the way in."""

import re
from dataclasses import dataclass
from typing import Annotated

from sync.ids import UUID_TEXT

PLAIN_INT = 1 << 53  # what every JSON reader keeps exactly


@dataclass(frozen=True, slots=True)
class Range:
    """An integer from `low` to `high`, both inclusive."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Form:
    """Text that matches a pattern from end to end."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Length:
    """Text of at most so many characters, or a list of at most so many entries; text may not be empty unless said."""

    most: int
    may_be_empty: bool = False


Uuid = Annotated[str, Form(UUID_TEXT)]
Usrn = Annotated[str, Form(re.compile(r"[0-9]{1,8}"))]
Uprn = Annotated[str, Form(re.compile(r"[0-9]{1,12}"))]
Sha256 = Annotated[str, Form(re.compile(r"[0-9a-f]{64}"))]
Hash16 = Annotated[str, Form(re.compile(r"[0-9a-f]{16}"))]
Key = Annotated[str, Length(200)]  # a stable domain key
Word = Annotated[str, Length(100)]
Note = Annotated[str, Length(2_000, may_be_empty=True)]
Milliseconds = Annotated[int, Range(-(1 << 42), 1 << 42)]  # Unix: to the year 2109
Count = Annotated[int, Range(0, (1 << 31) - 1)]  # what a database's integer holds
Seconds = Annotated[int, Range(0, 1 << 31)]
Latitude7 = Annotated[int, Range(-900_000_000, 900_000_000)]
Longitude7 = Annotated[int, Range(-1_800_000_000, 1_800_000_000)]
Decimetres = Annotated[int, Range(0, 10_000_000)]
Fix = tuple[Seconds, Latitude7, Longitude7, Decimetres]
