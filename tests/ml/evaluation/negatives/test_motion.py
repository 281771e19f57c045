import itertools

import numpy as np
import pytest

from common.geodesy import great_circle_m
from ml.evaluation.negatives.motion import KNOT_MS, Leg, as_reported, fly

HERE = (8.0, 47.0)


def steps_m(motion):
    places = np.column_stack([motion.longitude, motion.latitude])
    return np.array([great_circle_m(*after[:, None], to=before)[0] for before, after in itertools.pairwise(places)])


def test_positions_follow_the_speed_altitudes_the_climb():
    motion = fly(HERE, Leg(100), Leg(60, turn=3.0, climb=5.0, accelerate=0.5), Leg(100), altitude=5_000, speed=100)
    assert steps_m(motion) == pytest.approx(motion.speed[:-1], rel=2e-3)
    assert np.diff(motion.altitude) == pytest.approx(motion.climb[:-1])
    assert motion.altitude[-1] - 5_000 == pytest.approx(300)
    assert motion.speed[-1] == pytest.approx(130)
    assert motion.track[-1] == pytest.approx(270)


def test_longitudes_wrap():
    motion = fly((179.99, 0.0), Leg(60), altitude=10_000, speed=200)
    assert np.abs(motion.longitude).max() <= 180
    assert motion.longitude[-1] < -179


def test_aside_keeps_its_distance_and_behind_the_path():
    lead = fly(HERE, Leg(300), altitude=5_000, speed=100)
    right = lead.aside(1_000.0, above_m=300.0)
    apart_m = great_circle_m(right.longitude, right.latitude, to=(lead.longitude[0], lead.latitude[0]))[0]
    assert apart_m == pytest.approx(1_000, rel=1e-3)
    assert right.latitude[0] < lead.latitude[0]
    assert right.altitude[0] == 5_300
    second = lead.behind(np.full(300, 20.0))
    assert second.longitude[20:] == pytest.approx(lead.longitude[:-20])
    assert second.speed == pytest.approx(100)


def test_a_shrinking_lag_is_a_higher_speed():
    lead = fly(HERE, Leg(300), altitude=5_000, speed=100)
    second = lead.behind(np.linspace(60, 30, 300)).between(100, 300)
    assert second.speed == pytest.approx(110, rel=1e-2)
    assert steps_m(second) == pytest.approx(second.speed[:-1], rel=1e-2)


def test_reports_come_in_the_steps_of_the_transponder():
    reported = as_reported(fly(HERE, Leg(60, climb=3.0), altitude=5_000, speed=101.0), np.random.default_rng(1))
    assert reported.altitude / 7.62 == pytest.approx(np.round(reported.altitude / 7.62), abs=1e-2)
    assert reported.speed / KNOT_MS == pytest.approx(np.round(reported.speed / KNOT_MS), abs=2e-2)
