"""The receiver during a shift: on and off with it, thinned, bounded, asked about and forgotten. No window."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from crew_app.device.gps import ReplayGps
from crew_app.presenters.handset import Place
from crew_app.presenters.map import MapPresenter
from crew_app.presenters.round import RoundPresenter
from crew_app.presenters.shift_end import ShiftEndPresenter
from crew_app.presenters.shift_start import ShiftStartPresenter
from crew_app.presenters.suggesting import DRIVEN, HERE
from crew_app.presenters.tracking import LONGEST_SHIFT_MS, MOST_FIXES_OF_PIECE, Tracker
from crew_app.store.ops import list_ops
from crew_app.store.rounds import find_street as find_card
from crew_app.store.tracks import count_track, list_end_to_end, list_fixes
from geo.onboard.driven import cover, list_driven
from geo.onboard.ground import lay_ground
from geo.onboard.hops import list_hops
from geo.onboard.lines import distance_to_line_m
from geo.onboard.nearest import HERE_WITHIN_M, Sighting, suggest_street
from geo.onboard.plane import Position7, distance_m
from sync.ops import Op, ShiftEnded, Track, Visit
from sync.pack import PackStreet
from sync.words import Outcome
from tests.crew_app.drives import Row, drive_path, drive_streets
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import COLLECTION
from tests.crew_app.town_pack import make_town_pack

PACK = make_town_pack(60)
STREETS = PACK.collections[0].streets
GROUND = lay_ground([(street.usrn, street.line) for street in STREETS], HERE_WITHIN_M)


def middle_of(street: PackStreet) -> Position7:
    return street.line[0][len(street.line[0]) // 2]


def is_clear(street: PackStreet) -> bool:
    """Nearly straight, and nothing else is near its middle."""
    part = street.line[0]
    length_m = sum(distance_m(a, b) for a, b in itertools.pairwise(part))
    is_alone = suggest_street(Sighting(middle_of(street), 5, 1), GROUND) == street.usrn
    return (
        len(street.line) == 1 and is_alone and 120 < length_m < 1.02 * distance_m(part[0], part[-1])
    )


LONG = next(street for street in STREETS[5:] if is_clear(street))


class Drive:
    """A phone in a lorry: the track plays while time passes, and the app looks every second."""

    def __init__(self, folder: Path, track: Sequence[Row]) -> None:
        clock_of = make_phone(folder / "unused").clock
        self.phone: Phone = make_phone(folder, ReplayGps(tuple(track), clock_of), clock_of)
        self.phone.take_pack(PACK)
        self.tracker = Tracker(self.phone.handset)

    def start(self) -> None:
        start = ShiftStartPresenter(self.phone.handset)
        start.enter(Place("shift_start"))
        start.choose(COLLECTION)
        start.start()

    def end(self) -> None:
        end = ShiftEndPresenter(self.phone.handset)
        end.enter(Place("shift_end"))
        end.choose("out_of_time")
        end.end()

    def go_on(self, seconds: float, step: float = 1.0) -> None:
        for _ in range(int(seconds / step)):
            self.phone.clock.pass_time(int(step * 1000))
            self.tracker.look()

    def enter_round(self) -> RoundPresenter:
        presenter = RoundPresenter(self.phone.handset)
        presenter.enter(Place("round"))
        return presenter

    @property
    def tracks(self) -> list[Track]:
        return [op.data for op in self.ops() if isinstance(op.data, Track)]

    def ops(self) -> tuple[Op, ...]:
        return list_ops(self.phone.store, COLLECTION)


def seconds_of(track: Sequence[Row]) -> float:
    return track[-1][0] / 1000


def away(track: Sequence[Row]) -> tuple[Row, ...]:
    """The same, then two hundred metres straight on."""
    first, last = track[0], track[-1]
    share = 200 / distance_m((first[1], first[2]), (last[1], last[2]))
    on_to = (
        last[1] + round((last[1] - first[1]) * share),
        last[2] + round((last[2] - first[2]) * share),
    )
    on = drive_path([(last[1], last[2]), on_to])
    return (*track, *((last[0] + ms, lat, lon, acc) for ms, lat, lon, acc in on[1:]))


ALONG = drive_streets([LONG])
ALONG_AND_AWAY = away(ALONG)


@pytest.fixture
def drive(tmp_path: Path) -> Drive:
    return Drive(tmp_path, ALONG_AND_AWAY)


def test_nothing_is_kept_before_the_shift_starts(drive: Drive) -> None:
    drive.go_on(120)
    assert count_track(drive.phone.store) == (0, 0)
    assert drive.phone.handset.gps.find_fix() is None


def test_a_shift_switches_the_receiver_on_and_its_end_switches_it_off(drive: Drive) -> None:
    drive.start()
    drive.go_on(30)
    assert drive.phone.handset.gps.find_fix() is not None
    assert list_fixes(drive.phone.store, COLLECTION)
    drive.end()
    drive.go_on(5)
    assert drive.phone.handset.gps.find_fix() is None
    assert list_fixes(drive.phone.store, COLLECTION) == ()
    assert list_end_to_end(drive.phone.store, COLLECTION) == ()


def test_what_is_recorded_after_the_shift_holds_no_position(drive: Drive) -> None:
    drive.start()
    drive.go_on(30)
    drive.end()
    pieces = count_track(drive.phone.store)[1]
    drive.go_on(600, step=5)
    assert count_track(drive.phone.store) == (0, pieces)


def test_a_shift_that_nobody_ended_does_not_follow_the_phone_home(drive: Drive) -> None:
    drive.start()
    drive.go_on(20)
    drive.phone.clock.pass_time(LONGEST_SHIFT_MS)
    drive.tracker.look()
    assert drive.phone.handset.gps.find_fix() is None
    assert list_fixes(drive.phone.store, COLLECTION) == ()


def test_the_app_opened_again_in_a_shift_listens_again(drive: Drive) -> None:
    drive.start()
    drive.go_on(30)
    drive.phone.handset.gps.stop()  # the app was closed
    drive.tracker = Tracker(drive.phone.handset)
    drive.go_on(3)
    assert drive.phone.handset.gps.find_fix() is not None


def test_the_app_opened_again_in_a_shift_goes_on_where_it_was(drive: Drive) -> None:
    drive.start()
    drive.go_on(30)
    kept = list_fixes(drive.phone.store, COLLECTION)
    drive.tracker = Tracker(drive.phone.handset)
    drive.tracker.look()
    assert kept
    assert list_fixes(drive.phone.store, COLLECTION) == kept


def test_the_rest_of_the_track_goes_up_before_the_manifest(drive: Drive) -> None:
    drive.start()
    drive.go_on(30)
    drive.end()
    kinds = [type(op.data) for op in drive.ops()]
    assert kinds[-2:] == [Track, ShiftEnded]
    ended = drive.ops()[-1].data
    assert isinstance(ended, ShiftEnded)
    assert ended.last_seq == drive.ops()[-2].seq


def test_a_track_goes_up_in_pieces_of_a_bounded_size(tmp_path: Path) -> None:
    there_and_back = [*LONG.line[0], *LONG.line[0][::-1]] * 60
    track = drive_path(there_and_back, every_ms=1_000)
    drive = Drive(tmp_path, track)
    drive.start()
    drive.go_on(min(seconds_of(track), 3_600), step=5)
    drive.end()
    assert len(drive.tracks) >= 4
    assert all(len(one.fixes) <= MOST_FIXES_OF_PIECE for one in drive.tracks)
    # a quarter of an hour as one operation, not far from the least that still tells the way
    assert max(len(one.fixes) for one in drive.tracks) < 400


def test_the_thinned_track_stays_near_the_way_and_tells_the_same_streets(drive: Drive) -> None:
    drive.start()
    drive.go_on(seconds_of(ALONG_AND_AWAY) + 12)
    asked = set(list_end_to_end(drive.phone.store, COLLECTION))
    drive.end()
    rows = [
        (one.start_ms + seconds * 1000, lat, lon, acc)
        for one in drive.tracks
        for seconds, lat, lon, acc in one.fixes
    ]
    way: tuple[Position7, ...] = tuple((lat, lon) for _, lat, lon, _ in ALONG_AND_AWAY)
    assert max(distance_to_line_m((row[1], row[2]), (way,)) for row in rows) < 1.0
    assert len(rows) < len(ALONG_AND_AWAY)
    ground = drive.phone.handset.streets.find(drive.phone.store, COLLECTION).ground
    found = list_driven(ground, cover(ground, list_hops(rows)))
    assert {one.usrn for one in found if one.is_end_to_end} == asked
    assert LONG.usrn in asked


def test_a_street_that_was_driven_is_asked_about_and_one_tap_completes_it(drive: Drive) -> None:
    drive.start()
    drive.go_on(seconds_of(ALONG_AND_AWAY) + 12)
    presenter = drive.enter_round()
    hint = presenter.state.hint
    assert (hint.kind, hint.usrn) == (DRIVEN, LONG.usrn)
    assert LONG.name in hint.text
    assert not [op for op in drive.ops() if isinstance(op.data, Visit)]  # the track marks nothing
    presenter.say_yes()
    visits = [op.data for op in drive.ops() if isinstance(op.data, Visit)]
    assert [(visit.usrn, visit.outcome) for visit in visits] == [(LONG.usrn, Outcome.COMPLETED)]
    assert presenter.state.hint.usrn != LONG.usrn


def test_one_tap_says_no_and_it_is_not_asked_again(drive: Drive) -> None:
    drive.start()
    drive.go_on(seconds_of(ALONG_AND_AWAY) + 12)
    presenter = drive.enter_round()
    asked = presenter.state.hint
    presenter.say_no()
    assert presenter.state.hint.usrn != asked.usrn
    drive.phone.handset.gps.stop()
    drive.tracker = Tracker(
        drive.phone.handset
    )  # not even after the app was closed, and driven again
    drive.go_on(seconds_of(ALONG_AND_AWAY) + 12)
    presenter.enter(Place("round"))
    assert (presenter.state.hint.kind, presenter.state.hint.usrn) != (DRIVEN, asked.usrn)
    card = find_card(drive.phone.store, COLLECTION, asked.usrn)
    assert card is not None
    assert card.mark is None


def test_nothing_is_asked_about_a_street_while_the_lorry_is_still_in_it(tmp_path: Path) -> None:
    middle = middle_of(LONG)
    drive = Drive(tmp_path, drive_path([*LONG.line[0], middle]))
    drive.start()
    drive.go_on(seconds_of(drive_path([*LONG.line[0], middle])) + 11)
    assert LONG.usrn in list_end_to_end(drive.phone.store, COLLECTION)
    assert drive.enter_round().state.hint.kind != DRIVEN


def test_the_street_one_is_in_is_offered_and_opens(tmp_path: Path) -> None:
    middle = middle_of(LONG)
    drive = Drive(tmp_path, ((0, *middle, 50),))
    drive.start()
    drive.go_on(2)
    presenter = drive.enter_round()
    assert (presenter.state.hint.kind, presenter.state.hint.usrn) == (HERE, LONG.usrn)
    assert presenter.state.hint.text == f"You are in {LONG.name}"
    presenter.say_yes()
    assert drive.phone.gone[-1] == Place("street", LONG.usrn)
    assert not [op for op in drive.ops() if isinstance(op.data, Visit)]


def test_a_poor_position_suggests_nothing(tmp_path: Path) -> None:
    middle = middle_of(LONG)
    drive = Drive(tmp_path, ((0, *middle, 600),))
    drive.start()
    drive.go_on(2)
    assert drive.enter_round().state.hint.kind == ""


def test_the_round_looks_again_only_when_the_position_says_something_else(drive: Drive) -> None:
    drive.start()
    presenter = drive.enter_round()
    shown: list[object] = []
    presenter.watch(shown.append)
    drive.go_on(3)
    presenter.look_around()
    before = len(shown)
    for _ in range(5):
        presenter.look_around()
    assert len(shown) == before


def test_the_map_shows_where_the_phone_is_and_how_sure(drive: Drive) -> None:
    drive.start()
    presenter = MapPresenter(drive.phone.handset)
    presenter.enter(Place("map"))
    assert presenter.state.here.position is not None
    drive.go_on(10)
    presenter.look_around()
    fix = drive.phone.handset.gps.find_fix()
    assert fix is not None
    assert presenter.state.here.position == (fix.lat7, fix.lon7)
    assert presenter.state.here.words == "Position good to 4 m"
    drive.end()
    presenter.enter(Place("map"))
    assert presenter.state.here.position == (fix.lat7, fix.lon7)  # nothing new without a shift


def test_the_map_completes_the_street_of_its_card_once(drive: Drive) -> None:
    drive.start()
    presenter = MapPresenter(drive.phone.handset)
    presenter.enter(Place("map"))
    first = presenter.state.card.usrn
    assert first == STREETS[0].usrn
    presenter.complete(first)
    presenter.complete(presenter.state.card.usrn)  # the same tap of a glove
    visits = [op.data.usrn for op in drive.ops() if isinstance(op.data, Visit)]
    assert visits == [first]
    assert presenter.state.card.usrn == STREETS[1].usrn
    shapes = {street.usrn: street.shape for street in presenter.state.streets}
    assert shapes[first] == "completed"
    assert shapes[STREETS[1].usrn] == "left"


def test_a_street_tapped_on_the_map_has_a_card_that_opens_it(drive: Drive) -> None:
    drive.start()
    presenter = MapPresenter(drive.phone.handset)
    presenter.enter(Place("map"))
    presenter.choose(LONG.usrn)
    assert presenter.state.card.name == LONG.name
    presenter.open(LONG.usrn)
    assert drive.phone.gone[-1] == Place("street", LONG.usrn)
    presenter.choose("")
    assert presenter.state.card.usrn == STREETS[0].usrn


@pytest.mark.parametrize("hours", [6, -6])
def test_a_clock_set_wrong_during_a_shift_loses_no_track(drive: Drive, hours: int) -> None:
    drive.start()
    drive.go_on(20)
    wall_ms = drive.phone.clock.read().wall_ms
    drive.phone.clock.set_wall(wall_ms + hours * 3_600_000)
    drive.go_on(40)
    drive.end()
    sent = {tuple(fix[1:]) for one in drive.tracks for fix in one.fixes}
    times = [one.start_ms + fix[0] * 1000 for one in drive.tracks for fix in one.fixes]
    assert max(times) - min(times) > 5 * 3_600_000  # both sides of the jump
    assert ALONG_AND_AWAY[0][1:] in sent
