"""Thin a track: keep the few fixes that still tell where the vehicle went and when it stood. Pure."""

from geo.onboard.lines import distance_to_line_m
from geo.onboard.plane import Position7

# (ms, lat7, lon7, acc_dm): when, where, and the accuracy in decimetres
TimedFix = tuple[int, int, int, int]


def thin_track(
    fixes: tuple[TimedFix, ...], tolerance_m: float, longest_gap_ms: int
) -> tuple[TimedFix, ...]:
    """The fixes whose straight connection stays within `tolerance_m` of every fix left out.

    First and last stay, and no two neighbours kept are further apart in time than `longest_gap_ms`
    unless the input was: so standing still stays visible. Order and values are untouched.
    """
    if len(fixes) <= 2:
        return fixes
    keep = {0, len(fixes) - 1}
    spans = [(0, len(fixes) - 1)]
    while spans:
        first, last = spans.pop()
        split = _find_split(fixes[first : last + 1], tolerance_m, longest_gap_ms)
        if split is not None:
            keep.add(first + split)
            spans += [(first, first + split), (first + split, last)]
    return tuple(fixes[index] for index in sorted(keep))


def _find_split(fixes: tuple[TimedFix, ...], tolerance_m: float, longest_gap_ms: int) -> int | None:
    """Where to split a span: at the fix furthest off the chord, else in the middle of too long a time."""
    if len(fixes) <= 2:
        return None
    chord = ((_place(fixes[0]), _place(fixes[-1])),)
    offs = [distance_to_line_m(_place(fix), chord) for fix in fixes[1:-1]]
    furthest = max(range(len(offs)), key=offs.__getitem__)
    if offs[furthest] > tolerance_m:
        return furthest + 1
    if fixes[-1][0] - fixes[0][0] > longest_gap_ms:
        return len(fixes) // 2
    return None


def _place(fix: TimedFix) -> Position7:
    return fix[1], fix[2]
