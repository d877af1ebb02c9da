"""Runs where the phone's Python runs: compiles every file of the package and imports every module that can be.

`python import_all.py PACKED`. Prints as JSON how many there are of each, and who needs which package that is not there.
Any warning is an error.
"""

import importlib
import json
import sys
import warnings
from pathlib import Path

# no build for this Python, or on a handset only
NOT_THERE = {"kivy", "PIL", "jnius", "android", "pyzbar"}


def main(packed: Path) -> None:
    """Compile first, then import."""
    warnings.simplefilter("error")
    files = sorted(packed.rglob("*.py"))
    for file in files:
        compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
    needs: dict[str, list[str]] = {}
    for name in (module_of(file.relative_to(packed)) for file in files):
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            lacking = (error.name or "").partition(".")[0]
            if lacking not in NOT_THERE:
                raise
            needs.setdefault(lacking, []).append(name)
    told = {"python": sys.version.split()[0], "compiled": len(files), "needs": needs}
    print(json.dumps(told))  # noqa: T201 - the test reads it


def module_of(file: Path) -> str:
    """The dotted name of a file."""
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
