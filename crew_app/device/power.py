"""How much battery is left. Shown at the end of a shift and used to space out the GPS."""

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_LINUX_SUPPLIES = Path("/sys/class/power_supply")


@dataclass(frozen=True, slots=True)
class Charge:
    """The battery: percent (0-100), and whether it is being charged."""

    percent: int
    charging: bool


class Power(Protocol):
    """What knows the battery."""

    def find_charge(self) -> Charge | None:
        """The battery now, or None where there is none."""


class LinuxPower:
    """The battery as Linux shows it in files."""

    def __init__(self, supplies: Path = _LINUX_SUPPLIES) -> None:
        self._supplies = supplies

    def find_charge(self) -> Charge | None:
        """The first supply that tells a capacity."""
        for capacity in sorted(self._supplies.glob("*/capacity")):
            status = capacity.with_name("status").read_text(encoding="ascii").strip()
            return Charge(int(capacity.read_text(encoding="ascii")), status == "Charging")
        return None


class PlyerPower:
    """The handset's battery, through plyer."""

    def find_charge(self) -> Charge | None:
        """The battery now; None when the handset does not say."""
        status = importlib.import_module("plyer").battery.status or {}
        percent = status.get("percentage")
        if percent is None:
            return None
        return Charge(round(percent), bool(status.get("isCharging")))
