"""What is wrong with something that came over the wire, with a stable code. Knows not who sent it or what follows."""


class WireError(Exception):
    """Raised for anything unreadable. `code` is stable and dotted; `where`: the path to the field."""

    def __init__(self, code: str, where: tuple[str, ...] = ()) -> None:
        self.code = code
        self.where = where
        super().__init__(code, where)

    def under(self, name: str) -> "WireError":
        """The same, seen from one level further out."""
        return WireError(self.code, (name, *self.where))

    def __str__(self) -> str:
        """The code and the path, in plain letters: fields may be named with any, and this is kept and answered."""
        whole = f"{self.code} at {'.'.join(self.where)}" if self.where else self.code
        return "".join(one if one.isascii() and one.isprintable() else "?" for one in whole)
