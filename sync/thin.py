"""Takes out of operations what follows from the rest, before they travel, and puts it back.

An id holds its time, a place is named in the body, clocks run side by side: none of it needs to travel twice. An
operation that would not come back exactly as it was travels whole.
"""

import base64
from typing import Any

from sync.ids import find_bits_of_uuid7, uuid7_of_bits
from sync.refusals import WireError

Raw = dict[str, Any]
WHOLE = "~"  # the operation as it is
REST, LATER = "~i", "~m"  # 74 bits of the id as 13 characters; its milliseconds less the wall clock
BOOT, ESTIMATE = "~b", "~e"  # in `time`: wall less boot clock, corrected less wall clock
BACK = (
    "~"  # before a field's name: the op id it holds is of the operation so many back in this batch
)
NAMING = (("seen", "prev"), ("data", "op_id"), ("data", "corrects"))


def thin_all(raws: list[Raw]) -> list[Raw]:
    """The operations of a batch, made thin."""
    ids = [raw["id"] for raw in raws]
    rows = {op_id: row for row, op_id in enumerate(ids)}
    return [_thin_or_whole(raw, ids, row, rows) for row, raw in enumerate(raws)]


def thicken_all(thins: list[Any]) -> list[Raw]:
    """The operations of a batch as they were. Raises WireError thin.unreadable."""
    raws: list[Raw] = []
    ids: list[Any] = []
    for row, thin in enumerate(thins):
        try:
            raw = _thicken(thin, ids, row)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise WireError("thin.unreadable", (str(row),)) from error
        raws.append(raw)
        ids.append(raw.get("id"))
    return raws


def _thin_or_whole(raw: Raw, ids: list[str], row: int, rows: dict[str, int]) -> Raw:
    try:
        thin = _thin(raw, row, rows)
        return thin if _thicken(thin, ids, row) == raw else {WHOLE: raw}
    except (WireError, KeyError, TypeError, ValueError, AttributeError, IndexError):
        return {WHOLE: raw}  # an operation of another form than ours


def _thin(raw: Raw, row: int, rows: dict[str, int]) -> Raw:
    thin = dict(raw)
    bits = find_bits_of_uuid7(thin.pop("id"))
    if bits is None:
        raise WireError("thin.other_id")
    time = dict(raw["time"])
    thin[LATER] = bits[0] - time["wall_ms"]
    thin[REST] = base64.urlsafe_b64encode((bits[1] << 6).to_bytes(10, "big")).decode()[:13]
    time[BOOT] = time["wall_ms"] - time.pop("boot_ms")
    time[ESTIMATE] = time.pop("est_ms") - time["wall_ms"]
    thin["time"] = time
    for part, name in NAMING:
        named = raw[part].get(name)
        if named is not None and rows.get(named, row) < row:
            thin[part] = {**thin[part], BACK + name: row - rows[named]}
            del thin[part][name]
    if raw["ent"] == _entity(raw["data"]):
        del thin["ent"]
    return thin


def _thicken(thin: Raw, ids: list[str], row: int) -> Raw:
    if WHOLE in thin:
        whole: Raw = thin[WHOLE]
        if type(whole) is not dict:
            raise TypeError("not an object")
        return whole
    raw = dict(thin)
    time = dict(raw["time"])
    wall_ms = time["wall_ms"]
    time["boot_ms"] = wall_ms - time.pop(BOOT)
    time["est_ms"] = wall_ms + time.pop(ESTIMATE)
    raw["time"] = time
    rest = base64.urlsafe_b64decode(raw.pop(REST) + "A==")
    raw["id"] = uuid7_of_bits(wall_ms + raw.pop(LATER), int.from_bytes(rest, "big") >> 6)
    for part, name in NAMING:
        back = raw[part].get(BACK + name)
        if back is not None:
            raw[part] = {**raw[part], name: ids[_before(row, back)]}
            del raw[part][BACK + name]
    if "ent" not in raw:
        raw["ent"] = _entity(raw["data"])
    return raw


def _before(row: int, back: int) -> int:
    if not 0 < back <= row:
        raise IndexError(back)
    return row - back


def _entity(data: Raw) -> str | None:
    """The domain key that a body names, as `sync.ops` makes it; None for a body that names none."""
    if "round_id" not in data:
        return None
    collection = f"{data['round_id']}@{data['on']}"
    if "usrn" not in data:
        return collection
    if "uprn" in data:
        return f"{collection}/{data['usrn']}/{data['uprn']}"
    if "entry_id" in data:
        return f"{collection}/{data['usrn']}/~{data['entry_id']}"
    return f"{collection}/{data['usrn']}"
