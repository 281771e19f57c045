"""Whether a newly trained model may take the place of the one in use: both judged on records that neither has seen."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from ml.forest.features import FEATURES
from ml.forest.model import CONTAMINATION, AnomalyModel

HELD_OUT = 0.2
"""Share of the collected records that a new model is judged on instead of trained on."""

MOST_FLAGGED = 2 * CONTAMINATION
"""A model that flags more than twice what it was made to flag does not fit the traffic."""

SEPARATION_LOST = 0.02
"""So much less separation than the model in use is the noise of 400 records."""


@dataclass(frozen=True)
class Judged:
    """flagged: share of the held-out records flagged, CONTAMINATION by design; separation: AUROC of these records
    against the same with each feature shuffled on its own, which are as usual feature by feature and impossible
    together (1: all told apart, 0.5: none)."""

    flagged: float
    separation: float


@dataclass(frozen=True)
class Comparison:
    """A new model beside the one in use."""

    new: Judged
    in_use: Judged

    @property
    def objection(self) -> str | None:
        """Why the new model should not take the place of the other; None when it may."""
        if self.new.flagged > MOST_FLAGGED and self.new.flagged > self.in_use.flagged:
            return f"it flags {self.new.flagged:.1%} of ordinary records, the model in use {self.in_use.flagged:.1%}"
        if self.new.separation < self.in_use.separation - SEPARATION_LOST:
            return (
                f"it tells impossible records apart with {self.new.separation:.3f}, "
                f"the model in use with {self.in_use.separation:.3f}"
            )
        return None


def compare(new: AnomalyModel, in_use: AnomalyModel, held_out: pd.DataFrame, *, seed: int = 0) -> Comparison:
    """Judge both on complete rows of FEATURES that neither was trained on."""
    random = np.random.default_rng(seed)
    shuffled = held_out.assign(**{name: random.permutation(held_out[name].to_numpy()) for name in FEATURES})
    return Comparison(_judged(new, held_out, shuffled), _judged(in_use, held_out, shuffled))


def _judged(model: AnomalyModel, usual: pd.DataFrame, impossible: pd.DataFrame) -> Judged:
    scores, others = model.anomaly_scores(usual), model.anomaly_scores(impossible)
    truth = np.repeat([0, 1], [len(scores), len(others)])
    separation = roc_auc_score(truth, np.concatenate([scores, others]))
    return Judged(float((scores > model.threshold).mean()), float(separation))
