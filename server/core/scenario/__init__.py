"""Situations written down by a waste manager, with the answers expected: what `python -m server judge` tries.

Plain data in, facts out. Reads no file. The format is described in tests/scenarios/README.md.
"""
