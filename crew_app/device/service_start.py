"""Starts the Android foreground service, and what it is told. On a desktop there is none: the app's thread sends."""

import json
from dataclasses import asdict, dataclass

from crew_app.device.platform import IS_ANDROID

SERVICE_CLASS = "org.roundbook.crew.ServiceSync"
NOTICE_ICON = "notice"  # android/notice.png, a drawable of the package


@dataclass(frozen=True, slots=True)
class ServiceArgument:
    """Where the store is and whom to send to."""

    folder: str
    marker_folder: str
    server_url: str


@dataclass(frozen=True, slots=True)
class ServiceNotice:
    """What Android shows while the service runs, in the squad's language."""

    title: str
    text: str


def write_argument(argument: ServiceArgument) -> str:
    """The text the service is started with."""
    return json.dumps(asdict(argument))


def read_argument(text: str) -> ServiceArgument:
    """What the text says."""
    return ServiceArgument(**json.loads(text))


def start_service(argument: ServiceArgument, notice: ServiceNotice) -> None:
    """Start it, or do nothing where there is none. Starting it twice does no harm.

    Its type names the position, and Android 14 ends an app that starts such a service before the position may be known.
    Until then the app's own thread sends, while the app is in front; it asks again whenever it comes to the front.
    """
    if not IS_ANDROID:
        return
    from android.permissions import Permission, check_permission  # noqa: PLC0415 - Android only
    from jnius import autoclass  # noqa: PLC0415 - exists on Android only

    if not check_permission(Permission.ACCESS_FINE_LOCATION):
        return
    activity = autoclass("org.kivy.android.PythonActivity").mActivity
    service = autoclass(SERVICE_CLASS)
    service.start(activity, NOTICE_ICON, notice.title, notice.text, write_argument(argument))
