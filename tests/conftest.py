"""The few fixtures everything shares. Kivy's environment is set before anything imports it."""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_NO_FILELOG", "1")
os.environ.setdefault("KIVY_HOME", str(Path(__file__).parent.parent / ".kivy"))

pytest_plugins = ["tests.database", "tests.chromium"]

SHARED = Path(__file__).parent.parent.parent / "shared"

# a busy machine is slow, not wrong: no example fails on a time
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
