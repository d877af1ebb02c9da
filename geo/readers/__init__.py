"""Reads files of any CRS into plain values in EPSG:4326, and tables into rows of text; says clearly why it cannot."""

from geo.readers.errors import UnreadableFileError
from geo.readers.features import Feature, Features, read_features
from geo.readers.tables import Table, TableRow, read_table

__all__ = [
    "Feature",
    "Features",
    "Table",
    "TableRow",
    "UnreadableFileError",
    "read_features",
    "read_table",
]
