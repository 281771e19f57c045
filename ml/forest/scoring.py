"""Score and flag each record: one function for the stream, a file of polls and a batch job."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.emitters import is_aircraft
from ml.forest.features import REPORTED_FOR, flight_features
from ml.forest.flag_rules import RULES, RuleLimits, rule_flags

if TYPE_CHECKING:
    from ml.forest.model import AnomalyModel  # only for the type, because scikit-learn takes a second to import


def score_states(states: pd.DataFrame, *, model: "AnomalyModel | None", limits: RuleLimits) -> pd.DataFrame:
    """Return the score and flag columns for each record, on the index of `states`.

    anomaly_score: 0 to 1, null where the model gave none. is_anomaly: the score is above the model's threshold.
    rule_based_anomaly, rules: whether a rule fired, and which. reasons: flags and anomaly in words. not_scored: why
    there is no score (`no aircraft`, `on the ground`, `no model`, `no vertical_rate`, …). model: id of the model that
    scored the record. A value that is not reported is never replaced by 0: the record stays unscored, with `not_scored`
    as the reason.
    """
    scores, not_scored = _model_scores(states, model)
    threshold = model.threshold if model else np.inf
    is_anomaly = scores > threshold
    flags = rule_flags(states, limits=limits)
    by_rule = np.logical_or.reduce(list(flags.values()))

    rules: list[list[str]] = [[]] * len(states)  # all share one empty list until flagged
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
    """Return scores (NaN where there is none) and why a record has none ("" where it has one)."""
    scores = np.full(len(states), np.nan)
    on_ground = states["on_ground"].to_numpy(dtype=bool)
    not_scored = np.where(on_ground, "on the ground", "no model" if model is None else "").astype(object)
    not_scored[~is_aircraft(states["category"])] = "no aircraft"
    if model is None:
        return scores, not_scored
    features = flight_features(states)
    for name, field in REPORTED_FOR.items():
        not_scored[(not_scored == "") & features[name].isna().to_numpy()] = f"no {field}"
    scored = not_scored == ""
    scores[scored] = model.anomaly_scores(features[scored])
    return scores, not_scored
