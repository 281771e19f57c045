"""Made-up features and scores, as a model's training data or as live traffic."""

import numpy as np
import pandas as pd

from ml.forest.features import FEATURES
from ml.forest.reference import COMPARED, SCORE


def traffic(count, *, seed=1, **changes):
    """Return features and scores of `count` records; some rates are exactly 0. `changes` are added to a column."""
    random = np.random.default_rng(seed)
    rate = random.normal(0, 5, count)
    columns = {
        "baro_altitude": random.normal(9_000, 2_000, count),
        "velocity": random.normal(220, 25, count),
        "vertical_rate": np.where(random.random(count) < 0.6, 0.0, rate),
        "track_sin": random.uniform(-1, 1, count),
        "track_cos": random.uniform(-1, 1, count),
        SCORE: random.normal(0.45, 0.05, count),
    }
    frame = pd.DataFrame(columns) + pd.Series(dict.fromkeys(COMPARED, 0.0) | changes)
    return frame[list(FEATURES)], frame[SCORE].to_numpy()


def bin_by_definition(bins, value):
    """Return the number of a value's bin: one more for each edge it has reached and each repeated one it has left."""
    return sum(value >= edge for edge in bins.edges) + sum(value > edge for edge in bins.repeated)
