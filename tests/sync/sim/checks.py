"""The invariants, checked when everything has come to rest. Those of the way are checked where they happen."""

from collections.abc import Callable

from sync.ledger import LogState
from sync.placing import Standing, shown_at
from sync.words import OpStatus
from tests.sync.sim.deciding import is_replayed
from tests.sync.sim.disk import Shown
from tests.sync.sim.feed import marks_of, read_page
from tests.sync.sim.handset import Handset
from tests.sync.sim.tables import DeviceRow
from tests.sync.sim.violation import Violation
from tests.sync.sim.world import LONGEST_ANSWER_MS, World, short

ANCHOR_SLACK_MS = LONGEST_ANSWER_MS // 2


def check_all(world: World) -> None:
    """Raise Violation for the first promise that was broken."""
    for check in CHECKS:
        check(world)


def check_nothing_is_lost(world: World) -> None:
    """I2: what was shown as saved and was not lost with its handset is on the server; I9: nothing waits any more."""
    ops = world.server.tables.ops
    for op_id, recorded in world.recorded.items():
        if op_id not in ops:
            raise Violation(f"I2 {short(op_id)} is lost: {recorded}")
    for one in world.handsets:
        if one.disk.log.count_pending():
            raise Violation(f"I11 {one.name} still waits for answers")


def check_confirmed(world: World) -> None:
    """I1: whatever was confirmed in this history is there."""
    for op_id in world.answered:
        if op_id not in world.server.tables.ops:
            raise Violation(f"I1 {short(op_id)} was confirmed and is gone")


def check_once(world: World) -> None:
    """I3: one effect for each operation. I13: no two operations in one place of a log."""
    tables = world.server.tables
    made = [row.change.op for row in tables.changes.values() if row.change.op is not None]
    if len(made) != len(set(made)):
        raise Violation("I3 two changes of one operation")
    for op_id, row in tables.ops.items():
        if row.effects > 1:
            raise Violation(f"I3 {short(op_id)} was applied {row.effects} times")
        if tables.at[row.inc, row.seq] != op_id:
            raise Violation(f"I13 two operations are number {row.seq} of {short(row.inc)}")


def check_prefixes(world: World) -> None:
    """I5: what the server has of a log is the beginning of that log, and change numbers rise with seq."""
    incs = world.server.tables.incs
    for one in world.handsets:
        log = one.disk.log
        for inc in log.incarnations():
            state = incs[inc].state if inc in incs else LogState()
            for _, have, digest in world.rules.tell(((inc, state.have, state.digest),)):
                if log.digest_at(inc, have) != digest:
                    raise Violation(f"I5 {one.name} and the server disagree on {short(inc)}")
    last: dict[str, int] = {}
    for row in sorted(world.server.tables.ops.values(), key=lambda row: (row.inc, row.seq)):
        n = row.known.result.n
        if n is None or row.sent.id in world.replayed:
            continue
        if n <= last.get(row.inc, 0):
            raise Violation(f"I5 change {n} of {short(row.inc)} is out of order")
        last[row.inc] = n


def check_feed(world: World) -> None:
    """I6: the numbers have no gap, and a device that follows from anywhere gets exactly what is above, in order."""
    tables = world.server.tables
    numbers = range(tables.pruned_through + 1, tables.head + 1)
    if world.rules.numbers_last and sorted(tables.changes) != list(numbers):
        raise Violation("I6 the feed has a gap")
    for device in tables.devices.values():
        for one in world.handsets:
            if one.secret == device.secret and one.disk.log.cursor() is not None:
                page = read_page(tables, device, one.disk.log.cursor(), world.rules)
                if device.revoked_ms is None and (page.changes or page.bootstrap):
                    raise Violation(f"I6 {one.name} came to rest before the end of the feed")


def check_mirrors(world: World) -> None:
    """I7: every device in service shows what the server shows."""
    for one in world.handsets:
        device = device_of(world, one)
        if device is None or device.revoked_ms is not None:
            continue
        shown = {
            mark.ent: Shown(mark.op_id, mark.outcome.value, mark.contested)
            for mark in marks_of(world.server.tables, device.squad)
        }
        if one.disk.mirror() != shown:
            raise Violation(f"I7 {one.name} shows {one.disk.mirror()}, the server {shown}")


