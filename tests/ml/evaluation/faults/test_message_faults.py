import itertools

import numpy as np
import pytest

from ml.evaluation.faults import message_faults
from ml.evaluation.faults.scenes import flights_in, scenes_in, with_groups
from tests.ml.evaluation.straight_flights import METRES_PER_DEGREE, StraightFlight, addresses, recorded

TEST = list(itertools.islice(addresses("test"), 5))


@pytest.fixture
def scene(tmp_path):
    flights = [StraightFlight(address, latitude=47 + n / 10) for n, address in enumerate(TEST)]
    return next(with_groups(scenes_in(flights_in(recorded(tmp_path, *flights).rows), split="test")))


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def test_drop_outs_take_two_in_five(scene):
    left = [len(message_faults.drop_outs(scene, np.random.default_rng(seed), 1.0)) for seed in range(100)]
    assert np.mean(left) == pytest.approx(30 * 0.6, rel=0.05)


def test_silence_lasts_120_s(scene, rng):
    faulty = message_faults.silence(scene, rng, 1.0)
    assert (faulty["time_position"] - scene.start).tolist() == list(range(120, 300, 10))


@pytest.mark.parametrize("fixes", [1, 3, 10])
def test_the_emergency_code_is_held_for_so_many_fixes(scene, rng, fixes):
    squawks = message_faults.emergency_squawk(scene, rng, 1.0, fixes=fixes)["squawk"].tolist()
    assert squawks == ["7700"] * fixes + ["1000"] * (30 - fixes)


def test_a_swapped_callsign_is_one_of_another_flight(scene, rng):
    [callsign] = message_faults.swapped_callsign(scene, rng, 1.0)["callsign"].unique()
    assert callsign in {f"T{address.upper()}" for address in TEST[1:]}


def test_a_group_jumps_2_km_in_the_same_direction(scene, rng):
    faulty = message_faults.jump_together(scene, rng, 1.0)
    assert set(faulty["icao24"]) == set(TEST)
    north = (faulty["latitude"] - scene.touched["latitude"]) * METRES_PER_DEGREE
    east = (faulty["longitude"] - scene.touched["longitude"]) * METRES_PER_DEGREE
    east *= np.cos(np.radians(faulty["latitude"]))
    assert np.hypot(north, east).to_numpy() == pytest.approx(2_000, rel=0.01)
    assert np.ptp(north) < 20


def test_a_lost_position_stays_with_its_time_while_contact_goes_on(scene, rng):
    faulty = message_faults.lost_together(scene, rng, 1.0)
    by_aircraft = faulty.groupby("icao24")
    assert len(by_aircraft) == 5
    assert (by_aircraft[["time_position", "longitude", "latitude"]].nunique() == 1).all(axis=None)
    assert (by_aircraft["last_contact"].nunique() == 30).all()
