"""The part of the catalogue of `server.core.problems` that speaks of files and photos. Nobody else imports it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One thing that can go wrong: the HTTP status, and a sentence that says what happened and what to do next.

    The sentence may name details as {name}.
    """

    status: int
    sentence: str


PROBLEMS_OF_FILES: dict[str, ProblemKind] = {
    "file.missing": ProblemKind(404, "There is no file {file}. Check its name."),
    "file.empty": ProblemKind(400, "{file} is empty. Nothing was changed. Export it again."),
    "file.too_large": ProblemKind(
        413,
        "{file} has {megabytes} MB; at most {limit} MB are taken. Nothing was changed. Split it.",
    ),
    "file.broken_archive": ProblemKind(
        400, "{file} cannot be unpacked. Nothing was changed. Pack it again."
    ),
    "file.not_geometry": ProblemKind(
        400,
        "{file} holds no map features. Nothing was changed. Give a GeoJSON, GeoPackage, Shapefile (zipped, with "
        "its .dbf, .shx and .prj) or FlatGeobuf.",
    ),
    "file.several_layers": ProblemKind(
        400, "{file} holds several layers: {layers}. Say which one with --layer."
    ),
    "file.no_features": ProblemKind(
        400, "{file} holds no features. Nothing was changed. Export it again."
    ),
    "file.no_crs": ProblemKind(
        400,
        "{file} does not say what its coordinates are in. Nothing was changed. Add the .prj, or say it with --crs, "
        "for example --crs EPSG:29903.",
    ),
    "file.unknown_crs": ProblemKind(
        400, "{file}: {crs} is no coordinate system we know. Give one as EPSG:number."
    ),
    "file.off_the_earth": ProblemKind(
        400,
        "{file} has coordinates that are off the earth when read as {crs}. Nothing was changed. Say what they are in "
        "with --crs, for example --crs EPSG:29903.",
    ),
    "file.wrong_encoding": ProblemKind(
        400, "{file} has letters that cannot be read. Nothing was changed. Save it as {wanted}."
    ),
    "file.not_a_table": ProblemKind(
        400,
        "{file} is not a table of text. Nothing was changed. Give a CSV file with a header line.",
    ),
    "file.column_missing": ProblemKind(
        400,
        "{file} has no column for {missing}. Its columns are: {there}. Nothing was changed. Say which one it is with "
        "--field, for example --field name=column.",
    ),
    "file.column_twice": ProblemKind(
        400, "{file} has two columns of the same name: {columns}. Nothing was changed. Rename one."
    ),
    "file.no_rows": ProblemKind(400, "{file} has a header and no rows. Nothing was changed."),
    "import.nothing_usable": ProblemKind(
        400,
        "All {read} rows of {file} were refused, the first because: {why} Nothing was changed.",
    ),
    "import.outside_council": ProblemKind(
        400,
        "{outside} of the {read} places in {file} lie outside the council's area. Nothing was changed. Check that "
        "it is the right file and what its coordinates are in (--crs).",
    ),
    "scratch.not_made": ProblemKind(
        409,
        "The database {name} could not be made: {why}. Give an empty database and run it with --here.",
    ),
    "scratch.not_empty": ProblemKind(
        409,
        "The database is not empty: it holds a {held}. Nothing was changed. Give an empty one, or leave --here out.",
    ),
    "replay.folder_incomplete": ProblemKind(
        404, "The folder {folder} lacks {missing}. Nothing was changed. Check the folder's name."
    ),
    "import.wrong_layout": ProblemKind(400, "{file} is not in the layout expected: {why}."),
    "unsent.not_ours": ProblemKind(
        400, "This is not a file of unsent records. Choose the one that the phone saved."
    ),
    "unsent.unknown_device": ProblemKind(
        404, "No device of this council saved this file. Take it to the council whose phone it is."
    ),
    "unsent.tampered": ProblemKind(
        409,
        "This file is not as the phone saved it. Nothing was taken in. "
        "Save the file on the phone once more.",
    ),
    "unsent.does_not_follow": ProblemKind(
        409,
        "The server lacks records that the phone sent before those in this file. Nothing was taken in. "
        "Let the phone send by itself once; it knows what is lacking.",
    ),
    "photo.tus_unknown": ProblemKind(
        412, "Photos are taken by tus {wanted} alone. Update the app."
    ),
    "photo.part_type": ProblemKind(415, "A part of a photo must be sent as {wanted}."),
    "photo.length_needed": ProblemKind(
        400, "Nobody has said yet how long this photo is. Send its Upload-Length with the part."
    ),
    "photo.empty": ProblemKind(400, "A photo has at least one byte. Take it again."),
    "photo.longer_than_said": ProblemKind(
        400, "The part reaches beyond the length given for the photo. Nothing of it was taken."
    ),
    "photo.too_large": ProblemKind(
        413, "The photo is larger than {limit} bytes. Take it again in a smaller size."
    ),
    "photo.offset_differs": ProblemKind(
        409, "The photo stands elsewhere. Go on at the Upload-Offset of this answer."
    ),
    "photo.hash_differs": ProblemKind(
        460,
        "What arrived is not the photo of this name. Check the file, then send it from the start.",
    ),
    "photo.not_an_image": ProblemKind(
        422,
        "This is no JPEG, PNG or WebP picture, or it is damaged. It is not kept; take it again.",
    ),
    "photo.too_many_pixels": ProblemKind(
        422, "The picture has too many pixels. It is not kept; take it again in a smaller size."
    ),
    "photo.gone": ProblemKind(
        410, "This photo was refused before and is not wanted any more. Do not send it again."
    ),
    "photo.quota_reached": ProblemKind(
        429,
        "This device has sent as many photos as it may today. The rest goes tomorrow by itself.",
    ),
    "photo.no_room": ProblemKind(
        507,
        "The server has no room for photos just now. What it confirmed is kept; try again later.",
    ),
    "photo.not_here": ProblemKind(
        404, "This photo has not arrived yet, or there is none of this name. Look again later."
    ),
    "photo.past_its_time": ProblemKind(
        404, "This photo was deleted when its time was over. What was recorded with it is kept."
    ),
    "photo.too_many": ProblemKind(
        400, "At most {most} photos can be added to a report. Choose the ones that show it best."
    ),
    "photo.residents_quota": ProblemKind(
        503, "No more photos can be taken today. Send your words now, and add a photo tomorrow."
    ),
    "photos.one_too_large": ProblemKind(
        413, "One of the photos has more than {megabytes} MB. Choose a smaller one."
    ),
    "photos.too_large_together": ProblemKind(
        413,
        "The photos are too large: all together may have {megabytes} MB. Go back, and send fewer or smaller ones.",
    ),
    "photos.not_open": ProblemKind(
        409, "No photo can be added to this report now: it has been decided, or it is not disputed."
    ),
}
