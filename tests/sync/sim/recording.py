"""What squads record in the simulated world: visits mostly, some taken back, some that the server cannot take."""

from dataclasses import replace
from typing import Any

from tests.sync.sim.disk import DiskFullError
from tests.sync.sim.ground import (
    NEWER_KIND,
    NEWER_V,
    ODD,
    ROUND_OF_SQUAD,
    SQUADS,
    STREETS,
    TRAP,
    Draft,
    ent_of,
)
from tests.sync.sim.handset import Handset, new_id
from tests.sync.sim.world import Recorded, World, short

OUTCOMES = ("completed", "completed", "partly_completed", "not_collected")
HANDED_OVER = 0.825  # of all that is recorded, from 0.81 on
SPECIAL: tuple[tuple[float, dict[str, Any]], ...] = (
    (0.84, {"kind": "shift_ended"}),
    (0.86, {"usrn": "99999999"}),
    (0.89, {"kind": NEWER_KIND}),
    (0.91, {"v": NEWER_V}),
    (0.95, {"note": TRAP}),
    (0.97, {"note": ODD}),
)


def record(world: World) -> None:
    """A squad records something."""
    one = world.pick()
    draft = _draft(world, one)
    if draft is None:
        return
    op_id = new_id(world.ids)
    try:
        one.disk.record(draft, op_id, one.clocks.read(world.now_ms), one.squad)
    except DiskFullError:
        world.tell(f"{one.name} has no room for {draft.kind}: said so on the screen")
        return
    world.count += 1
    world.nth[op_id] = world.count
    est_ms = one.moment_ms(world.now_ms)
    world.recorded[op_id] = Recorded(
        world.count, draft, ent_of(draft), world.now_ms, est_ms, one.name
    )
    if world.history is not None:
        world.tell(f"{one.name} records {short(op_id)} {draft}")


def _round_for(world: World, one: Handset) -> str:
    """Its squad's round, or as often one that it took over."""
    tables, own = world.server.tables, ROUND_OF_SQUAD[one.squad]
    if not tables.handovers:
        return own
    taken_over = {hand.collection[0] for hand in tables.handovers.values() if hand.to == one.squad}
    return world.rng.choice(sorted({own, *taken_over}))


def _draft(world: World, one: Handset) -> Draft | None:
    rng = world.rng
    drawn = rng.random()
    round_id = _round_for(world, one)
    plain = Draft("visit", round_id, rng.choice(STREETS), rng.choice(OUTCOMES))
    if drawn < 0.74:
        return plain
    if drawn < 0.81:
        visits = one.disk.list_visits()
        if not visits:
            return plain
        target, ent = rng.choice(visits)
        return Draft("retraction", round_id, target=target, target_ent=ent)
    if drawn < HANDED_OVER:
        to = next(squad for squad in SQUADS if squad != one.squad)
        return replace(plain, kind="shift_ended", handed_over_to=to)
    for limit, changes in SPECIAL:
        if drawn < limit:
            is_newer = ("kind" in changes and changes["kind"] == NEWER_KIND) or "v" in changes
            return plain if is_newer and world.on_real_stores else replace(plain, **changes)
    other = "R2" if round_id == "R1" else "R1"
    return replace(plain, round_id=other)
