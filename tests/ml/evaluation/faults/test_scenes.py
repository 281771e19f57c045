import itertools

import numpy as np
import pytest

from ml.evaluation.faults.scenes import apart, flights_in, scenes_in, with_groups
from tests.ml.evaluation.straight_flights import START, StraightFlight, addresses, recorded

TEST = list(itertools.islice(addresses("test"), 12))
OTHER = list(itertools.islice(addresses("train"), 12))


def scenes(folder, *flights):
    return list(scenes_in(flights_in(recorded(folder, *flights).rows), split="test"))


def test_a_fault_starts_at_one_third_of_the_flight(tmp_path):
    [scene] = scenes(tmp_path, StraightFlight(TEST[0], first=100, last=1_000), StraightFlight(OTHER[0]))
    assert (scene.start, scene.end) == (START + 400, START + 700)
    window = scene.window()
    assert (window["time_position"].min(), window["time_position"].max()) == (START + 400, START + 690)


@pytest.mark.parametrize(
    "flight",
    [
        pytest.param(StraightFlight(TEST[0], last=440), id="short"),
        pytest.param(StraightFlight(TEST[0], changes=(("on_ground", True),)), id="on the ground"),
    ],
)
def test_flights_that_cannot_have_a_fault_are_left_out(tmp_path, flight):
    assert scenes(tmp_path, flight) == []


def test_a_flight_unheard_at_the_time_of_the_fault_is_left_out(tmp_path):
    before, after = StraightFlight(TEST[0], last=300), StraightFlight(TEST[0], first=590, last=900)
    assert scenes(tmp_path, before, after) == []


def test_apart_keeps_neighbours_out_but_not_those_far_away_or_later(tmp_path):
    here, beside = StraightFlight(TEST[0]), StraightFlight(TEST[1], latitude=47.5)
    far = StraightFlight(TEST[2], latitude=50.0)
    later = StraightFlight(TEST[3], first=700, last=1_600)
    found = {
        scene.victim.icao24 for scene in apart(scenes(tmp_path, here, beside, far, later), np.random.default_rng(1))
    }
    assert {TEST[2], TEST[3]} <= found
    assert len(found & {TEST[0], TEST[1]}) == 1


def test_apart_leaves_out_others_with_another_seed(tmp_path):
    found = scenes(tmp_path, *(StraightFlight(address) for address in TEST[:6]))
    first = {next(apart(found, np.random.default_rng(seed))).victim.icao24 for seed in range(20)}
    assert len(first) > 1


def test_groups_are_those_within_100_km_of_any_split(tmp_path):
    near = [StraightFlight(address, latitude=47.0 + 0.2 * n) for n, address in enumerate([TEST[0], *OTHER[:4]])]
    far = StraightFlight(OTHER[4], latitude=48.0)
    [group] = with_groups(scenes(tmp_path, *near, far))
    assert group.victim.icao24 == TEST[0]
    assert {member.icao24 for member in group.members} == {TEST[0], *OTHER[:4]}


def test_fewer_than_five_are_no_group(tmp_path):
    assert list(with_groups(scenes(tmp_path, StraightFlight(TEST[0]), *map(StraightFlight, OTHER[:3])))) == []


def test_no_flight_is_in_two_groups(tmp_path):
    groups = list(with_groups(scenes(tmp_path, *map(StraightFlight, [*TEST, *OTHER[:3]]))))
    numbers = [member.number for group in groups for member in group.members]
    assert len(numbers) == len(set(numbers))
