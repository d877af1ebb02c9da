"""For a WSGI server: `server.wsgi:make_app()`; gunicorn's settings name it.

A batch of 500 operations makes ten thousand objects that all die with it. Python's collector, as it comes, looks for
rings among them and among all the modules every 700 objects: a third of the time an exchange took. Here what was
loaded is left out of that, and it looks less often.
"""

import gc
import os

from flask import Flask

from server.app import create_app
from server.settings import Settings

COLLECT_AFTER = (50_000, 20, 20)  # objects; runs of the youngest; of the middle


def make_app() -> Flask:
    """Build the app from the environment."""
    app = create_app(Settings.from_environ(os.environ))
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    return app
