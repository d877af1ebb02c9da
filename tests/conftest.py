"""The few fixtures everything shares. Kivy's environment is set before anything imports it."""

import os
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_NO_FILELOG", "1")
os.environ.setdefault("KIVY_HOME", str(Path(__file__).parent.parent / ".kivy"))

pytest_plugins = ["tests.database"]

SHARED = Path(__file__).parent.parent.parent / "shared"
