import itertools

import numpy as np
import pytest

from ml.evaluation.faults import path_faults
from ml.evaluation.faults.path_faults import MOTION
from ml.evaluation.faults.scenes import flights_in, scenes_in
from tests.ml.evaluation.straight_flights import METRES_PER_DEGREE, SPEED_MS, StraightFlight, addresses, recorded

ICAO24, *REST = itertools.islice(addresses("test"), 3)
OTHER = next(addresses("train"))
METRES_EAST = METRES_PER_DEGREE * np.cos(np.radians(47))


@pytest.fixture
def scene(tmp_path):
    slower = StraightFlight(OTHER, longitude=20.0, latitude=50.0, last=2_000, changes=(("baro_altitude", 8_000.0),))
    rows = recorded(tmp_path, StraightFlight(ICAO24), slower).rows
    return next(scene for scene in scenes_in(flights_in(rows), split="test") if scene.victim.icao24 == ICAO24)


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def test_frozen_fields_stay_while_time_goes_on(scene, rng):
    faulty = path_faults.frozen(scene, rng, 1.0)
    assert (faulty[MOTION].nunique() == 1).all()
    assert faulty["time_position"].tolist() == scene.window()["time_position"].tolist()
    assert faulty["longitude"].iloc[0] == scene.window()["longitude"].iloc[0]


def test_another_route_is_flown_at_the_other_flight_s_pace(scene, rng):
    faulty = path_faults.other_route(scene, rng, 1.0)
    assert (faulty["icao24"] == ICAO24).all()
    assert (faulty["latitude"] == 50.0).all()
    assert (faulty["baro_altitude"] == 8_000.0).all()
    east_m = np.diff(faulty["longitude"]) * METRES_PER_DEGREE * np.cos(np.radians(50))
    assert east_m == pytest.approx(SPEED_MS * 10, rel=0.01)


@pytest.mark.parametrize(("size", "behind_s"), [(1.0, 120), (0.25, 30), (2.0, 240)])
def test_a_replay_has_the_stated_age(scene, rng, size, behind_s):
    faulty = path_faults.replay(scene, rng, size)
    behind_m = (scene.window()["longitude"] - faulty["longitude"]) * METRES_EAST
    assert behind_m.to_numpy() == pytest.approx(SPEED_MS * behind_s, rel=0.01)
    assert faulty["time_position"].tolist() == scene.window()["time_position"].tolist()


def test_a_ghost_flies_2_km_aside_under_a_new_address(scene, rng):
    faulty = path_faults.ghost(scene, rng, 1.0)
    own, ghost = faulty[faulty["icao24"] == ICAO24], faulty[faulty["icao24"] != ICAO24]
    assert own.equals(scene.window())
    assert ghost["icao24"].nunique() == 1
    assert ghost["icao24"].iloc[0] not in {ICAO24, OTHER}
    assert ghost["icao24"].iloc[0][:3] == ICAO24[:3]
    aside_m = (ghost["latitude"].to_numpy() - own["latitude"].to_numpy()) * METRES_PER_DEGREE
    assert np.abs(aside_m) == pytest.approx(2_000, rel=0.01)
    assert ghost["longitude"].to_numpy() == pytest.approx(own["longitude"].to_numpy(), abs=1e-4)
    assert ghost["callsign"].isna().all()


def test_two_places_take_turns_50_km_apart(scene, rng):
    faulty, window = path_faults.two_places(scene, rng, 1.0), scene.window()
    north_m = (faulty["latitude"] - window["latitude"]) * METRES_PER_DEGREE
    east_m = (faulty["longitude"] - window["longitude"]) * METRES_EAST
    off_m = np.hypot(north_m, east_m).to_numpy()
    assert off_m[::2] == pytest.approx(0, abs=1e-3)
    assert off_m[1::2] == pytest.approx(50_000, rel=0.02)
    assert faulty.drop(columns=["longitude", "latitude"]).equals(window.drop(columns=["longitude", "latitude"]))
