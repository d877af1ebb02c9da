"""What the simulator raises when the product broke a promise."""


class Violation(AssertionError):  # noqa: N818 - the word for it
    """An invariant of the protocol does not hold. `history`: what led to it, when it was told."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.seed: int | None = None
        self.history: list[str] = []
