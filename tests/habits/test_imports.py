"""Importing a module starts nothing: no thread, no open file, no connection."""

import subprocess
import sys

from tests.habits.sources import ROOT, name_of, product_files

PROBE = """
import importlib, sys, threading
for name in sys.argv[1:]:
    importlib.import_module(name)
threads = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
assert not threads, threads
"""


def test_importing_everything_but_the_window_starts_no_thread() -> None:
    names = [
        name_of(f).removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for f in product_files()
        if not name_of(f).startswith(("crew_app/screens", "crew_app/app")) and f.stem != "__main__"
    ]
    run = subprocess.run(
        [sys.executable, "-c", PROBE, *names], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr[-2000:]
