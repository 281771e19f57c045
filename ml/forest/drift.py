"""Drift: how far live traffic is from the traffic that the model was trained on.

Time is the data's own clock, the newest poll: a recording gives the same report at any speed. The comparison starts
over after a restart; `since` in a report is its start.
"""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.forest.reference import COMPARED, Reference, compared_values
from ml.rates.sliding_sums import SlidingSums

SMALLEST_SHARE = 1e-4
"""Least share of a bin in the formula, so that the logarithm exists; the same figure as in the library Evidently."""

STABLE_BELOW = 0.1
DRIFTED_ABOVE = 0.25

DRIFT_WINDOW_S = 3_600
DRIFT_BUCKET_S = 300
"""Live records leave the window in steps of this length, so that it covers 55 to 60 minutes."""

FEWEST_RECORDS = 1_000
"""Fewer records give no verdict. The PSI of n live records and m training records of the same traffic is about
(1/n + 1/m) χ² with BINS - 1 degrees of freedom (Yurdakul, "Statistical properties of population stability index",
2018): with 1,000 and 2,000 it exceeds 0.042 once in a thousand times. That holds for independent records. Records of
one aircraft resemble each other, so chance alone gives larger values where few aircraft fly."""

Verdict = Literal["stable", "shifting", "drifted", "too few records"]
TOO_FEW: Verdict = "too few records"


def population_stability_index(expected: npt.ArrayLike, actual: npt.ArrayLike) -> float:
    """Return how far two lists of shares, shape (k,) each, are apart: 0 when equal, never negative, always finite.

    Source: Lewis, "An Introduction to Credit Scoring", 1994; it is the symmetric divergence of Jeffreys (1946).
    """
    p, q = (np.maximum(np.asarray(shares, float), SMALLEST_SHARE) for shares in (expected, actual))
    return float(((q - p) * np.log(q / p)).sum())


def verdict_of(psi: float) -> Verdict:
    """Return the index in words, by the rule of thumb of credit scoring.

    Source: Lewis 1994; Siddiqi, "Credit Risk Scorecards", 2006. The rule is a convention, not a test: see Yurdakul &
    Naranjo, "Statistical properties of the population stability index", Journal of Risk Model Validation, 2020.
    """
    if psi < STABLE_BELOW:
        return "stable"
    return "drifted" if psi > DRIFTED_ABOVE else "shifting"


class DriftMonitor:
    """Counts the live records of the last DRIFT_WINDOW_S in the bins of the training data.

    Drift means that the traffic has changed, not that the model fails. Measured with a model trained on the first 2,000
    records: 2,000 simulated aircraft worldwide stay below 0.02 for three hours; over Switzerland (2018-08-01, 172
    aircraft in four hours) the next hour is "drifted" although nothing is wrong, because each hour brings other
    flights.
    """

    def __init__(self, reference: Reference) -> None:
        self._bins = [reference.bins[name] for name in COMPARED]
        sizes = [len(bins.shares) for bins in self._bins]
        *self._starts, width = np.cumsum([0, *sizes]).tolist()
        self._window = SlidingSums(span_s=DRIFT_WINDOW_S, bucket_s=DRIFT_BUCKET_S, width=width)

    def add(self, poll_time: npt.ArrayLike, features: pd.DataFrame, scores: npt.ArrayLike) -> None:
        """Count new records of any polls, in any order.

        poll_time: epoch s, shape (n,). features: `FEATURES`, shape (n, 5). scores: shape (n,), NaN where unscored, as
        on the ground. Records that lack a score or a feature, or are older than the window, are not counted; all
        records advance the clock.
        """
        times = np.asarray(poll_time, np.int64)
        self._window.advance(times)
        values = compared_values(features, scores)
        buckets = self._window.buckets_of(times)
        counted = np.isfinite(values).all(axis=1) & (buckets >= 0)
        values, rows = values[counted], buckets[counted] * self._window.width
        for bins, start, column in zip(self._bins, self._starts, values.T, strict=True):
            self._window.count(rows + start + bins.places(column))

    def report(self) -> dict[str, Any]:
        """Return the comparison as JSON values.

        verdict: of the column with the largest index, `worst` (null with too few records). records: the number
        compared. since, until: their first and last poll (epoch s), null before the first. columns: for each of
        COMPARED, `psi` (null with too few records) and `verdict`.
        """
        totals = self._window.totals()
        of_columns = np.split(totals, self._starts[1:])
        records = int(of_columns[0].sum())
        heading = {"records": records, "since": self._window.since, "until": self._window.until}
        if records < FEWEST_RECORDS:
            columns = {name: {"psi": None, "verdict": TOO_FEW} for name in COMPARED}
            return {"verdict": TOO_FEW, "worst": None, **heading, "columns": columns}
        indexes = {
            name: round(population_stability_index(bins.shares, counts / records), 4)
            for name, bins, counts in zip(COMPARED, self._bins, of_columns, strict=True)
        }
        worst = max(indexes, key=indexes.__getitem__)
        judged = {name: {"psi": psi, "verdict": verdict_of(psi)} for name, psi in indexes.items()}
        return {"verdict": verdict_of(indexes[worst]), "worst": worst, **heading, "columns": judged}
