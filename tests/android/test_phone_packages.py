"""The app in a world that holds what the phone holds: its packages, its files, its Python where one can be had."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from tests.android.phone_venv import PHONE_PYTHON, find_python, make_phone_venv
from tests.android.spec import pack_into
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import COLLECTION, START_MS, make_pack
from tests.habits.sources import ROOT

pytestmark = [pytest.mark.window, pytest.mark.slow]
FIRST_TAP = ROOT / "tests" / "android" / "first_tap.py"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack_into(tmp_path_factory.mktemp("package"))


def make_data(folder: Path) -> Path:
    """A phone that is set up and has its rounds."""
    phone = make_phone(folder)
    phone.take_pack(make_pack())
    put_enrolment(phone.store, KeptEnrolment("http://server", "d1", "s", "S3", "Millbrook"))
    phone.store.close()
    return folder


def tap_once(interpreter: Path, packed: Path, data: Path) -> list[str]:
    given = [str(one) for one in (FIRST_TAP, packed, data, START_MS, COLLECTION)]
    command = [str(interpreter), "-P", *given]
    done = subprocess.run(
        command, check=False, cwd=data, capture_output=True, text=True, timeout=240,
        env={"HOME": str(data), "KIVY_HOME": str(data / "kivy"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()


def test_a_street_is_completed_with_the_phones_packages_alone(packed: Path, tmp_path: Path) -> None:
    interpreter = make_phone_venv(sys.executable)
    polish, english, kinds = tap_once(interpreter, packed, make_data(tmp_path))
    assert (polish, english) == ("Ustawienia", "Settings")
    assert json.loads(kinds) == ["shift_started", "visit"]


def test_the_same_on_the_python_that_android_has(packed: Path, tmp_path: Path) -> None:
    python = find_python(PHONE_PYTHON)
    if python is None:
        pytest.skip(f"there is no Python {PHONE_PYTHON} on this machine")
    *_, kinds = tap_once(make_phone_venv(python), packed, make_data(tmp_path))
    assert json.loads(kinds) == ["shift_started", "visit"]


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_and_on_every_other_python_there_is(version: str, packed: Path, tmp_path: Path) -> None:
    """Between the 3.11 of the tests and the phone's: what breaks on the way breaks here first."""
    python = find_python(version)
    if python is None:
        pytest.skip(f"there is no Python {version} on this machine")
    *_, kinds = tap_once(make_phone_venv(python), packed, make_data(tmp_path))
    assert json.loads(kinds) == ["shift_started", "visit"]


def test_the_phones_world_has_no_package_of_the_server(packed: Path) -> None:
    interpreter = make_phone_venv(sys.executable)
    code = (
        "import importlib.util as u; "
        "print([n for n in ('flask', 'sqlalchemy', 'shapely', 'babel', 'numpy') if u.find_spec(n)])"
    )
    done = subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
