"""The Android foreground service: a process of its own that sends while the app is put away. Knows no Kivy.

It may be killed at any moment, and often is; it holds nothing that is not in the store. Android starts it with the text
of a `ServiceArgument`; on a desktop give the same text: `python -m crew_app.service '{"folder": ..., ...}'`.
"""

import os
import sys
from pathlib import Path

from crew_app.bell import Bell
from crew_app.device.clock import SystemClock
from crew_app.device.service_start import ServiceArgument, read_argument
from crew_app.net.enrol import APP
from crew_app.net.transport import HttpTransport
from crew_app.store.database import connect
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import find_enrolment
from crew_app.worker import Line, work


def open_line(argument: ServiceArgument) -> Line:
    """A line of its own: no connection is shared with the app. It leads to where the phone is enrolled now."""
    store = connect(Path(argument.folder))
    enrolment = find_enrolment(store)
    server_url = argument.server_url if enrolment is None else enrolment.server_url
    return Line(
        store=store,
        log=StoredLog(store, Path(argument.marker_folder)),
        transport=HttpTransport(server_url),
        clock=SystemClock(),
        draw=os.urandom,
        packs=HttpTransport(server_url),
        server_url=server_url,
    )


def main(text: str) -> None:
    """Send until Android ends the process."""
    argument = read_argument(text)
    work(lambda: open_line(argument), Bell(), f"{APP} service")


if __name__ == "__main__":
    main(os.environ.get("PYTHON_SERVICE_ARGUMENT") or sys.argv[1])
