"""Starts the Android foreground service, and what it is told. On a desktop there is none: the app's thread sends."""

import json
from dataclasses import asdict, dataclass

from crew_app.device.platform import IS_ANDROID

SERVICE_CLASS = "org.roundbook.crew.ServiceSync"


@dataclass(frozen=True, slots=True)
class ServiceArgument:
    """Where the store is and whom to send to."""

    folder: str
    marker_folder: str
    server_url: str


def write_argument(argument: ServiceArgument) -> str:
    """The text the service is started with."""
    return json.dumps(asdict(argument))


def read_argument(text: str) -> ServiceArgument:
    """What the text says."""
    return ServiceArgument(**json.loads(text))


def start_service(argument: ServiceArgument) -> None:
    """Start it, or do nothing where there is none. Starting it twice does no harm."""
    if not IS_ANDROID:
        return
    from jnius import autoclass  # noqa: PLC0415 - exists on Android only

    activity = autoclass("org.kivy.android.PythonActivity").mActivity
    autoclass(SERVICE_CLASS).start(activity, write_argument(argument))
