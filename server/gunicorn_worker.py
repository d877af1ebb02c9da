"""How gunicorn's processes share new connections: one that has work to do lets an idle one take the next.

Every process waits on the same port, and the first to wake takes whatever is there. Two phones that connect in the
same instant so often met the same process, and shared its core while another stood idle (docs/measurements.md).
"""

import socket
import time

from gunicorn.workers.gthread import ThreadWorker

STEP_BACK_S = 0.001  # an idle process wakes within a tenth of that


class EvenWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's process with threads. Busy, it steps back for a moment before it takes a connection."""

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, if nobody else did meanwhile."""
        if self.nr_conns > len(self.keepalived_conns) + len(self.pending_conns):
            time.sleep(STEP_BACK_S)
        super().accept(listener)
