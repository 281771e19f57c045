"""Scores and flags on each record: the same function for the stream, a file of polls and a batch job."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.forest.features import REPORTED_FOR, flight_features
from ml.forest.flag_rules import RULES, RuleLimits, rule_flags

if TYPE_CHECKING:
    from ml.forest.model import (
        AnomalyModel,  # scikit-learn takes a second to import, which a check of types need not cost
    )

SCORE_COLUMNS = (
    "anomaly_score",
    "is_anomaly",
    "rule_based_anomaly",
    "rules",
    "reasons",
    "not_scored",
    "model",
)


def score_states(states: pd.DataFrame, *, model: "AnomalyModel | None", limits: RuleLimits) -> pd.DataFrame:
    """Compute `SCORE_COLUMNS` for each record, on the index of `states`.

    anomaly_score: 0 to 1, null where the model could not judge; is_anomaly: above the model's threshold;
    rule_based_anomaly and rules: which rules fired; reasons: both in words; not_scored: why the model did not judge
    (`on the ground`, `no model`, `no vertical_rate`, …); model: id of the model that scored it.
    A value that is not reported is never replaced by 0: the record goes unscored and says so.
    """
    scores, not_scored = _model_scores(states, model)
    threshold = model.threshold if model else np.inf
    is_anomaly = scores > threshold
    flags = rule_flags(states, limits=limits)
    by_rule = np.logical_or.reduce(list(flags.values()))

    rules: list[list[str]] = [[]] * len(states)  # one empty list for all; those that are flagged get their own
    reasons: list[list[str]] = [[]] * len(states)
    for rule in RULES:
        values = states[rule.field].to_numpy(dtype=float, na_value=np.nan)
        for row in np.flatnonzero(flags[rule.name]):
            rules[row] = [*rules[row], rule.name]
            reasons[row] = [*reasons[row], rule.explain(values[row], limits)]
    for row in np.flatnonzero(is_anomaly):
        reasons[row] = [*reasons[row], f"isolation forest score {scores[row]:.2f} is above {threshold:.2f}"]

    model_ids = np.full(len(states), model.id if model else None, object)
    model_ids[not_scored != ""] = None
    not_scored[not_scored == ""] = None
    return pd.DataFrame(
        {
            "anomaly_score": scores.round(6),
            "is_anomaly": is_anomaly,
            "rule_based_anomaly": by_rule,
            "rules": rules,
            "reasons": reasons,
            "not_scored": not_scored,
            "model": model_ids,
        },
        index=states.index,
    )


def _model_scores(
    states: pd.DataFrame, model: "AnomalyModel | None"
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    """Scores (NaN where not judged) and the reason for not judging ("" where judged)."""
    scores = np.full(len(states), np.nan)
    on_ground = states["on_ground"].to_numpy(dtype=bool)
    not_scored = np.where(on_ground, "on the ground", "no model" if model is None else "").astype(object)
    if model is None:
        return scores, not_scored
    features = flight_features(states)
    for name, field in REPORTED_FOR.items():
        not_scored[(not_scored == "") & features[name].isna().to_numpy()] = f"no {field}"
    judged = not_scored == ""
    scores[judged] = model.anomaly_scores(features[judged])
    return scores, not_scored
