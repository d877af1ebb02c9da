"""The only sqlite3: the op log, the mirror of the pack, what the screens show."""
