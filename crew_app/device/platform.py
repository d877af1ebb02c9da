"""Which platform this is and what the handset calls itself. Must not import Kivy: the service has none."""

import os
import platform

IS_ANDROID = "ANDROID_ARGUMENT" in os.environ


def find_device_name() -> str:
    """A name a depot can tell apart: the handset's model, or the computer's name."""
    if not IS_ANDROID:
        return platform.node() or "desktop"
    from jnius import autoclass  # noqa: PLC0415 - exists on Android only

    build = autoclass("android.os.Build")
    return f"{build.MANUFACTURER} {build.MODEL}"
