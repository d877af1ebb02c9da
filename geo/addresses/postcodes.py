"""Postcodes: the British ones repaired where a letter stands for a figure, others only tidied."""

import re

# figure or letter read for the other: what a hand or a scanner confuses
AS_FIGURE = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"})
AS_LETTER = str.maketrans({"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"})
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
INWARD = re.compile(r"[0-9][A-Z]{2}")
IN_TEXT = re.compile(r"\b([A-Za-z]{1,2}[0-9OIoi][0-9A-Za-z]?)\s*([0-9OIoi][A-Za-z01]{2})\s*$")
ZIP_IN_TEXT = re.compile(r"(?<=[A-Za-z])[,\s]+([0-9]{5}(?:-[0-9]{4})?)\s*$")


def tidy_postcode(given: str) -> str:
    """The postcode as it is written: "bt7 1aa" and "BT71AA" give "BT7 1AA", "BT7 lAA" too; others in capitals."""
    bare = re.sub(r"[^0-9A-Z]", "", given.upper())
    return repair_british(bare) or re.sub(r"\s+", " ", given.strip().upper())


def repair_british(bare: str) -> str | None:
    """A British postcode out of 5 to 7 letters and figures, each put right by its place; None when it is none."""
    if not 5 <= len(bare) <= 7:
        return None
    inward = bare[-3].translate(AS_FIGURE) + bare[-2:].translate(AS_LETTER)
    outward = _repair_outward(bare[:-3])
    if outward is None or not INWARD.fullmatch(inward):
        return None
    return f"{outward} {inward}"


def _repair_outward(bare: str) -> str | None:
    """Try it as it stands, then with one leading letter, then with two: BT7, B71, BTI -> BT1."""
    if OUTWARD.fullmatch(bare):
        return bare
    for letters in (2, 1):
        tried = bare[:letters].translate(AS_LETTER) + bare[letters:].translate(AS_FIGURE)
        if bare[:1].isalpha() and OUTWARD.fullmatch(tried):
            return tried
    return None


def split_postcode(text: str) -> tuple[str, str]:
    """Take a postcode off the end of a typed address: ("12 Elm Road", "BT7 1AA"), or (text, "") when there is none."""
    found = IN_TEXT.search(text)
    if found:
        repaired = repair_british((found[1] + found[2]).upper())
        if repaired:
            return text[: found.start()].rstrip(" ,"), repaired
    found = ZIP_IN_TEXT.search(text)
    if found:
        return text[: found.start()].rstrip(" ,"), found[1]
    return text, ""
