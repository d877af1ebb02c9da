"""The phone's Python where no other can be had: CPython 3.14 as WebAssembly from npm (pyodide), run by node.

It is kept under .run from one run to the next, with the few pure packages that the phone and its tests need.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.habits.sources import ROOT

RUNNER = ROOT / "tests" / "android" / "run_314.mjs"
LISTS = ("requirements-dev.txt", "requirements-phone.txt")
PACKAGES = (
    *("pytest", "pluggy", "iniconfig", "packaging", "pygments", "hypothesis", "sortedcontainers"),
    *("urllib3", "certifi", "tzdata", "plyer", "filetype"),
)
# the tags of pyodide 314: its hypothesis is compiled, the others are pure Python
TAGS = ("--platform=pyemscripten_2026_0_wasm32", "--python-version=3.14", "--abi=cp314")
ENOUGH_S = 240


@dataclass(frozen=True)
class WasmPython:
    """Node and where pyodide and the packages lie."""

    node: str
    folder: Path

    def run(self, folders: dict[str, Path], *command: str) -> subprocess.CompletedProcess[str]:
        """Run a Python file there. `folders`: what it sees of this machine; it imports from them, in their order."""
        seen = {**folders, "/site": self.folder / "site"}
        pyodide = self.folder / "node_modules" / "pyodide" / "pyodide.mjs"
        mounts = json.dumps({place: str(folder) for place, folder in seen.items()})
        return subprocess.run(
            [self.node, RUNNER, pyodide, mounts, *command], check=False, capture_output=True,
            text=True, timeout=ENOUGH_S,
        )  # fmt: skip


def make_wasm_python() -> WasmPython:
    """Fetch what is missing. Skips where it cannot be fetched."""
    node, npm = (shutil.which(name, path=_path()) for name in ("node", "npm"))
    if node is None or npm is None:
        pytest.skip("there is no node on this machine")
    wanted = [(ROOT / name).read_bytes() for name in ("package-lock.json", *LISTS)]
    named = hashlib.sha256(b"".join([*wanted, repr((PACKAGES, TAGS)).encode()])).hexdigest()[:12]
    folder = ROOT / ".run" / f"python-314-{named}"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _fetch(folder, npm)
        (folder / "complete").touch()
    return WasmPython(node, folder)


def _fetch(folder: Path, npm: str) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    listed = folder / "packages.txt"
    listed.write_text("".join(_pinned(name) for name in PACKAGES), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    whole = ["--no-deps", "--only-binary=:all:", "--implementation=cp", "--require-hashes"]
    for command in (
        [npm, "ci", "--silent", "--ignore-scripts"],
        [*pip, *whole, *TAGS, f"--target={folder / 'site'}", f"--requirement={listed}"],
    ):
        done = subprocess.run(
            command, check=False, cwd=folder, capture_output=True, text=True, timeout=ENOUGH_S,
            env={**os.environ, "PATH": _path()},
        )  # fmt: skip
        if done.returncode:
            pytest.skip(f"Python 3.14 cannot be had here: {(done.stderr or done.stdout)[-300:]}")


def _pinned(name: str) -> str:
    """The lines of a package in the locked lists: its version and its hashes."""
    for text in ((ROOT / one).read_text(encoding="utf-8") for one in LISTS):
        if found := re.search(rf"^{name}==.*?\n(?: +--hash=.*\n)+", text, re.MULTILINE):
            return found.group()
    raise LookupError(name)


def _path() -> str:
    """The virtual environment's own node first."""
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
