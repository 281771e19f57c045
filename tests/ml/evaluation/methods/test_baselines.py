import pickle

import numpy as np
import pytest

from ml.evaluation.methods.baselines import fit_baselines
from tests.ml.evaluation.straight_flights import StraightFlight, recorded

NAMES = ["Isolation Forest", "ECOD", "HBOS", "half-space trees"]


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    flights = [
        StraightFlight(f"4b00{n:02x}", latitude=47 + n / 10, wobble=0.5, changes=(("baro_altitude", 9_000 + 50.0 * n),))
        for n in range(20)
    ]
    return recorded(tmp_path_factory.mktemp("baselines"), *flights).rows


@pytest.fixture(scope="module")
def baselines(rows):
    return {baseline.name: baseline for baseline in fit_baselines(rows, seed=0)}


def test_the_usual_detectors_are_there(baselines):
    assert list(baselines) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_high_score_is_an_anomaly(baselines, rows, name):
    odd = rows.iloc[:1].assign(baro_altitude=500.0, velocity=600.0, vertical_rate=-60.0, latitude=-80.0)
    assert baselines[name].scores(odd)[0] > np.median(baselines[name].scores(rows))


@pytest.mark.parametrize("name", NAMES)
def test_rows_on_the_ground_or_incomplete_have_no_score(baselines, rows, name):
    three = rows.iloc[:3].assign(phase=["ground", "cruise", "cruise"], velocity=[200.0, np.nan, 200.0])
    assert np.isnan(baselines[name].scores(three)).tolist() == [True, True, False]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "ECOD"])
def test_a_row_s_score_depends_on_that_row_alone(baselines, rows, name):
    assert baselines[name].scores(rows.iloc[5:9]) == pytest.approx(baselines[name].scores(rows)[5:9])


def test_baselines_can_be_sent_to_other_processes(baselines, rows):
    sent = pickle.loads(pickle.dumps(baselines))  # noqa: S301 - our own bytes
    for name in NAMES:
        assert sent[name].scores(rows) == pytest.approx(baselines[name].scores(rows))
