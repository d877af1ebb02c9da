"""A new device's first pack: a round of 300 streets and 2,500 premises, its size on the line and its time."""

import gzip
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from shapely import LineString, MultiLineString

from server.db.places import Street, put_streets
from server.db.rounds import RoundStreet, Service, put_round_streets, put_services
from server.db.session import db, transaction
from sync.packs import decode_pack
from tests.bench.sides import Ours
from tests.bench.town import ON, STREETS, UPRNS, round_of

pytestmark = [pytest.mark.db, pytest.mark.slow]
SERVED = 2_500


def _line(number: int) -> MultiLineString:
    """A street that bends four times, as real ones do."""
    lat, lon = 54.5 + number / 3_000, -5.9 + (number % 17) / 300
    return MultiLineString(
        [LineString([(lon + k / 1_000, lat + (k % 2) / 2_000) for k in range(6)])]
    )


@pytest.fixture
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ours]:
    side = Ours(tmp_path_factory.mktemp("pack"), squads=1)
    side.enrol_all([0])
    yield side
    side.close()


def test_the_first_pack(ours: Ours) -> None:
    with ours.server.app.app_context():
        with transaction() as session:
            put_streets(
                session,
                [Street(u, f"{u} Road", line=_line(n)) for n, u in enumerate(STREETS[:300])],
            )
            put_round_streets(
                session, [RoundStreet(round_of(0), u, n) for n, u in enumerate(STREETS[:300])]
            )
            on_round = [u for n, u in enumerate(UPRNS) if n % len(STREETS) < 300]
            rest = [u for u in UPRNS if u not in set(on_round)]
            served = (on_round + rest)[:SERVED]
            put_services(session, [Service(u, round_of(0), "refuse", ON) for u in served])
        db.engine.dispose()
    url = f"{ours.server.url}/v1/pack?on={datetime.now(UTC).date().isoformat()}&days=7"
    headers = dict(ours.headers(0))
    headers.pop("Content-Encoding")
    took = []
    for _ in range(5):
        began = time.perf_counter()
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310 - our own
            data = answer.read()
        took.append(time.perf_counter() - began)
    pack = decode_pack(gzip.decompress(data))
    streets = {street.usrn for one in pack.collections for street in one.streets}
    held = sum(len(one.premises) for one in pack.collections)
    print(f"\nfirst pack: {len(data):,} bytes on the line, {min(took):.2f}-{max(took):.2f} s")
    print(f"{len(streets)} streets, {held} premises")
    assert len(streets) == 300
