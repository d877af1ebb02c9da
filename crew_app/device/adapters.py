"""Chooses the adapters of this platform."""

from pathlib import Path

from crew_app.device.camera import Camera, FolderCamera, HandsetCamera, NoCamera
from crew_app.device.clock import Clock
from crew_app.device.gps import Gps, NoGps, PlyerGps
from crew_app.device.line import AndroidLine, DesktopLine, LineWatch
from crew_app.device.platform import IS_ANDROID
from crew_app.device.power import LinuxPower, PlyerPower, Power


def choose_gps(clock: Clock) -> Gps:
    """The handset's receiver; none on a desktop."""
    return PlyerGps(clock) if IS_ANDROID else NoGps()


def choose_camera(pictures: Path | None) -> Camera:
    """The handset's camera; on a desktop one that hands out the pictures of a folder, or none."""
    if IS_ANDROID:
        return HandsetCamera()
    return NoCamera() if pictures is None else FolderCamera(pictures)


def choose_power() -> Power:
    """The handset's battery; a computer's, if it has one."""
    return PlyerPower() if IS_ANDROID else LinuxPower()


def choose_line() -> LineWatch:
    """The handset's own word on its line; a desktop's costs nothing."""
    return AndroidLine() if IS_ANDROID else DesktopLine()
