"""Asks the squad, through Android, whether the app may know the position. Refused, the app works without one."""

from collections.abc import Callable, Sequence

from crew_app.device.platform import IS_ANDROID


def ask_for_position(then: Callable[[], None]) -> None:
    """Call `then` once the position may be known: at once where it may already, never where it is refused."""
    if not IS_ANDROID:
        then()
        return
    from android.permissions import (  # noqa: PLC0415 - exists on Android only
        Permission,
        check_permission,
        request_permissions,
    )

    wanted = Permission.ACCESS_FINE_LOCATION
    if check_permission(wanted):
        then()
        return

    def answered(_asked: Sequence[str], granted: Sequence[bool]) -> None:
        if all(granted):
            then()

    request_permissions([wanted, Permission.ACCESS_COARSE_LOCATION], answered)
