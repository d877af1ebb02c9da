"""One progress bar after another, on the error stream, for work that is done in stages."""

import sys
import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from click.termui import progressbar


class StageBar:
    """A click progress bar for each stage. Use as a context; `show` is what the work calls."""

    def __init__(self) -> None:
        self.bars = ExitStack()
        self.bar: Any = None
        self.stage = ""
        self.shown = 0
        self.at = 0.0

    def __enter__(self) -> "StageBar":
        """Nothing is shown before the first stage."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the last bar."""
        self.bars.close()

    def show(self, stage: str, done: int, of: int) -> None:
        """Move the stage's bar to `done` of `of`; another stage begins a new bar."""
        if stage != self.stage:
            self.bars.close()
            self.stage, self.shown = stage, 0
            bar = progressbar(length=max(of, 1), label=f"{stage:<28}", file=sys.stderr)
            self.bar = self.bars.enter_context(bar)
        if time.monotonic() - self.at > 0.1 or done >= of:
            self.bar.update(done - self.shown)
            self.shown, self.at = done, time.monotonic()
