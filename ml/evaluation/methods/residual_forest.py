"""An Isolation Forest over the detectors' residuals instead of the reported fields.

It ranks fixes and raises no alerts. The evaluation measures whether it finds faults that the detectors miss.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import IsolationForest

from ml.detectors.detection import RESIDUALS
from ml.evaluation.faults.geometry import Floats
from ml.evaluation.flights import Rows
from ml.evaluation.methods.detection import Detected
from ml.evaluation.methods.scores import Scores

RESIDUAL_FOREST = "forest over residuals"


@dataclass(frozen=True)
class ResidualForest:
    """A forest over RESIDUALS (m/s) and the sine and cosine of the track, without latitude and longitude.

    Fitted on fixes whose residuals are all known.
    """

    forest: IsolationForest

    @classmethod
    def fitted(cls, detected: Detected, rows: Rows, *, seed: int) -> "ResidualForest":
        features = _features(detected, rows)
        return cls(IsolationForest(random_state=seed).fit(features[_known(features)]))

    def scores(self, detected: Detected, rows: Rows) -> Scores:
        """Return scores, high for fixes unlike those of the training; a fix with an unknown residual has none."""
        features = _features(detected, rows)
        known = _known(features)
        of_fixes = np.full(len(features), np.nan)
        if known.any():
            of_fixes[known] = -self.forest.score_samples(features[known])
        return Scores.of(detected.fixes["icao24"], detected.fixes["poll_time"], of_fixes)


def _features(detected: Detected, rows: Rows) -> Floats:
    """Return one row per fix of `detected`, NaN where unknown, shape (n, 5)."""
    tracks = rows[["icao24", "poll_time", "true_track"]].drop_duplicates(["icao24", "poll_time"])
    fixes = detected.fixes.merge(tracks, on=["icao24", "poll_time"], how="left")
    track = np.radians(fixes["true_track"].to_numpy(float))
    return np.column_stack([fixes[list(RESIDUALS)].to_numpy(float), np.sin(track), np.cos(track)])


def _known(features: Floats) -> npt.NDArray[np.bool_]:
    known: npt.NDArray[np.bool_] = np.logical_and.reduce(np.isfinite(features), axis=1)
    return known
