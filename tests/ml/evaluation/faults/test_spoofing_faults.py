import itertools

import numpy as np
import pytest

from common.geodesy import great_circle_m
from ml.evaluation.faults import spoofing_faults
from ml.evaluation.faults.kinds import KINDS, inject
from ml.evaluation.faults.path_faults import MOTION
from ml.evaluation.faults.scenes import flights_in, scenes_in
from tests.ml.evaluation.straight_flights import METRES_PER_DEGREE, SPEED_MS, StraightFlight, addresses, recorded

ICAO24 = next(addresses("test"))
OTHER = next(addresses("train"))


@pytest.fixture
def scene(tmp_path):
    other = StraightFlight(OTHER, longitude=20.0, latitude=50.0, last=2_000)
    rows = recorded(tmp_path, StraightFlight(ICAO24), other).rows
    return next(scene for scene in scenes_in(flights_in(rows), split="test") if scene.victim.icao24 == ICAO24)


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def steps_m(rows):
    places = rows[["longitude", "latitude"]].to_numpy()
    return np.array([great_circle_m(*after[:, None], to=before)[0] for before, after in itertools.pairwise(places)])


def off_m(scene, faulty):
    return np.array(
        [
            great_circle_m(*np.array([[after.longitude], [after.latitude]]), to=(before.longitude, before.latitude))[0]
            for before, after in zip(scene.window().itertuples(), faulty.itertuples(), strict=True)
        ]
    )


def test_a_speed_of_0_leaves_the_positions(scene, rng):
    faulty = spoofing_faults.no_speed(scene, rng, 1.0)
    assert (faulty["velocity"] == 0).all()
    assert off_m(scene, faulty).max() == 0


@pytest.mark.parametrize("size", [0.5, 1.0])
def test_a_jump_without_speed_stays_away(scene, rng, size):
    faulty = spoofing_faults.jump_without_speed(scene, rng, size)
    assert faulty["velocity"].isna().all()
    assert off_m(scene, faulty) == pytest.approx(20_000 * size, rel=1e-3)


def test_a_sideways_drift_leaves_the_flight_s_own_path_at_right_angles(scene, rng):
    faulty = spoofing_faults.sideways_drift(scene, rng, 1.0)
    assert off_m(scene, faulty) == pytest.approx(5.0 * np.arange(0, 300, 10), abs=1)
    assert (faulty["longitude"] - scene.window()["longitude"]).abs().max() * METRES_PER_DEGREE < 5


def test_a_slow_altitude_drift_is_1_m_a_second(scene, rng):
    drift = spoofing_faults.slow_altitude_drift(scene, rng, 1.0)["baro_altitude"] - scene.window()["baro_altitude"]
    assert drift.abs().to_numpy() == pytest.approx(np.arange(0, 300, 10))


def test_a_circle_is_flown_at_the_aircraft_s_own_speed_along_its_track(scene, rng):
    faulty = spoofing_faults.circle(scene, rng, 1.0)
    assert off_m(scene, faulty)[0] == pytest.approx(0, abs=1)
    chord_m = 2 * spoofing_faults.CIRCLE_M * np.sin(SPEED_MS * 10 / spoofing_faults.CIRCLE_M / 2)
    assert steps_m(faulty) == pytest.approx(chord_m, rel=1e-3)
    assert (faulty["velocity"] == SPEED_MS).all()
    turned = np.diff(np.unwrap(np.radians(faulty["true_track"])))
    assert np.abs(turned) == pytest.approx(SPEED_MS * 10 / spoofing_faults.CIRCLE_M, rel=1e-6)
    headed = np.arctan2(np.diff(faulty["longitude"]) * np.cos(np.radians(47)), np.diff(faulty["latitude"]))
    middle = np.radians(faulty["true_track"].to_numpy())[:-1] + turned / 2
    assert np.cos(headed - middle) == pytest.approx(1, abs=1e-3)


def test_a_copy_above_is_1_km_aside_and_300_m_higher(scene, rng):
    faulty = spoofing_faults.copy_above(scene, rng, 1.0)
    own, copy = faulty[faulty["icao24"] == ICAO24], faulty[faulty["icao24"] != ICAO24]
    assert own.equals(scene.window())
    assert off_m(scene, copy) == pytest.approx(1_000, rel=1e-3)
    assert (copy["baro_altitude"].to_numpy() - own["baro_altitude"].to_numpy()) == pytest.approx(300)


def test_a_faster_copy_pulls_ahead_as_it_reports(scene, rng):
    faulty = spoofing_faults.faster_copy(scene, rng, 1.0)
    copy = faulty[faulty["icao24"] != ICAO24]
    assert steps_m(copy) == pytest.approx((SPEED_MS + 5) * 10, rel=1e-3)
    assert (copy["velocity"] == SPEED_MS + 5).all()


def test_a_shared_callsign_comes_from_a_second_place_while_the_first_flies_on(scene, rng):
    faulty = spoofing_faults.shared_callsign(scene, rng, 1.0)
    own, second = faulty[faulty["icao24"] == ICAO24], faulty[faulty["icao24"] != ICAO24]
    assert own[MOTION].equals(scene.window()[MOTION])
    assert second["icao24"].nunique() == 1
    assert set(faulty["callsign"]) == set(scene.window()["callsign"])
    assert (second["latitude"] == 50.0).all()


def test_a_crawl_follows_a_gap_and_moves_as_it_reports(scene, rng):
    faulty = spoofing_faults.crawl(scene, rng, 1.0)
    assert faulty["time_position"].iloc[0] - scene.start == 100
    assert steps_m(faulty) == pytest.approx(260, rel=1e-3)
    assert (faulty["velocity"] == 26).all()
    assert off_m_of_first(scene, faulty) == pytest.approx(30_000, rel=1e-3)


def off_m_of_first(scene, faulty):
    own = scene.window().loc[faulty.index[0]]
    first = faulty.iloc[0]
    return great_circle_m(np.array([first.longitude]), np.array([first.latitude]), to=(own.longitude, own.latitude))[0]


def test_only_high_flights_crawl(tmp_path):
    low = StraightFlight(ICAO24, changes=(("baro_altitude", 5_000.0),))
    rows = recorded(tmp_path, low, StraightFlight(OTHER)).rows
    [crawl] = [kind for kind in KINDS if kind.name == "crawl"]
    _, injected = inject(crawl, rows, list(scenes_in(flights_in(rows), split="test")), seed=1, size=1.0)
    assert injected == []
