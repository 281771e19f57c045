import numpy as np
import pandas as pd
import pytest

from ml.evaluation.methods.detection import Detected
from ml.evaluation.methods.residual_forest import ResidualForest
from ml.evaluation.methods.scores import Scores

START = 1_700_000_000


def traffic(along):
    """Return one fix a minute with these residuals along the track, as detected and as recorded."""
    count = len(along)
    drawn = np.random.default_rng(3)
    times = START + 60 * np.arange(count)
    fixes = pd.DataFrame({"icao24": "4b0001", "poll_time": times, "suspicion": 0.1, "along": along})
    fixes = fixes.assign(across=drawn.normal(0, 1, count), climb=drawn.normal(0, 0.3, count))
    rows = pd.DataFrame({"icao24": "4b0001", "poll_time": times, "true_track": drawn.uniform(0, 360, count)})
    return Detected([], fixes, Scores.of((), (), ())), rows


@pytest.fixture(scope="module")
def forest():
    return ResidualForest.fitted(*traffic(np.random.default_rng(2).normal(0, 1, 500)), seed=0)


def test_a_residual_unlike_the_others_has_one_of_the_highest_scores(forest):
    along = np.random.default_rng(4).normal(0, 1, 50)
    along[20] = 60.0
    scores = forest.scores(*traffic(along))
    assert scores.score[20] > np.quantile(scores.score, 0.9)


def test_a_fix_with_an_unknown_residual_has_no_score(forest):
    scores = forest.scores(*traffic([0.1, np.nan, 0.3]))
    assert scores.poll_time.tolist() == [START, START + 120]


def test_without_a_known_residual_nothing_has_a_score(forest):
    assert len(forest.scores(*traffic([np.nan])).score) == 0
