"""A virtual environment with the phone's packages and nothing else, kept under .run from one run to the next."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.habits.sources import ROOT

LOCK = ROOT / "requirements-phone.txt"
ENOUGH_S = 240
PHONE_PYTHON = "3.14"


def find_python(version: str) -> str | None:
    """An interpreter of this version on this machine that runs, or None. pyenv's are looked for where it keeps them."""
    kept = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}*/bin/python{version}"))
    for found in (shutil.which(f"python{version}"), *map(str, kept)):
        if found and not subprocess.run([found, "-V"], check=False, capture_output=True).returncode:
            return found
    return None


def make_phone_venv(python: str) -> Path:
    """Its interpreter. Skips where the packages cannot be fetched."""
    wanted = hashlib.sha256(LOCK.read_bytes() + python.encode()).hexdigest()[:12]
    folder = ROOT / ".run" / f"phone-{wanted}"
    interpreter = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        done = subprocess.run(
            [python, "-m", "venv", folder], check=False, capture_output=True, text=True
        )
        done = done if done.returncode else subprocess.run(
            [*_installer(interpreter), "--require-hashes", "-r", LOCK], check=False, env=_environment(),
            capture_output=True, text=True, timeout=ENOUGH_S,
        )  # fmt: skip
        if done.returncode:
            pytest.skip(f"the phone's packages cannot be had here: {done.stderr.strip()[-300:]}")
        (folder / "complete").touch()
    return interpreter


def _installer(interpreter: Path) -> list[str]:
    uv = Path(sys.executable).parent / "uv"
    if uv.exists():
        return [str(uv), "pip", "install", "-q", "--python", str(interpreter)]
    return [str(interpreter), "-m", "pip", "install", "-q"]


def _environment() -> dict[str, str]:
    return {**os.environ, "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
