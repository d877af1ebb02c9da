"""What line the handset is on: one that costs nothing, a metered one, or none. A line not known counts as metered."""

import importlib
from typing import Protocol

from sync.photos import LineKind


class LineWatch(Protocol):
    """What knows the line."""

    def find_kind(self) -> LineKind:
        """The line now."""


class DesktopLine:
    """A computer's: nobody pays it by the byte."""

    def find_kind(self) -> LineKind:
        """Always free."""
        return LineKind.FREE


class HandLine:
    """A line set by hand: for tests and pictures."""

    def __init__(self, kind: LineKind = LineKind.FREE) -> None:
        self.kind = kind

    def find_kind(self) -> LineKind:
        """The line as it was set."""
        return self.kind


class AndroidLine:
    """The handset's, as Android's ConnectivityManager tells it. Needs ACCESS_NETWORK_STATE."""

    def __init__(self) -> None:
        autoclass = importlib.import_module("jnius").autoclass
        context = autoclass("org.kivy.android.PythonActivity").mActivity
        context = context or autoclass("org.kivy.android.PythonService").mService
        service = autoclass("android.content.Context").CONNECTIVITY_SERVICE
        self._manager = context.getSystemService(service)

    def find_kind(self) -> LineKind:
        """None without a network; Wi-Fi that is marked as metered counts as such."""
        if self._manager.getActiveNetwork() is None:
            return LineKind.NONE
        return LineKind.METERED if self._manager.isActiveNetworkMetered() else LineKind.FREE
