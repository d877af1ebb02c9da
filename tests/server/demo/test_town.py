"""The generated town is a believable, sound one, and always the same."""

import re
from collections import Counter
from datetime import date

import pytest
import shapely
from shapely import LineString, Point, STRtree, unary_union
from shapely.geometry.base import BaseGeometry

from server.db.places import Premises
from server.demo.council import DemoCouncil, DemoPlan, fingerprint, make_council
from tests.server.demo.councils import ON, small_council, town_council


@pytest.fixture(params=["small", "town"])
def council(request: pytest.FixtureRequest) -> DemoCouncil:
    return small_council() if request.param == "small" else town_council()


def door_of(place: Premises) -> Point:
    assert place.lon is not None
    assert place.lat is not None
    return Point(place.lon, place.lat)


def doors_of(council: DemoCouncil) -> list[Point]:
    return [door_of(place) for place in council.town.premises]


def test_the_same_seed_gives_the_same_council_byte_for_byte() -> None:
    again = make_council(DemoPlan("small", 1, ON))
    assert fingerprint(again) == fingerprint(small_council())


def test_another_seed_gives_another_council() -> None:
    assert fingerprint(small_council(2)) != fingerprint(small_council())


def test_another_day_changes_the_calendar_and_not_the_town() -> None:
    later = make_council(DemoPlan("small", 1, date(2027, 3, 3)))
    assert later.town.premises == small_council().town.premises
    assert later.moves != small_council().moves


def test_a_town_has_the_size_of_a_town() -> None:
    town = town_council().town
    assert 20_000 < len(town.premises) < 45_000
    assert 500 < len(town.streets) < 1_500
    assert len(town.entries) > 50
    assert len(town.bin_stores) > 100
    assert len(town.wards) == 14


def test_every_geometry_is_valid(council: DemoCouncil) -> None:
    town = council.town
    shapes: list[BaseGeometry] = [ward.area for ward in town.wards]
    shapes += [street.line for street in town.streets if street.line is not None]
    shapes += [entry.line for entry in town.entries if entry.line is not None]
    assert all(shapely.is_valid(shape) and not shapely.is_empty(shape) for shape in shapes)


def test_wards_tile_the_council_without_gap_or_overlap(council: DemoCouncil) -> None:
    areas = [ward.area for ward in council.town.wards]
    whole = unary_union(areas)
    edge = council.town.backdrop.edge
    assert sum(area.area for area in areas) == pytest.approx(whole.area, rel=1e-6)
    assert whole.symmetric_difference(edge).area < edge.area * 1e-4


def test_every_premises_lies_in_exactly_one_ward(council: DemoCouncil) -> None:
    points = doors_of(council)
    tree = STRtree([ward.area for ward in council.town.wards])
    inside, _ = tree.query(points, predicate="within")
    assert Counter(inside.tolist()) == Counter(range(len(points)))


def test_wards_hold_premises_each() -> None:
    points = doors_of(town_council())
    tree = STRtree([ward.area for ward in town_council().town.wards])
    _, wards = tree.query(points, predicate="within")
    assert min(Counter(wards.tolist()).values()) > 300


def test_premises_are_near_their_street(council: DemoCouncil) -> None:
    lines = {street.usrn: street.line for street in council.town.streets}
    for place in council.town.premises[::17]:
        line = lines[place.usrn or ""]
        assert line is not None
        assert line.distance(door_of(place)) < 30 / 60_000


def test_odd_numbers_are_on_one_side_and_even_ones_on_the_other(council: DemoCouncil) -> None:
    """Left of the line, as it is drawn, are the odd ones."""
    lines = {street.usrn: street.line for street in council.town.streets}
    wrong = 0
    for place in council.town.premises:
        line = lines[place.usrn or ""]
        assert line is not None
        door, part = door_of(place), LineString(shapely.get_coordinates(line))
        at = part.project(door)
        here, ahead = part.interpolate(at - 1e-5), part.interpolate(at + 1e-5)
        turn = (ahead.x - here.x) * (door.y - here.y) - (ahead.y - here.y) * (door.x - here.x)
        number = int(re.findall(r"\d+", place.house)[-1])
        wrong += (turn > 0) != (number % 2 == 1)
    assert wrong <= len(council.town.premises) / 1000  # where a street bends back on itself


def test_postcodes_have_the_real_form_in_an_area_that_nobody_has(council: DemoCouncil) -> None:
    form = re.compile(r"DV[1-9] [1-9][ABD-HJLNP-UW-Z]{2}")
    assert all(form.fullmatch(place.postcode) for place in council.town.premises)
    largest = Counter(place.postcode for place in council.town.premises).most_common(1)[0][1]
    assert largest <= 60


def test_no_address_and_no_number_is_given_twice(council: DemoCouncil) -> None:
    town = council.town
    for found in (
        [place.uprn for place in town.premises],
        [place.address for place in town.premises],
        [street.usrn for street in town.streets],
        [street.name for street in town.streets],
        [entry.id for entry in town.entries],
    ):
        assert len(found) == len(set(found))


def test_flats_share_a_bin_store_and_nobody_else_does(council: DemoCouncil) -> None:
    sharing = Counter(p.bin_store_id for p in council.town.premises if p.bin_store_id)
    assert set(sharing) == {store.id for store in council.town.bin_stores}
    assert min(sharing.values()) >= 4
    flats = [p for p in council.town.premises if re.match(r"(Flat|Apartment) \d+, ", p.address)]
    assert len(flats) == sum(sharing.values())


def test_an_entry_runs_behind_the_premises_it_serves() -> None:
    lines = {entry.id: entry.line for entry in town_council().town.entries}
    served = [place for place in town_council().town.premises if place.entry_id]
    assert len({place.entry_id for place in served}) == len(lines)
    for place in served:
        line = lines[place.entry_id or ""]
        assert line is not None
        assert line.distance(door_of(place)) < 60 / 60_000


def test_streets_are_bent_and_of_many_lengths() -> None:
    """Not a grid: hardly any two streets run in the same direction."""
    headings = []
    for street in town_council().town.streets:
        assert street.line is not None
        first, *_, last = shapely.get_coordinates(street.line).tolist()
        headings.append(round((last[0] - first[0]) / (abs(last[1] - first[1]) + 1e-9), 2))
    assert Counter(headings).most_common(1)[0][1] < 15
    corners = [shapely.get_num_coordinates(s.line) for s in town_council().town.streets]
    assert sum(count > 4 for count in corners) > len(corners) * 0.6


def test_some_premises_have_assisted_collections(council: DemoCouncil) -> None:
    share = sum(place.assisted for place in council.town.premises) / len(council.town.premises)
    assert 0.003 < share < 0.03
