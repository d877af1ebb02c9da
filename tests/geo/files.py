"""Writes files of every kind the readers take, for tests."""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry


def write_geojson(
    path: Path, features: Sequence[tuple[dict[str, Any], BaseGeometry | None]]
) -> Path:
    """A GeoJSON file in EPSG:4326."""
    content = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": fields,
                "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
            }
            for fields, shape in features
        ],
    }
    path.write_text(json.dumps(content))
    return path


def write_layer(
    path: Path,
    driver: str,
    features: Sequence[tuple[dict[str, str], BaseGeometry]],
    crs: str | None = "EPSG:4326",
    **options: Any,
) -> Path:
    """A file in any format of GDAL, the shapes (given in degrees) changed into `crs`."""
    shapes = np.array([shape for _, shape in features])
    if crs is not None:
        change = Transformer.from_crs(CRS.from_epsg(4326), CRS.from_user_input(crs), always_xy=True)
        shapes = shapely.transform(
            shapes, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1]))
        )
    names = list(features[0][0])
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(shapes),
        field_data=[np.array([f[name] for f, _ in features], dtype=object) for name in names],
        fields=names,
        geometry_type=shapes[0].geom_type,
        driver=driver,
        crs=crs,
        **options,
    )
    return path


def zip_beside(path: Path) -> Path:
    """Everything of a shapefile in one zip."""
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            if part != packed:
                archive.write(part, part.name)
    return packed
