"""Reads files of any CRS into plain values."""
