"""Compare a newly trained model with the one in use, on records that neither was trained on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from ml.forest.features import FEATURES
from ml.forest.model import CONTAMINATION, AnomalyModel

HELD_OUT = 0.2
"""Share of the collected records that is kept out of the training, for the comparison."""

MOST_FLAGGED = 2 * CONTAMINATION
"""A model that flags more than twice the share it was trained to flag does not fit the traffic."""

SEPARATION_LOST = 0.02
"""A loss of separation up to this is noise: the held-out records may be as few as 400."""


@dataclass(frozen=True)
class ModelQuality:
    """A model's figures on the held-out records.

    flagged: share of the records flagged, CONTAMINATION by design. separation: AUROC of these records against the same
    records with each feature shuffled separately, which makes combinations that cannot occur (1: fully separated, 0.5:
    not at all).
    """

    flagged: float
    separation: float


@dataclass(frozen=True)
class Comparison:
    """The figures of a new model and of the model in use."""

    new: ModelQuality
    in_use: ModelQuality

    @property
    def objection(self) -> str | None:
        """Why the new model should not replace the other; None when it may."""
        if self.new.flagged > MOST_FLAGGED and self.new.flagged > self.in_use.flagged:
            return f"it flags {self.new.flagged:.1%} of ordinary records, the model in use {self.in_use.flagged:.1%}"
        if self.new.separation < self.in_use.separation - SEPARATION_LOST:
            return (
                f"it separates impossible records with AUROC {self.new.separation:.3f}, "
                f"the model in use with {self.in_use.separation:.3f}"
            )
        return None


def compare(new: AnomalyModel, in_use: AnomalyModel, held_out: pd.DataFrame, *, seed: int = 0) -> Comparison:
    """Compare the models on complete rows of FEATURES that neither was trained on."""
    random = np.random.default_rng(seed)
    shuffled = held_out.assign(**{name: random.permutation(held_out[name].to_numpy()) for name in FEATURES})
    return Comparison(_quality(new, held_out, shuffled), _quality(in_use, held_out, shuffled))


def _quality(model: AnomalyModel, usual: pd.DataFrame, impossible: pd.DataFrame) -> ModelQuality:
    scores, others = model.anomaly_scores(usual), model.anomaly_scores(impossible)
    truth = np.repeat([0, 1], [len(scores), len(others)])
    separation = roc_auc_score(truth, np.concatenate([scores, others]))
    return ModelQuality(float((scores > model.threshold).mean()), float(separation))
