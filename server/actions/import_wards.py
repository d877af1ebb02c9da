"""Import wards from any file of polygons."""

from datetime import datetime

from sqlalchemy.orm import Session

from geo.readers import Feature, Features
from geo.readers.shapes import area_of
from server.actions.import_fields import need_field, text_of
from server.actions.importing import Progress, Source, finish_import, open_features, silent
from server.core.imports import ImportOutcome, Refusal, refuse
from server.db.imports import hold_imports
from server.db.places import Ward, put_wards


def import_wards(
    session: Session, source: Source, now: datetime, progress: Progress = silent
) -> ImportOutcome:
    """Put the wards of the file. A ward of several polygons may come as several features."""
    hold_imports(session)
    features = open_features(source)
    wards, refused = plan_wards(features, source)
    put = put_wards(session, wards)
    progress("wards", len(wards), len(wards))
    outcome = ImportOutcome(
        "wards",
        len(features.features),
        put.added,
        put.changed,
        put.unchanged,
        tuple(refused),
        {"shapes mended": features.mended} if features.mended else {},
    )
    return finish_import(session, outcome, source, now)


def plan_wards(features: Features, source: Source) -> tuple[list[Ward], list[Refusal]]:
    """Which wards the features are, and which features are none. Raises Problem when a field is missing."""
    code = need_field("ward_code", features.fields, source.fields, file=source.name)
    name = need_field("ward_name", features.fields, source.fields, file=source.name)
    wards: dict[str, Ward] = {}
    refused: list[Refusal] = []
    for feature in features.features:
        made = _ward_of(feature, code, name)
        if isinstance(made, Refusal):
            refused.append(made)
        elif made.code in wards:
            wards[made.code] = _joined(wards[made.code], made)
        else:
            wards[made.code] = made
    return list(wards.values()), refused


def _ward_of(feature: Feature, code_field: str, name_field: str) -> Ward | Refusal:
    code = text_of(feature.fields, code_field)
    if not code:
        return refuse(feature.row, "field.missing", field=code_field)
    if feature.geometry is None:
        return refuse(feature.row, "shape.missing")
    area = area_of(feature.geometry)
    if area is None:
        return refuse(feature.row, "shape.wrong_kind", wanted="an area")
    return Ward(code, _title(text_of(feature.fields, name_field) or code), area)


def _joined(first: Ward, second: Ward) -> Ward:
    both = area_of(first.area.union(second.area))
    return Ward(first.code, first.name, both or first.area)


def _title(name: str) -> str:
    """Names in capitals are hard to read: ANDERSONSTOWN -> Andersonstown."""
    return name.title().replace("'S", "'s") if name.isupper() else name
