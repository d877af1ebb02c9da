"""The rest of a pack that broke off: the very bytes of before, for the same device and days, and for nobody else."""

import gzip
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.actions.enrol_device import revoke_device
from server.store.pack_files import KEPT, PackFiles
from sync.packs import decode_pack
from tests.server.handset import Handset
from tests.server.round_book import NOW

pytestmark = pytest.mark.db
Make = Callable[..., Handset]
PATH = "/v1/pack?on=2026-05-04&days=2"


def ask(client: FlaskClient, handset: Handset, path: str = PATH, **more: str) -> TestResponse:
    headers = {"Authorization": f"Bearer {handset.enrolled.secret}", "Accept-Encoding": "gzip"}
    return client.get(path, headers=headers | {k.replace("_", "-"): v for k, v in more.items()})


def rest(
    client: FlaskClient, handset: Handset, first: TestResponse, start: int, path: str = PATH
) -> TestResponse:
    return ask(client, handset, path, Range=f"bytes={start}-", If_Range=first.headers["ETag"])


def test_the_etag_names_the_bytes(client: FlaskClient, make_handset: Make) -> None:
    answer = ask(client, make_handset())
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("start", [1, 100, -1])
def test_the_rest_completes_what_came(client: FlaskClient, make_handset: Make, start: int) -> None:
    handset = make_handset()
    first = ask(client, handset)
    start %= len(first.data)
    answer = rest(client, handset, first, start)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == (
        f"bytes {start}-{len(first.data) - 1}/{len(first.data)}"
    )
    assert answer.headers["ETag"] == first.headers["ETag"]
    assert first.data[:start] + answer.data == first.data
    decode_pack(gzip.decompress(first.data[:start] + answer.data))


def test_all_of_it_was_of_no_use_and_begins_anew(client: FlaskClient, make_handset: Make) -> None:
    handset = make_handset()
    first = ask(client, handset)
    assert rest(client, handset, first, len(first.data)).status_code == 200


def test_other_days_begin_anew(client: FlaskClient, make_handset: Make) -> None:
    handset = make_handset()
    first = ask(client, handset)
    answer = rest(client, handset, first, 50, "/v1/pack?on=2026-05-04&days=1")
    assert answer.status_code == 200
    decode_pack(gzip.decompress(answer.data))


def test_another_device_gets_a_pack_of_its_own(client: FlaskClient, make_handset: Make) -> None:
    first = ask(client, make_handset("S1"))
    answer = rest(client, make_handset("S2"), first, 50)
    assert answer.status_code == 200
    assert decode_pack(gzip.decompress(answer.data)).squad == "S2"


def test_a_device_out_of_service_gets_no_rest(
    client: FlaskClient, make_handset: Make, session: Session
) -> None:
    handset = make_handset()
    first = ask(client, handset)
    revoke_device(session, UUID(handset.enrolled.device), NOW)
    session.flush()
    assert rest(client, handset, first, 50).status_code == 403


def test_without_a_secret_there_is_no_rest(client: FlaskClient, make_handset: Make) -> None:
    first = ask(client, make_handset())
    answer = client.get(PATH, headers={"Range": "bytes=5-", "If-Range": first.headers["ETag"]})
    assert answer.status_code == 401


def test_an_old_pack_begins_anew(client: FlaskClient, make_handset: Make, app: Flask) -> None:
    handset = make_handset()
    first = ask(client, handset)
    (kept,) = _kept(app, handset)
    _age(kept)
    assert rest(client, handset, first, 50).status_code == 200


def test_a_device_has_one_pack_kept(client: FlaskClient, make_handset: Make, app: Flask) -> None:
    handset = make_handset()
    for days in (1, 2, 3):
        ask(client, handset, f"/v1/pack?on=2026-05-04&days={days}")
    assert len(_kept(app, handset)) == 1


@pytest.mark.parametrize(
    "tag", ['"../../etc/passwd"', '"' + "0" * 64 + '"', 'W/"x"', "Mon, 04 May 2026 05:00:00 GMT"]
)
def test_a_tag_of_somebody_elses_making_begins_anew(
    client: FlaskClient, make_handset: Make, tag: str
) -> None:
    answer = ask(client, make_handset(), Range="bytes=5-", If_Range=tag)
    assert answer.status_code == 200
    decode_pack(gzip.decompress(answer.data))


def test_a_range_without_a_tag_is_answered_whole(client: FlaskClient, make_handset: Make) -> None:
    assert ask(client, make_handset(), Range="bytes=5-").status_code == 200


def test_old_packs_are_deleted(client: FlaskClient, make_handset: Make, app: Flask) -> None:
    old, new = make_handset(), make_handset()
    for handset in (old, new):
        ask(client, handset)
    (kept,) = _kept(app, old)
    _age(kept)
    PackFiles(app.config["SETTINGS"].data_dir / "packs").drop_old(NOW)
    assert (len(_kept(app, old)), len(_kept(app, new))) == (0, 1)


def _age(path: Path) -> None:
    """As if it had been kept since just over the time."""
    then = path.stat().st_mtime - KEPT.total_seconds() - 60
    os.utime(path, (then, then))


def _kept(app: Flask, handset: Handset) -> list[Path]:
    folder: Path = app.config["SETTINGS"].data_dir / "packs"
    return list(folder.glob(f"{handset.enrolled.device}.*"))
