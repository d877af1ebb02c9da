"""Reads buildozer.spec, and copies what it packs with buildozer's own code."""

from configparser import ConfigParser
from pathlib import Path
from typing import Any

from tests.habits.sources import ROOT

SPEC = ROOT / "buildozer.spec"


def read_spec() -> dict[str, str]:
    """The settings of the app."""
    parser = ConfigParser(interpolation=None)
    parser.read(SPEC, encoding="utf-8")
    return dict(parser["app"])


def list_of(setting: str) -> list[str]:
    """A setting that is a list."""
    return [one.strip() for one in read_spec()[setting].split(",") if one.strip()]


def pins() -> dict[str, str]:
    """The required packages, with the version where one is named."""
    pairs = (one.partition("==") for one in list_of("requirements"))
    return {name.lower(): version for name, _, version in pairs}


def load_packer(folder: Path) -> Any:
    """buildozer itself, on our settings, building in a folder of its own."""
    from buildozer import Buildozer  # noqa: PLC0415 - takes its time
    from buildozer.logger import Logger  # noqa: PLC0415

    Logger.set_level(0)
    text = SPEC.read_text(encoding="utf-8").replace("source.dir = .", f"source.dir = {ROOT}")
    copy = folder / "buildozer.spec"
    copy.write_text(
        text.replace("[buildozer]", f"[buildozer]\nbuild_dir = {folder / 'build'}"),
        encoding="utf-8",
    )
    packer = Buildozer(filename=str(copy))
    packer.targetname = "android"
    return packer


def pack_into(folder: Path) -> Path:
    """Copy what the package would hold, by buildozer's own rules. Gives where."""
    packer = load_packer(folder)
    packer._copy_application_sources()
    return Path(packer.app_dir)