def check_places(world: World) -> None:
    """I8: no statement has seen what was recorded after it, and where something stands, something is shown."""
    for here in world.server.tables.places.values():
        by_ent: dict[str, dict[str, Standing]] = {}
        for one in here.values():
            by_ent.setdefault(one.ent, {})[one.id] = one
            for seen in one.saw:
                if world.nth.get(seen, 0) > world.nth[one.id]:
                    raise Violation(f"I8 {short(one.id)} saw {short(seen)}, which came later")
        for ent, there in by_ent.items():
            stands = any(not one.is_retracted for one in there.values())
            if stands and shown_at(there).winner is None:
                raise Violation(f"I8 nothing is shown at {ent}")


def check_placed(world: World) -> None:
    """I8: every visit that was applied has its place, whatever was taken in at the same moment."""
    tables = world.server.tables
    for op_id, street in tables.visits.items():
        if op_id not in tables.places.get(street, {}):
            raise Violation(f"I8 {short(op_id)} was applied and is missing at its place")


def check_revoked(world: World) -> None:
    """I14: nothing that was recorded after its device was revoked took effect before a manager looked at it."""
    tables = world.server.tables
    for op_id, row in tables.ops.items():
        revoked_ms = tables.devices[row.device].revoked_ms
        is_looked_at = op_id in world.replayed
        if not row.effects or revoked_ms is None or op_id not in world.recorded or is_looked_at:
            continue
        is_sure = row.sent.raw["time"]["quality"] == "anchored"
        if is_sure and world.recorded[op_id].at_ms > revoked_ms + ANCHOR_SLACK_MS:
            raise Violation(f"I14 {short(op_id)} was recorded after the revocation and applied")


def check_replayed(world: World) -> None:
    """I16: after the upgrade nothing waits that the server can read now."""
    if not world.server.upgraded:
        return
    for op_id, row in world.server.tables.ops.items():
        result = row.known.result
        if result.status is OpStatus.QUARANTINED and is_replayed(result.reason):
            raise Violation(f"I16 {short(op_id)} is still set aside: {result.reason}")


def check_told(world: World) -> None:
    """I16: every device in service knows what became of what it holds; also of what a manager decided later.

    After a restore the server may have forgotten what the device remembers, and take the same otherwise.
    """
    ops, decided = world.server.tables.ops, world.server.tables.decided
    for one in world.handsets:
        device = device_of(world, one)
        if device is None or device.revoked_ms is not None:
            continue
        for held in one.disk.list_held():
            status = ops[held.id].known.result.status.value
            is_promised = held.id in decided if world.restores else True
            is_as_it_was = held.status != OpStatus.QUARANTINED and bool(world.restores)
            if held.status != status and is_promised and not is_as_it_was:
                raise Violation(
                    f"I16 {one.name} takes {short(held.id)} for {held.status}: {status}"
                )


def check_heard(world: World) -> None:
    """The server holds everything a device recorded up to when it says the device was heard.

    To within the slack of an anchor; and not of a device that was cloned, because either speaks for both. An operation
    whose own time is after what was heard is not yet missed by anybody, right or wrong.
    """
    tables = world.server.tables
    for one in world.handsets:
        device = device_of(world, one)
        if device is None or one.name in world.cloned:
            continue
        heard_ms = tables.heard.get(device.id, 0) - ANCHOR_SLACK_MS
        for held in one.disk.list_held():
            recorded = world.recorded[held.id]
            if held.id not in tables.ops and max(recorded.at_ms, recorded.est_ms) < heard_ms:
                raise Violation(f"heard: {short(held.id)} is missing, though recorded before")


def device_of(world: World, one: Handset) -> DeviceRow | None:
    """The server's row of a handset."""
    rows = world.server.tables.devices.values()
    return next((row for row in rows if row.secret == one.secret), None)


CHECKS: tuple[Callable[[World], None], ...] = (
    check_nothing_is_lost,
    check_confirmed,
    check_once,
    check_prefixes,
    check_feed,
    check_mirrors,
    check_places,
    check_placed,
    check_revoked,
    check_replayed,
    check_told,
)
