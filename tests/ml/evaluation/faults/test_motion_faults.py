import numpy as np
import pytest

from ml.evaluation.faults import motion_faults
from ml.evaluation.faults.scenes import flights_in, scenes_in
from ml.evaluation.flights import polls_of
from tests.ml.evaluation.straight_flights import METRES_PER_DEGREE, SPEED_MS, StraightFlight, addresses, recorded

POSITION = {"longitude", "latitude"}
ALTITUDE = {"baro_altitude", "geo_altitude"}


@pytest.fixture
def scene(tmp_path):
    icao24 = next(addresses("test"))
    [scene] = scenes_in(flights_in(recorded(tmp_path, StraightFlight(icao24)).rows), split="test")
    return scene


def changed(scene, faulty):
    window = scene.window()
    return {name for name in window if not faulty[name].equals(window[name])}


def metres_off(scene, faulty):
    window = scene.window()
    north = (faulty["latitude"] - window["latitude"]) * METRES_PER_DEGREE
    east = (faulty["longitude"] - window["longitude"]) * METRES_PER_DEGREE * np.cos(np.radians(47))
    return np.hypot(north, east).to_numpy()


@pytest.mark.parametrize(
    ("fault", "fields"),
    [
        (motion_faults.noise, POSITION | ALTITUDE | {"velocity"}),
        (motion_faults.position_offset, POSITION),
        (motion_faults.position_drift, POSITION),
        (motion_faults.altitude_drift, ALTITUDE),
        (motion_faults.altitude_offset, ALTITUDE),
        (motion_faults.velocity_drift, {"velocity"}),
        (motion_faults.velocity_offset, {"velocity"}),
        (motion_faults.track_bias, {"true_track"}),
        (motion_faults.false_descent, {"vertical_rate"}),
    ],
)
def test_a_fault_changes_only_its_own_fields(scene, fault, fields):
    assert changed(scene, fault(scene, np.random.default_rng(1), 1.0)) == fields


@pytest.mark.parametrize("size", [0.25, 1, 2])
def test_an_offset_is_5_km_in_one_direction(scene, size):
    faulty = motion_faults.position_offset(scene, np.random.default_rng(1), size)
    assert metres_off(scene, faulty) == pytest.approx(5_000 * size, rel=0.01)


def test_a_drift_grows_by_20_metres_a_second(scene):
    off = metres_off(scene, motion_faults.position_drift(scene, np.random.default_rng(1), 1.0))
    assert off == pytest.approx(20 * np.arange(0, 300, 10), rel=0.01, abs=0.01)


def test_noise_has_the_stated_width_and_is_new_at_every_fix(scene):
    rng = np.random.default_rng(1)
    runs = [motion_faults.noise(scene, rng, 1.0) for _ in range(100)]
    off = np.concatenate([metres_off(scene, faulty) for faulty in runs])
    assert np.sqrt(np.mean(off**2) / 2) == pytest.approx(500, rel=0.05)
    assert np.std([faulty["baro_altitude"] for faulty in runs]) == pytest.approx(60, rel=0.05)
    assert np.std([faulty["velocity"] for faulty in runs]) == pytest.approx(5, rel=0.05)
    assert len(np.unique(off)) == len(off)


def test_noise_is_the_same_for_a_repeated_fix(tmp_path):
    icao24 = next(addresses("test"))
    rows = recorded(tmp_path, StraightFlight(icao24)).rows
    in_tens = rows["time_position"] // 20 * 20
    repeats = rows.assign(time_position=in_tens, longitude=rows.groupby(in_tens)["longitude"].transform("first"))
    [scene] = scenes_in(flights_in(repeats), split="test")
    faulty = motion_faults.noise(scene, np.random.default_rng(1), 1.0)
    assert (faulty.groupby("time_position")[["longitude", "latitude", "velocity"]].nunique() == 1).all(axis=None)


@pytest.mark.parametrize(
    ("fault", "field", "off"),
    [
        (motion_faults.altitude_drift, "geo_altitude", 3.0 * np.arange(0, 300, 10)),
        (motion_faults.altitude_offset, "baro_altitude", np.full(30, 300.0)),
        (motion_faults.velocity_drift, "velocity", 0.25 * np.arange(0, 300, 10)),
        (motion_faults.velocity_offset, "velocity", np.full(30, 30.0)),
        (motion_faults.track_bias, "true_track", np.full(30, 20.0)),
    ],
)
def test_a_signed_fault_has_the_stated_size_to_either_side(scene, fault, field, off):
    runs = [fault(scene, np.random.default_rng(seed), 1.0)[field] - scene.window()[field] for seed in range(10)]
    for run in runs:
        assert np.abs(run.to_numpy()) == pytest.approx(off)
    assert {np.sign(run.iloc[-1]) for run in runs} == {-1, 1}


def test_a_false_descent_reports_12_metres_a_second(scene):
    assert (motion_faults.false_descent(scene, np.random.default_rng(1), 1.0)["vertical_rate"] == -12).all()


def test_speed_never_falls_below_zero(scene):
    for seed in range(10):
        faulty = motion_faults.velocity_offset(scene, np.random.default_rng(seed), SPEED_MS)
        assert faulty["velocity"].min() >= 0


def test_a_missing_altitude_stays_missing(tmp_path):
    icao24 = next(addresses("test"))
    flight = StraightFlight(icao24, changes=(("geo_altitude", None),))
    recording = recorded(tmp_path, flight)
    [scene] = scenes_in(flights_in(recording.rows), split="test")
    faulty = motion_faults.altitude_offset(scene, np.random.default_rng(1), 1.0)
    assert polls_of(faulty, np.array([scene.start]))[0].states[0]["geo_altitude"] is None
