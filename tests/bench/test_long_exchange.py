"""Operations a second through HTTP beside the floor and the peers, in interleaved rounds. Never fails on a time."""

from collections.abc import Iterator
from statistics import median
from typing import Any

import pytest

from tests.bench.line import Call, race
from tests.bench.peers import Kinto, Pouch, find_missing_peers
from tests.bench.shifts import Shift, make_shift, photographed
from tests.bench.sides import Floor, JsonFloor, Ours
from tests.pictures import make_photo

pytestmark = [pytest.mark.db, pytest.mark.slow]
ROUNDS, DEVICES, EACH, KINTO_EACH = 9, 4, 500, 20
PHOTOS_EACH = 10  # of each device's 75
BATCHES, CLIENTS = (100, 500), (1, 2)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ours]:
    side = Ours(tmp_path_factory.mktemp("ours"), squads=50)
    side.enrol_all(range(50))
    yield side
    side.close()


@pytest.fixture(scope="module")
def others(ours: Ours, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    url = ours.server.url_of_database
    sides: list[Any] = [Floor(url), JsonFloor(url)]
    missing = find_missing_peers()
    if missing:
        print(f"\nnot installed, so left out (make bench-peers): {', '.join(missing)}")
    folder = tmp_path_factory.mktemp("peers")
    if "kinto" not in missing:
        sides.append(Kinto(folder / "kinto"))
    if "pouchdb-server" not in missing:
        sides.append(Pouch(folder / "pouch"))
    yield sides
    for side in sides:
        side.close()


def shifts_for(clients: int, each: int, seed: int) -> list[list[Shift]]:
    """So many clients, the devices dealt out among them."""
    shifts = [make_shift(number, each, seed) for number in range(DEVICES)]
    return [shifts[n::clients] for n in range(clients)]


def test_push_and_replay_beside_floor_and_peers(ours: Ours, others: list[Any]) -> None:
    found: dict[tuple[str, int, int], list[float]] = {}
    seed = 1000
    for number in range(1 + ROUNDS):
        if number == 1:
            found.clear()  # the first round warmed them: lines opened, statements prepared, tables no longer empty
        for batch in BATCHES:
            for clients in CLIENTS:
                for side in [ours, *others]:
                    seed += 1
                    each = KINTO_EACH if side.name == "kinto" else EACH
                    shifts = shifts_for(clients, each, seed)
                    ready = side.prepare(shifts, batch)
                    rate = DEVICES * each / side.push(ready).all_s
                    found.setdefault((side.name, batch, clients), []).append(rate)
                    if side is ours:
                        again = DEVICES * each / side.push(ready).all_s
                        found.setdefault(("ours, replay", batch, clients), []).append(again)
    show(found)
    assert all(rate > 0 for rates in found.values() for rate in rates)


def show(found: dict[tuple[str, int, int], list[float]]) -> None:
    """Medians with their spread, and ours as a multiple of each."""
    print(
        f"\nops/s, median of {ROUNDS} interleaved rounds after one to warm [least-most]; in brackets: ours / side"
    )
    for name in dict.fromkeys(key[0] for key in found):
        cells = []
        for batch in BATCHES:
            for clients in CLIENTS:
                rates = found[name, batch, clients]
                ratio = median(found["ours", batch, clients]) / median(rates)
                spread = f"{min(rates):,.0f}-{max(rates):,.0f}"
                cells.append(f"{batch}/{clients}: {median(rates):,.0f} [{spread}] ({ratio:.2f})")
        print(f"  {name:16} " + "  ".join(cells))


def test_pulling_everything(ours: Ours) -> None:
    pages = ours.pull_all(0)
    took, changes = pages
    print(f"\npull: {changes:,} changes in {took:.2f} s, {changes / took:,.0f} a second")
    assert changes > 0


def test_the_end_of_a_shift_and_a_morning(ours: Ours) -> None:
    jpeg = make_photo(1, 640, 480)
    shifts = [photographed(make_shift(n, 1_500, seed=5), jpeg) for n in range(50)]
    storm = [ours.calls_of(shift, 250) for shift, _ in shifts]
    what = "storm: 50 devices x 1,500 ops, 5 % with a photo, batch 250"
    report(what, race(ours.server.port, storm, 2), 75_000)
    sent = [ours.photo_calls(n, photos[:PHOTOS_EACH]) for n, (_, photos) in enumerate(shifts)]
    took = race(ours.server.port, sent, 2)
    print(f"their photos, {len(jpeg):,} bytes: {len(took.each_s) / took.all_s:,.0f} a second")
    ours.enrol_all(range(50))
    morning = [ours.calls_of(make_shift(n % 50, 20, seed=10_000 + n), 100) for n in range(2_000)]
    lanes: list[list[Call]] = [[c for calls in morning[n::100] for c in calls] for n in range(100)]
    report("morning: 2,000 devices x 20 ops", race(ours.server.port, lanes, 2), 40_000)
    print(f"server memory: {ours.memory_mb():.0f} MB resident in 3 processes")


def report(what: str, took: Any, ops: int) -> None:
    p50, p99 = took.quantile_ms(0.5), took.quantile_ms(0.99)
    print(
        f"\n{what}: {took.all_s:.1f} s, {ops / took.all_s:,.0f} ops/s; an exchange p50 {p50:.0f} ms, p99 {p99:.0f} ms"
    )
    assert len(took.each_s) > 0
