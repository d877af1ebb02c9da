"""Where Android starts the app: python-for-android runs the `main.py` beside the packages."""

import os
import sys
from pathlib import Path

from crew_app.__main__ import main

# The depot's server, written into the package when it is built for a council (docs/android.md).
_SERVER_FILE = Path(__file__).parent / "server-url.txt"


def start() -> None:
    """Start on the app's private storage, with the server the package was built for."""
    arguments = ["--data", os.environ.get("ANDROID_PRIVATE", str(Path.home() / ".roundbook-app"))]
    if _SERVER_FILE.exists():
        arguments += ["--server", _SERVER_FILE.read_text(encoding="utf-8").strip()]
    main([*arguments, *sys.argv[1:]])


if __name__ == "__main__":
    start()
