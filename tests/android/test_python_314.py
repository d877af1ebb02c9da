"""The phone's code on the phone's Python, 3.14, without a window: what it does to the byte, and its own tests there.

Kivy has no build for it here, so the screens are only compiled; CPython runs as WebAssembly, which has neither threads
nor processes nor sockets. `docs/android.md` says what that leaves to be seen on a handset.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crew_app.store.opening import open_store
from sync.packs import encode_pack
from tests.android.spec import pack_into, pins
from tests.android.wasm_python import WasmPython, make_wasm_python
from tests.crew_app.sample import make_pack
from tests.habits.sources import ROOT

pytestmark = pytest.mark.slow
HERE = ROOT / "tests" / "android"
OF_THE_PHONE = ("tests/sync", "tests/geo/onboard", "tests/crew_app")
# What needs sockets, processes, a lock between processes or a deep stack: not in this world.
LEFT_OUT = (
    "--ignore=tests/crew_app/screens",
    "--ignore=tests/crew_app/net/test_packs.py",
    "--ignore=tests/crew_app/net/test_transport.py",
    "--ignore=tests/crew_app/test_service.py",
    "--ignore=tests/sync/sim",
    "--ignore=tests/sync/fuzz",
    "--ignore=tests/sync/kills",
    "--deselect=tests/sync/test_wire.py::test_a_spoilt_body_is_refused[deep]",
)
# From 3.13 on sqlite3 minds a connection that nobody closed; the app closes its own, the tests' phones are left lying.
OPTIONS = ("--confcutdir=tests/crew_app", "--assert=plain", "-W", "ignore::ResourceWarning")
KINDS = ["shift_started", "visit", "visit", "retraction", "visit", "visit"]
MOST_PICTURED = 12  # modules that stand on Pillow, which has no build either
AT_LEAST = 480  # so many pass: fewer means that whole files are no longer run
CERTAINLY = (
    "tests/sync/test_golden.py",
    "tests/sync/test_wire.py",
    "tests/sync/test_client.py",
    "tests/crew_app/store/test_ops.py",
    "tests/crew_app/store/test_second_copy.py",
    "tests/crew_app/presenters/test_round.py",
    "tests/crew_app/presenters/test_correct.py",
)


@pytest.fixture(scope="module")
def python() -> WasmPython:
    return make_wasm_python()


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack_into(tmp_path_factory.mktemp("package"))


def read(done: subprocess.CompletedProcess[str]) -> Any:
    """The last line of what was printed."""
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def run_here(packed: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """The same on the Python of the tests."""
    return subprocess.run(
        [sys.executable, "-W", "error", *map(str, command)], check=False, capture_output=True,
        text=True, env={"PYTHONPATH": str(packed)}, timeout=60,
    )  # fmt: skip


def test_every_file_compiles_and_all_that_needs_no_window_is_imported(
    python: WasmPython, packed: Path
) -> None:
    told = read(python.run({"/packed": packed, "/here": HERE}, "/here/import_all.py", "/packed"))
    needs = {package: set(names) for package, names in told["needs"].items()}
    assert told["python"] == pins()["python3"]
    assert told["compiled"] == len(list(packed.rglob("*.py")))
    assert set(needs) == {"kivy", "PIL"}
    without_screens = {n for n in needs["kivy"] if not n.startswith("crew_app.screens.")}
    assert without_screens == {"crew_app.app", "crew_app.screen_table"}
    assert len(needs["PIL"]) <= MOST_PICTURED


def test_a_shift_is_the_same_to_the_byte_and_its_database_is_read_here(
    python: WasmPython, packed: Path, tmp_path: Path
) -> None:
    given, ours = tmp_path / "given", tmp_path / "ours"
    for folder in (given / "phone", ours):
        folder.mkdir(parents=True)
    (given / "pack.json").write_bytes(encode_pack(make_pack()))
    folders = {"/packed": packed, "/here": HERE, "/given": given}
    there = read(python.run(folders, "/here/one_shift.py", "/given/pack.json", "/given/phone"))
    here = read(run_here(packed, HERE / "one_shift.py", given / "pack.json", ours))
    assert there == here
    assert [kind for _, kind, *_ in there["ops"]] == KINDS
    assert there["said"][1:3] == ["Ormeau Avenue: Zrobione", "Jeszcze nie zapisano"]
    assert (there["waiting"], there["journal"]) == ([len(KINDS), 0], "wal")
    assert list_stored(given / "phone") == there["ops"]


def list_stored(folder: Path) -> list[list[str]]:
    """The operations of a phone's database, opened as the app opens it."""
    store = open_store(folder, folder / "no-backup", str).store
    assert store.connection.execute("pragma integrity_check").fetchone()[0] == "ok"
    rows = store.connection.execute("select id, kind, h, body from op order by pos")
    stored = [list(row) for row in rows]
    store.close()
    return stored


def test_the_projects_own_tests_pass_there(python: WasmPython, packed: Path) -> None:
    folders = {"/packed": packed, "/checkout": ROOT}
    script = "/checkout/tests/android/pytest_314.py"
    done = python.run(folders, script, "/checkout", *OPTIONS, *LEFT_OUT, *OF_THE_PHONE)
    told = json.loads((done.stdout.strip().splitlines() or [done.stderr[-3000:]])[-1])
    assert told["failed"] == [], "\n".join(told["failed"])
    assert done.returncode == 0, done.stdout[-3000:]
    assert told["code"] == "/packed/crew_app/__init__.py"
    assert sum(told["passed"].values()) >= AT_LEAST, told["skipped"]
    assert [file for file in CERTAINLY if not told["passed"].get(file)] == []
