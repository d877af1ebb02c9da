"""The agreement between phone and server. No I/O: time, randomness, storage and transport are arguments."""
