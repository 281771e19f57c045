"""When aircraft count as flying alike: how near, how similar, and for how long."""

import math

import numpy as np
import pytest

from tests.ml.sky.test_sky import METRES_PER_DEGREE, flight, judged

ORIGINAL = flight("400001", range(6))
ON_APPROACH = {"baro_altitude": 1_200.0, "velocity": 75.0, "vertical_rate": -4.0}


def formations(*flights):
    return [finding for finding in judged(*flights) if finding.detector == "formation"]


def turning(icao24, polls, *, radius_m, first):
    """A flight on a left turn of one degree a second, at the speed of one of 12 km radius."""
    fixes = flight(icao24, polls)
    angle = np.radians(np.arange(len(fixes)) * 10)
    fixes["true_track"] = (90 - np.degrees(angle)) % 360
    fixes["velocity"] = 12_000 * math.pi / 180
    fixes["longitude"] = 5 + (first[0] + radius_m * np.sin(angle)) / METRES_PER_DEGREE / math.cos(math.radians(45))
    fixes["latitude"] = 45 + (first[1] - radius_m * np.cos(angle)) / METRES_PER_DEGREE
    return fixes


def test_formation_is_information():
    first, *_ = found = formations(ORIGINAL, flight("3fffff", range(1, 6), north_m=2_000))
    assert [finding.icao24 for finding in found] == ["3fffff"] * 3
    assert (first.family, first.severity, first.related) == ("formation", "info", ("400001",))
    assert (first.value, first.limit, first.unit) == (20, 20, "s")
    assert first.poll_time == ORIGINAL["poll_time"][3]
    assert first.evidence.startswith("flies in formation with 400001: 2.0 km apart")


def test_formation_of_two_seen_at_once_is_the_larger_address():
    assert {finding.icao24 for finding in formations(ORIGINAL, flight("3fffff", range(6), north_m=2_000))} == {"400001"}


def test_formation_is_related_to_all_before_it():
    found = formations(ORIGINAL, flight("400002", range(6), north_m=900), flight("400003", range(6), north_m=1_800))
    assert {(finding.icao24, finding.related) for finding in found} == {
        ("400002", ("400001",)),
        ("400003", ("400001", "400002")),
    }


@pytest.mark.parametrize(
    "difference",
    [
        {"baro_altitude": 10_300.0},
        {"velocity": 224.0},
        {"true_track": 95.0},
        {"vertical_rate": 2.0},
        {"north_m": 5_500.0},
        {"on_ground": True},
    ],
)
def test_formation_needs_the_same_flying_nearby(difference):
    assert formations(ORIGINAL, flight("400002", range(6), **({"north_m": 2_000.0} | difference))) == []


@pytest.mark.parametrize(
    ("velocity", "north_m", "is_formation"),
    [(50.0, 500, False), (50.0, 2_000, True), (28.0, 2_000, False), (70.0, 500, True)],
)
def test_slow_aircraft_may_keep_each_other_company(velocity, north_m, is_formation):
    pair = (
        flight("400001", range(30), velocity=velocity),
        flight("400002", range(30), velocity=velocity, north_m=north_m),
    )
    assert bool(formations(*pair)) is is_formation


def test_formation_has_to_keep_its_offset_across_the_track():
    shifting = flight("400002", range(12), north_m=1_000)
    shifting["latitude"] += np.arange(12) * 200 / METRES_PER_DEGREE
    assert formations(flight("400001", range(12)), shifting) == []


def test_formation_may_report_positions_late():
    late_s = [0, 8, 3, 0, 7, 1]
    other = flight("400002", range(6), north_m=2_000)
    other["longitude"] -= np.array(late_s) * 220 / METRES_PER_DEGREE / math.cos(math.radians(45))
    assert len(formations(ORIGINAL, other)) == 4


def test_formation_is_seen_though_fixes_are_of_different_times():
    other = flight("400002", range(6), north_m=2_000)
    earlier_s = 9
    other["time_position"] -= earlier_s
    other["longitude"] -= earlier_s * 220 / METRES_PER_DEGREE / math.cos(math.radians(45))
    assert len(formations(ORIGINAL, other)) == 4


@pytest.mark.parametrize("radius_m", [12_000, 14_000])
def test_formation_is_seen_in_a_turn_whether_it_is_moved_aside_or_keeps_abreast(radius_m):
    other = turning("400002", range(9), radius_m=radius_m, first=(0, radius_m - 14_000))
    original = turning("400001", range(9), radius_m=12_000, first=(0, 0))
    assert len(formations(original, other)) == 7


def test_formation_takes_three_polls_however_far_apart():
    slow = {"every_s": 90}
    for polls, count in ((2, 0), (3, 1)):
        pair = (flight("400001", range(polls), **slow), flight("400002", range(polls), north_m=2_000, **slow))
        assert len(formations(*pair)) == count


def test_formation_may_miss_a_poll():
    assert len(formations(ORIGINAL, flight("400002", [0, 2, 3, 5], north_m=2_000))) == 2


def test_formation_that_flew_differently_starts_anew():
    other = flight("400002", range(6), north_m=2_000)
    other.loc[1, "velocity"] = 240.0
    assert len(formations(ORIGINAL, other)) == 2


@pytest.mark.parametrize("where", [ON_APPROACH, {"baro_altitude": None}])
def test_formation_takes_three_minutes_where_it_is_low_or_says_no_altitude(where):
    pair = (flight("400001", range(20), **where), flight("400002", range(20), north_m=2_000, **where))
    assert [finding.value for finding in formations(*pair)] == [180, 190]


def test_parallel_approaches_are_too_short_for_a_formation():
    final = flight("400001", range(24), **ON_APPROACH)
    beside = flight("400002", range(24), north_m=1_000, **ON_APPROACH)
    beside.loc[15:, "velocity"] = 70.0
    assert formations(final, beside) == []


def test_traffic_of_one_airway_at_several_levels_is_no_formation():
    levels = [flight(f"40000{n}", range(20), north_m=200 * n, baro_altitude=9_000.0 + 300 * n) for n in range(6)]
    in_trail = [flight(f"50000{n}", range(20), east_m=10_000 * n) for n in range(1, 5)]
    assert formations(*levels, *in_trail) == []
