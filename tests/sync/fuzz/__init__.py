"""Spoilt bodies against the device API, in process and on a real PostGIS: never a 500, never a partial effect.

`python -m tests.sync.fuzz --inputs 100000` is the long form; a fixed share runs with the tests.
"""
