"""A lorry for the desk: plays a drive along today's streets, for showing and trying the app where no receiver is."""

from pathlib import Path

from crew_app.device.clock import Clock
from crew_app.device.gps import Gps, ReplayGps, Rows
from crew_app.store.database import connect
from crew_app.store.lines import list_lines
from crew_app.store.shifts import find_open_shift
from geo.onboard.drive import drive_along


def make_drive(folder: Path, m_per_s: float, clock: Clock) -> Gps:
    """A receiver in a lorry that drives the streets of the shift in round order, from when the shift starts."""

    def find_track() -> Rows:
        store = connect(folder)
        try:
            shift = find_open_shift(store)
            lines = list_lines(store, shift.collection) if shift is not None else ()
        finally:
            store.close()
        return drive_along([place for _, line in lines for part in line for place in part], m_per_s)

    return ReplayGps(find_track, clock)
