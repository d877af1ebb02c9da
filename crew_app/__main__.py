"""Starts the app: `python -m crew_app --server URL --data DIR [--size 412x915]`. On Android `main.py` calls `main`."""

import argparse
import os
import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Read the arguments, prepare Kivy, run the app until it is closed."""
    asked = _parse(arguments)
    os.environ["KIVY_NO_ARGS"] = "1"
    _size_window(asked.size)
    from crew_app.app import CrewApp, Fittings  # noqa: PLC0415 - Kivy's window opens on import
    from crew_app.device.adapters import choose_camera, choose_gps  # noqa: PLC0415
    from crew_app.device.clock import SystemClock  # noqa: PLC0415
    from crew_app.device.platform import find_device_language, find_marker_folder  # noqa: PLC0415
    from crew_app.driving import make_drive  # noqa: PLC0415

    folder, clock = Path(asked.data), SystemClock()
    CrewApp(
        Fittings(
            folder=folder,
            marker_folder=find_marker_folder(folder),
            server_url=asked.server,
            clock=clock,
            gps=make_drive(folder, asked.drive, clock) if asked.drive else choose_gps(clock),
            palette=asked.theme,
            language=find_device_language(),
            camera=choose_camera(Path(asked.camera) if asked.camera else None),
        )
    ).run()


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="crew_app", description="The squads' app.")
    parser.add_argument("--server", default=os.environ.get("ROUNDBOOK_SERVER", ""))
    parser.add_argument("--data", default=str(Path.home() / ".roundbook-app"))
    parser.add_argument("--size", default="412x915", help="of the window, on a desktop")
    parser.add_argument(
        "--theme",
        default="auto",
        choices=("day", "night", "high", "auto"),
        help="till one is chosen",
    )
    parser.add_argument(
        "--camera", default="", help="on a desktop: a folder of pictures that the camera hands out"
    )
    parser.add_argument(
        "--drive",
        type=float,
        default=0.0,
        metavar="M_PER_S",
        help="on a desktop: play a drive along the streets of the shift",
    )
    return parser.parse_args(arguments)


def _size_window(size: str) -> None:
    """Must run before anything opens Kivy's window."""
    from kivy.config import Config  # noqa: PLC0415

    width, _, height = size.partition("x")
    Config.set("graphics", "width", width)
    Config.set("graphics", "height", height)
    Config.set(
        "graphics", "multisamples", "0"
    )  # our shapes are smooth by themselves; this costs as much again
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("input", "mouse", "mouse,disable_multitouch")


if __name__ == "__main__":
    main(sys.argv[1:])
