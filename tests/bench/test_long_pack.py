"""A new device's first pack: a round of 300 streets and 2,500 premises, its size on the line and its time."""

import gzip
import random
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as time_of

import pytest
from shapely import LineString, MultiLineString
from sqlalchemy.orm import Session

from server.actions.enrol_device import enrol_device, issue_enrolment_code
from server.db.places import Premises, Street, put_premises, put_streets
from server.db.rounds import (
    RoundPlan,
    RoundStreet,
    Service,
    Squad,
    put_round_streets,
    put_rounds,
    put_services,
    put_squads,
)
from server.db.session import db, transaction
from sync.packs import decode_pack
from tests.bench.sides import Ours
from tests.bench.town import ON

pytestmark = [pytest.mark.db, pytest.mark.slow]
SERVED, ROUND_STREETS = 2_500, 300
SYLLABLES = (
    "ber",
    "ton",
    "or",
    "mea",
    "col",
    "lin",
    "wey",
    "alder",
    "sto",
    "rav",
    "en",
    "glen",
    "mur",
    "lis",
    "bal",
)
ENDINGS = ("Road", "Avenue", "Street", "Gardens", "Park", "Drive", "Court", "Close")


def _line(chance: random.Random) -> MultiLineString:
    """A street that bends four times, as real ones do, no two alike."""
    lat, lon = 54.5 + chance.random() / 10, -5.9 + chance.random() / 10
    points = [(lon, lat)]
    for _ in range(5):
        lat, lon = lat + chance.gauss(0, 0.0004), lon + chance.gauss(0, 0.0006)
        points.append((lon, lat))
    return MultiLineString([LineString(points)])


def _name(chance: random.Random) -> str:
    word = "".join(chance.choice(SYLLABLES) for _ in range(chance.randrange(2, 4))).title()
    return f"{word} {chance.choice(ENDINGS)}"


def _put_round(session: Session) -> str:
    """A squad of its own with a round of 300 streets and 2,500 premises; gives the secret of its device."""
    chance = random.Random(7)
    usrns = [str(n) for n in chance.sample(range(7_000_000, 7_400_000), ROUND_STREETS)]
    uprns = [str(n) for n in chance.sample(range(185_000_000, 186_000_000), SERVED)]
    names = [_name(chance) for _ in usrns]
    put_squads(session, [Squad("SBIG", "Squad of the large round", ON)])
    put_streets(
        session, [Street(u, name, line=_line(chance)) for u, name in zip(usrns, names, strict=True)]
    )
    put_premises(
        session,
        [
            Premises(
                uprn,
                f"{n // ROUND_STREETS * 2 + 1} {names[n % ROUND_STREETS]}",
                usrn=usrns[n % ROUND_STREETS],
            )
            for n, uprn in enumerate(uprns)
        ],
    )
    plan = RoundPlan(
        "RBIG", "Large round", "refuse", ON, (1,), squad="SBIG", expected_end=time_of(14)
    )
    put_rounds(session, [plan])
    put_round_streets(session, [RoundStreet("RBIG", u, n) for n, u in enumerate(usrns)])
    put_services(session, [Service(u, "RBIG", "refuse", ON) for u in uprns])
    now = datetime.now(UTC)
    code = issue_enrolment_code(session, "SBIG", "bench", now)
    return enrol_device(session, code, "handheld", now).secret


@pytest.fixture
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ours]:
    side = Ours(tmp_path_factory.mktemp("pack"), squads=1)
    yield side
    side.close()


def test_the_first_pack(ours: Ours) -> None:
    with ours.server.app.app_context():
        with transaction() as session:
            secret = _put_round(session)
        db.engine.dispose()
    # the first day of the round's cycle from today on
    on = ON + timedelta(days=-(-(datetime.now(UTC).date() - ON).days // 7) * 7)
    url = f"{ours.server.url}/v1/pack?on={on.isoformat()}&days=3"
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "gzip"}
    took = []
    for _ in range(7):
        began = time.perf_counter()
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310 - our own
            data = answer.read()
        took.append(time.perf_counter() - began)
    pack = decode_pack(gzip.decompress(data))
    streets = {street.usrn for one in pack.collections for street in one.streets}
    held = sum(len(one.premises) for one in pack.collections)
    print(f"\nfirst pack: {len(data):,} bytes on the line, {min(took):.2f}-{max(took):.2f} s")
    print(f"{len(streets)} streets, {held} premises, {len(pack.collections)} collection")
    assert len(streets) == ROUND_STREETS
    assert held == SERVED
    assert len(data) <= 120_000
