"""Which platform this is and what the handset calls itself. Must not import Kivy: the service has none."""

import os
import platform
from pathlib import Path

IS_ANDROID = "ANDROID_ARGUMENT" in os.environ


def find_device_name() -> str:
    """A name a depot can tell apart: the handset's model, or the computer's name."""
    if not IS_ANDROID:
        return platform.node() or "desktop"
    from jnius import autoclass  # noqa: PLC0415 - exists on Android only

    build = autoclass("android.os.Build")
    return f"{build.MANUFACTURER} {build.MODEL}"


def find_device_language() -> str:
    """The code of the language the handset is set to: `pl`."""
    if not IS_ANDROID:
        return os.environ.get("LANG", "").partition("_")[0]
    from jnius import autoclass  # noqa: PLC0415 - exists on Android only

    return str(autoclass("java.util.Locale").getDefault().getLanguage())


def find_marker_folder(data_folder: Path) -> Path:
    """A folder that no backup carries: what stands there stays with this phone."""
    if not IS_ANDROID:
        return data_folder / "no-backup"
    from jnius import autoclass  # noqa: PLC0415 - exists on Android only

    context = autoclass("org.kivy.android.PythonActivity").mActivity
    context = context or autoclass("org.kivy.android.PythonService").mService
    return Path(context.getNoBackupFilesDir().getAbsolutePath())


def find_export_folder(data_folder: Path) -> Path:
    """A folder that a person can reach with a cable or a file manager."""
    if not IS_ANDROID:
        return data_folder / "unsent"
    from jnius import autoclass  # noqa: PLC0415 - exists on Android only

    context = autoclass("org.kivy.android.PythonActivity").mActivity
    return Path(context.getExternalFilesDir(None).getAbsolutePath())
