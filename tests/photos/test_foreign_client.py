"""A tus client that is not ours (tuspy) uploads to the address that follows from the hash, and resumes there."""

import io
import time
from collections.abc import Iterator

import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.uploader.uploader import Uploader

from tests.photos.bad_line import Cut, bad_line_to
from tests.photos.real_server import RealServer
from tests.pictures import make_photo, name_of
from tests.server.photos.fleet import Handheld

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    server = RealServer("rb_test_photo_tus", tmp_path_factory.mktemp("photos"))
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="module")
def held(server: RealServer) -> Handheld:
    return server.enrol("foreign")


def uploader_of(
    url: str, held: Handheld, data: bytes, chunk: int, name: str | None = None
) -> Uploader:
    client = TusClient(url, headers={"Authorization": f"Bearer {held.secret}"})
    stream = io.BytesIO(data)
    address = f"{url}/v1/blobs/{name or name_of(data)}"
    return Uploader(file_stream=stream, url=address, client=client, chunk_size=chunk, retries=0)


@pytest.mark.parametrize("chunk", [10_000_000, 100_000])
def test_it_uploads_a_photo_that_an_operation_has_named(
    server: RealServer, held: Handheld, chunk: int
) -> None:
    data = make_photo(700 + chunk % 97)
    server.name_photo(held, data, seq=1 + chunk % 97)
    uploader = uploader_of(server.url, held, data, chunk)
    assert uploader.offset == 0
    uploader.upload()
    assert uploader.offset == len(data)
    assert server.files.hash_whole(name_of(data)) == name_of(data)


def test_it_uploads_an_unnamed_photo_when_it_gives_the_length(
    server: RealServer, held: Handheld
) -> None:
    data = make_photo(701)
    uploader = uploader_of(server.url, held, data, 200_000)
    assert uploader.client is not None
    uploader.client.set_headers({"Upload-Length": str(len(data))})
    uploader.upload()
    assert server.files.hash_whole(name_of(data)) == name_of(data)


def test_it_resumes_where_the_line_broke(server: RealServer, held: Handheld) -> None:
    data = make_photo(702)
    server.name_photo(held, data, seq=500)
    with bad_line_to(server.port) as line:
        line.cuts = [Cut(10_000_000), Cut(150_000)]
        broken = uploader_of(line.url, held, data, 10_000_000)
        with pytest.raises((TusUploadFailed, TusCommunicationError)):
            broken.upload()
        time.sleep(0.5)  # until the server has noticed
        again = uploader_of(line.url, held, data, 10_000_000)
        assert 100_000 < again.offset < 150_000
        again.upload()
    assert server.files.hash_whole(name_of(data)) == name_of(data)


def test_it_is_told_when_the_bytes_are_not_those_of_the_name(
    server: RealServer, held: Handheld
) -> None:
    data = make_photo(703)
    server.name_photo(held, data, seq=501)
    uploader = uploader_of(server.url, held, data[::-1], 10_000_000, name_of(data))
    with pytest.raises(TusUploadFailed) as failed:
        uploader.upload()
    assert failed.value.status_code == 460
