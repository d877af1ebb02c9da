"""What buildozer.spec says, checked without the Android SDK: what is packed, which recipes it needs, what it may do."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.android.spec import list_of, load_packer, pack_into, pins, read_spec
from tests.habits.sources import ROOT

HANDSET_ONLY = {"python3", "hostpython3", "sqlite3", "openssl", "pyjnius", "filetype"}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack_into(tmp_path_factory.mktemp("package"))


def test_the_package_holds_every_file_of_the_app(packed: Path) -> None:
    wanted = {
        file.relative_to(ROOT)
        for folder in ("crew_app", "sync", "geo/onboard")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".py", ".kv", ".mo")
    }
    missing = [str(file) for file in sorted(wanted) if not (packed / file).exists()]
    assert missing == []
    assert (packed / "main.py").exists()
    assert (packed / "geo" / "__init__.py").exists()


def test_the_package_holds_nothing_else(packed: Path) -> None:
    roots = {path.name for path in packed.iterdir()}
    assert roots - {"server-url.txt"} == {"main.py", "crew_app", "sync", "geo"}
    assert {path.name for path in (packed / "geo").iterdir()} == {"__init__.py", "onboard"}
    assert {path.suffix for path in packed.rglob("*") if path.is_file()} <= {
        ".py",
        ".kv",
        ".mo",
        ".txt",
    }


def test_every_requirement_has_a_recipe_or_is_pure_python(tmp_path: Path) -> None:
    """python-for-android itself puts the recipes in order, offline; what has none comes from PyPI as it is."""
    from pythonforandroid.bootstrap import Bootstrap  # noqa: PLC0415 - takes its time
    from pythonforandroid.build import Context  # noqa: PLC0415
    from pythonforandroid.graph import get_recipe_order_and_bootstrap  # noqa: PLC0415

    context = Context()
    context.setup_dirs(str(tmp_path))
    bootstrap = Bootstrap.get_bootstrap(read_spec()["p4a.bootstrap"], context)
    order, pure, chosen = get_recipe_order_and_bootstrap(context, list(pins()), bootstrap)
    assert chosen.name == "sdl2"
    assert {
        "python3",
        "kivy",
        "sqlite3",
        "openssl",
        "pyjnius",
        "pillow",
        "pyzbar",
        "libzbar",
        "sdl2",
        "android",
    } <= {name.lower() for name in order}
    assert set(pure) & set(pins()) == {"plyer", "urllib3", "certifi", "tzdata", "filetype"}


@pytest.mark.parametrize("name", ["python3", "kivy", "pyjnius", "Pillow", "pyzbar"])
def test_a_pinned_version_is_the_recipes(name: str, tmp_path: Path) -> None:
    from pythonforandroid.build import Context  # noqa: PLC0415
    from pythonforandroid.recipe import Recipe  # noqa: PLC0415

    context = Context()
    context.setup_dirs(str(tmp_path))
    assert pins()[name.lower()] == Recipe.get_recipe(name, context).version


def test_the_packages_of_the_phone_are_those_that_its_tests_use() -> None:
    lines = (ROOT / "requirements-phone.in").read_text(encoding="utf-8").splitlines()
    tested = dict(line.split("==") for line in lines if "==" in line)
    spec = {name: version for name, version in pins().items() if name not in HANDSET_ONLY}
    assert spec == tested


def test_pure_packages_are_the_ones_that_the_other_tests_use() -> None:
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    other = [
        name
        for name in ("plyer", "urllib3", "certifi", "tzdata", "pyzbar", "kivy")
        if f"{name}=={pins()[name]} " not in locked
    ]
    assert other == []


def test_the_service_has_the_types_that_android_14_asks_for() -> None:
    (service,) = list_of("services")
    name, entry, *options = service.split(":")
    assert name == "Sync"
    assert (ROOT / entry).exists()
    types = (
        next(o for o in options if o.startswith("foregroundServiceType=")).split("=")[1].split("|")
    )
    allowed = set(list_of("android.permissions"))
    needed = {"dataSync": "FOREGROUND_SERVICE_DATA_SYNC", "location": "FOREGROUND_SERVICE_LOCATION"}
    assert set(types) == set(needed)
    assert {needed[one] for one in types} | {
        "FOREGROUND_SERVICE",
        "ACCESS_FINE_LOCATION",
    } <= allowed
    assert int(read_spec()["android.api"]) == 34


def test_the_app_starts_the_service_that_the_spec_names() -> None:
    from crew_app.device.service_start import NOTICE_ICON, SERVICE_CLASS  # noqa: PLC0415

    spec = read_spec()
    package = f"{spec['package.domain']}.{spec['package.name']}"
    assert f"{package}.Service{list_of('services')[0].split(':')[0].capitalize()}" == SERVICE_CLASS
    assert spec["android.add_resources"].endswith(f":drawable/{NOTICE_ICON}.png")


def test_nothing_is_asked_for_that_nobody_can_explain() -> None:
    page = (ROOT / "docs" / "android.md").read_text(encoding="utf-8")
    assert [one for one in list_of("android.permissions") if one not in page] == []


def test_the_pictures_are_there_and_square() -> None:
    spec = read_spec()
    names = [
        value for key, value in spec.items() if key.endswith("filename") and value.endswith(".png")
    ]
    assert len(names) == 4
    for name in names:
        with Image.open(ROOT / name.removeprefix("%(source.dir)s/")) as image:
            assert image.size == (512, 512)
    with Image.open(ROOT / spec["android.add_resources"].split(":")[0]) as image:
        assert image.mode == "RGBA"


def test_the_version_is_read_from_the_code(tmp_path: Path) -> None:
    version = load_packer(tmp_path).get_version()
    assert re.fullmatch(r"\d+(\.\d+)*", version)


def test_no_backup_carries_a_database_to_another_phone() -> None:
    assert read_spec()["android.allow_backup"] == "False"
