"""What any file must be before its content is looked at: there, not empty, not too large. Unpacks nothing to disk."""

import gzip
import zipfile
import zlib
from pathlib import Path

from geo.readers.errors import UnreadableFileError

LARGEST_MB = 100
LARGEST_BYTES = LARGEST_MB * 1024 * 1024


def check_file(path: Path) -> None:
    """Raise UnreadableFileError when it is missing, empty or larger than LARGEST_MB."""
    if not path.is_file():
        raise UnreadableFileError("file.missing", file=path.name)
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError("file.empty", file=path.name)
    check_size(path, size)


def check_size(path: Path, size: int) -> None:
    """Raise when `size` bytes, packed or unpacked, are more than is taken."""
    if size > LARGEST_BYTES:
        raise UnreadableFileError(
            "file.too_large", file=path.name, megabytes=size // 1024**2, limit=LARGEST_MB
        )


def read_bytes(path: Path) -> bytes:
    """The content, unpacked when its name ends in .gz; never more than LARGEST_BYTES of it."""
    check_file(path)
    if path.suffix.lower() != ".gz":
        return path.read_bytes()
    try:
        with gzip.open(path) as packed:
            content = packed.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as broken:
        raise UnreadableFileError("file.broken_archive", file=path.name) from broken
    check_size(path, len(content))
    return content


def member_of_zip(path: Path, suffixes: tuple[str, ...]) -> str:
    """The name of the one member with one of the suffixes; raises when there is none, or several."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as broken:
        raise UnreadableFileError("file.broken_archive", file=path.name) from broken
    check_size(path, sum(member.file_size for member in members))
    found = [
        m.filename
        for m in members
        if m.filename.lower().endswith(suffixes) and not m.filename.startswith("__MACOSX")
    ]
    if not found:
        raise UnreadableFileError("file.not_geometry", file=path.name)
    if len(found) > 1:
        raise UnreadableFileError("file.several_layers", file=path.name, layers=", ".join(found))
    return found[0]
