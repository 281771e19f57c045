"""The usual detectors, as baselines: each scores single rows by position and motion."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyod.models.ecod import ECOD
from pyod.models.hbos import HBOS
from river.anomaly import HalfSpaceTrees
from sklearn.ensemble import IsolationForest

from ml.evaluation.faults.geometry import Floats
from ml.evaluation.flights import GROUND, Rows

FEATURES = ["baro_altitude", "velocity", "vertical_rate", "true_track", "longitude", "latitude"]


@dataclass(frozen=True)
class Baseline:
    """A fitted detector: its name, and its scores of complete rows of FEATURES, high for anomalous ones."""

    name: str
    score_complete: Callable[[Floats], Floats]

    def scores(self, rows: Rows) -> Floats:
        """Return a score for each row, NaN on the ground and where a feature is missing."""
        features = rows[FEATURES].to_numpy(float)
        usable = np.isfinite(features).all(axis=1) & (rows["phase"] != GROUND).to_numpy()
        scores = np.full(len(rows), np.nan)
        if usable.any():
            scores[usable] = self.score_complete(features[usable])
        return scores


def fit_baselines(rows: Rows, *, seed: int) -> list[Baseline]:
    """Fit the baselines, with their packages' own defaults, on the airborne, complete rows."""
    complete = rows.loc[rows["phase"] != GROUND, FEATURES].dropna().to_numpy(float)
    return [
        Baseline("Isolation Forest", _ForestScore(IsolationForest(random_state=seed).fit(complete))),
        Baseline("ECOD", ECOD().fit(complete).decision_function),
        Baseline("HBOS", HBOS().fit(complete).decision_function),
        Baseline("half-space trees", _HalfSpaceScore.fitted(complete, seed=seed)),
    ]


@dataclass(frozen=True)
class _ForestScore:
    """scikit-learn's score with the sign reversed, because its high scores are ordinary."""

    forest: IsolationForest

    def __call__(self, features: Floats) -> Floats:
        scores: Floats = -self.forest.score_samples(features)
        return scores


@dataclass(frozen=True)
class _HalfSpaceScore:
    """River's half-space trees, which learn row by row; like the others, they stop learning once fitted."""

    trees: Any

    @classmethod
    def fitted(cls, features: Floats, *, seed: int) -> "_HalfSpaceScore":
        limits = zip(features.min(axis=0).tolist(), features.max(axis=0).tolist(), strict=True)
        fitted = cls(HalfSpaceTrees(limits=dict(zip(FEATURES, limits, strict=True)), seed=seed))
        for row in features.tolist():
            fitted.trees.learn_one(dict(zip(FEATURES, row, strict=True)))
        return fitted

    def __call__(self, features: Floats) -> Floats:
        return np.array([self.trees.score_one(dict(zip(FEATURES, row, strict=True))) for row in features.tolist()])
