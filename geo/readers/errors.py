"""Why a file cannot be read: a stable code and the details of its sentence."""

from typing import Any


class UnreadableFileError(Exception):
    """The file as a whole cannot be used. `code` is one of the file.* codes of the problem catalogue."""

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        super().__init__(f"{code} {details}")
