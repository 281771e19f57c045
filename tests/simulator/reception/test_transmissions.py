"""The reported motion of an aircraft agrees with its next reported position."""

import math

import pytest

from simulator.backends.simulated import SimulatedTraffic
from tests.simulator.geometry import haversine_m

NOON = 1_790_164_800
STEP_S = 10


def distance_m(one, other):
    return haversine_m(one[6], one[5], other[6], other[5])


def bearing_deg(one, other):
    lat1, lon1, lat2, lon2 = (math.radians(value) for value in (one[6], one[5], other[6], other[5]))
    east = math.sin(lon2 - lon1) * math.cos(lat2)
    north = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return math.degrees(math.atan2(east, north)) % 360


def turn_deg(one, other):
    return abs((one - other + 180) % 360 - 180)


@pytest.fixture(scope="module")
def steps():
    """Pairs of rows of one aircraft, located by ADS-B, about STEP_S apart, at several hours."""
    traffic = SimulatedTraffic(aircraft=1_500, seed=11, faults_per_hour=0)
    pairs = []
    for hour in range(6):
        before, after = (traffic.at(NOON + 3600 * hour + late).rows for late in (0, STEP_S))
        known = {row[0]: row for row in before if row[3] is not None and row[16] == 0}
        pairs += [(known[row[0]], row) for row in after if row[0] in known and row[3] and row[3] > known[row[0]][3]]
    assert len(pairs) > 6_000
    return pairs


def test_speed_is_that_of_the_positions(steps):
    """The mean of the two speeds, within the errors of positions and of rounding to half a knot."""
    for one, other in steps:
        elapsed = other[3] - one[3]
        if elapsed <= 20:
            assert distance_m(one, other) == pytest.approx((one[9] + other[9]) / 2 * elapsed, abs=55 + 0.8 * elapsed)


def test_speed_has_no_bias_against_the_positions(steps):
    airborne = [(one, other) for one, other in steps if not one[8] and other[3] - one[3] <= 20]
    flown = sum(distance_m(one, other) for one, other in airborne)
    reported = sum((one[9] + other[9]) / 2 * (other[3] - one[3]) for one, other in airborne)
    assert flown == pytest.approx(reported, rel=1e-3)


def test_track_is_the_direction_of_the_positions(steps):
    for one, other in steps:
        moved = distance_m(one, other)
        if moved > 1_000 and other[3] - one[3] <= 20:
            middle = (one[10] + ((other[10] - one[10] + 180) % 360 - 180) / 2) % 360
            assert turn_deg(middle, bearing_deg(one, other)) < 1.5 + math.degrees(40 / moved)


def test_vertical_rate_is_that_of_the_altitudes(steps):
    for one, other in steps:
        elapsed = other[3] - one[3]
        if None not in (one[7], other[7], one[11], other[11]) and elapsed <= 20 and not other[8] and not one[8]:
            # The rate may change by some 14 m/s over a ramp between the two fixes.
            changing = 0.25 * abs(other[11] - one[11]) * elapsed
            climbed = (one[11] + other[11]) / 2 * elapsed
            assert other[7] - one[7] == pytest.approx(climbed, abs=8 + 0.35 * elapsed + changing)


def test_aircraft_turn_and_accelerate_gently(steps):
    for one, other in steps:
        elapsed = other[3] - one[3]
        assert abs(other[9] - one[9]) <= 3.5 * elapsed + 1
        if one[9] > 20 and other[9] > 20 and not one[8]:
            assert turn_deg(one[10], other[10]) <= 4 * elapsed + 1.5


def test_aircraft_turn_now_and_then(steps):
    turning = [
        (one, other) for one, other in steps if not one[8] and turn_deg(one[10], other[10]) > 0.2 * (other[3] - one[3])
    ]
    assert 0.005 < len(turning) / len(steps) < 0.2


def test_altitudes_differ_by_a_smooth_offset(steps):
    for one, other in steps:
        if None not in (one[7], other[7], one[13], other[13]):
            assert -400 < one[13] - one[7] < 800
            climbed = abs(other[7] - one[7])
            assert (other[13] - other[7]) - (one[13] - one[7]) == pytest.approx(0, abs=16 + 0.05 * climbed)
