"""Real processes killed with -9 at random points: handhelds, the server and its database.

`python -m tests.sync.kills --rounds 200` is the long form; a short one runs with the tests. What a handheld showed as
saved, and what the server answered it, stands in files of their own that were synced first: they are the oracle.
"""
