"""Whether live traffic still is what the model was trained on.

It goes by the data's own clock, the newest poll: a recording gives the same report at any speed. The `Reference` is
saved with the model; the comparison begins anew after a restart, and reports say `since` when they count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.arrays import Floats, Ints
from ml.forest.features import FEATURES
from ml.rates.sliding_sums import SlidingSums

SCORE = "anomaly_score"
COMPARED = (*FEATURES, SCORE)

REFERENCE_VERSION = 1

BINS = 10
"""By the deciles of the training data, as PSI is usually computed: the limits of `verdict_of` are for such bins."""

SCORE_DECIMALS = 6
"""Scores are compared as records give them (`ml.forest.scoring`): else a score that many training records share would
not be found again among live ones."""

SMALLEST_SHARE = 1e-4
"""An emptier bin counts as this full, so that the logarithm exists. The same figure as in the library Evidently."""

STABLE_BELOW = 0.1
DRIFTED_ABOVE = 0.25

DRIFT_WINDOW_S = 3_600
DRIFT_BUCKET_S = 300
"""Live records leave the comparison in steps of this length: it covers 55 to 60 minutes."""

FEWEST_RECORDS = 1_000
"""With fewer there is no verdict. The PSI of n live records and m training records of the same traffic is about
(1/n + 1/m) χ² with BINS - 1 degrees of freedom (Yurdakul, "Statistical properties of population stability index",
2018): with 1,000 and 2,000 above 0.042 once in a thousand times. That is for independent records; those of one
aircraft are alike, so that where few aircraft fly chance reaches further."""

Verdict = Literal["stable", "shifting", "drifted", "too few records"]
TOO_FEW: Verdict = "too few records"


def population_stability_index(expected: npt.ArrayLike, actual: npt.ArrayLike) -> float:
    """How far the shares of the bins, shape (k,) each, are apart: 0 for the same, never negative, always finite.

    Source: Lewis, "An Introduction to Credit Scoring", 1994; it is the symmetric divergence of Jeffreys (1946).
    """
    p, q = (np.maximum(np.asarray(shares, float), SMALLEST_SHARE) for shares in (expected, actual))
    return float(((q - p) * np.log(q / p)).sum())


def verdict_of(psi: float) -> Verdict:
    """The index in words, by the rule of thumb of credit scoring (Lewis 1994; Siddiqi, "Credit Risk Scorecards", 2006).

    It is a convention and no test: see Yurdakul & Naranjo, "Statistical properties of the population stability index",
    Journal of Risk Model Validation, 2020.
    """
    if psi < STABLE_BELOW:
        return "stable"
    return "drifted" if psi > DRIFTED_ABOVE else "shifting"


@dataclass(frozen=True)
class Bins:
    """The bins of one column, at most BINS, and the share of training records in each.

    edges: the deciles, each once, rising: a bin begins with its lower edge. repeated: the edges that are several
    deciles at once, since many records have just this value (0 of a vertical rate): such a value is a bin of its own,
    so that going up from it shows as much as going down. shares: shape (len(edges) + len(repeated) + 1,).

    Raises ValueError when the shares are not as many as the bins.
    """

    edges: tuple[float, ...]
    repeated: tuple[float, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.shares) != len(self.edges) + len(self.repeated) + 1:
            raise ValueError(f"{len(self.shares)} shares for {len(self.edges)} edges, {len(self.repeated)} repeated")

    @classmethod
    def of(cls, values: Floats) -> "Bins":
        """The bins of training values, shape (n,), n > 0, all finite."""
        deciles = np.quantile(values, np.arange(1, BINS) / BINS)
        edges, times = np.unique(deciles, return_counts=True)
        repeated = edges[times > 1]
        counts = np.bincount(_places(values, edges, repeated), minlength=len(edges) + len(repeated) + 1)
        return cls(tuple(edges.tolist()), tuple(repeated.tolist()), tuple((counts / len(values)).tolist()))

    def places(self, values: Floats) -> Ints:
        """The number of each value's bin, from 0."""
        return _places(values, np.array(self.edges), np.array(self.repeated))


def _places(values: Floats, edges: Floats, repeated: Floats) -> Ints:
    places: Ints = np.searchsorted(edges, values, side="right") + np.searchsorted(repeated, values, side="left")
    return places


@dataclass(frozen=True)
class Reference:
    """What the training data were like: the bins of each of COMPARED."""

    bins: Mapping[str, Bins]

    @classmethod
    def of(cls, features: pd.DataFrame, scores: npt.ArrayLike) -> "Reference":
        """The bins of training records: columns `FEATURES`, shape (n, 5), and the model's scores of them, shape (n,).

        Rows that lack a value are left out. Raises ValueError when no row is complete.
        """
        values = _compared(features, scores)
        complete = values[np.isfinite(values).all(axis=1)]
        if not len(complete):
            raise ValueError("no complete record to compare with")
        return cls({name: Bins.of(column) for name, column in zip(COMPARED, complete.T, strict=True)})

    def to_json(self) -> dict[str, Any]:
        """The whole reference; `from_json` takes it back, also from JSON text."""
        columns = {
            name: {"edges": list(bins.edges), "repeated": list(bins.repeated), "shares": list(bins.shares)}
            for name, bins in self.bins.items()
        }
        return {"version": REFERENCE_VERSION, "columns": columns}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Reference":
        """The reference that `to_json` gave.

        Raises ValueError when it is of another version or of other columns.
        """
        if content.get("version") != REFERENCE_VERSION:
            raise ValueError(f"reference of version {content.get('version')}, not {REFERENCE_VERSION}")
        columns = content["columns"]
        if set(columns) != set(COMPARED):
            raise ValueError(f"reference of {', '.join(sorted(columns))}, not of {', '.join(sorted(COMPARED))}")
        return cls({name: Bins(**{part: tuple(of) for part, of in columns[name].items()}) for name in COMPARED})


class Drift:
    """Live records of the last DRIFT_WINDOW_S in the bins of the training data.

    It says that the traffic is other traffic, not that the model fails. Measured with a model of the first 2,000
    records: 2,000 simulated aircraft worldwide stay below 0.02 for three hours, while over Switzerland (2018-08-01, 172
    aircraft in four hours) the hour after is "drifted" with nothing wrong in it: each hour there are other flights.
    """

    def __init__(self, reference: Reference) -> None:
        self._bins = [reference.bins[name] for name in COMPARED]
        sizes = [len(bins.shares) for bins in self._bins]
        *self._starts, width = np.cumsum([0, *sizes]).tolist()
        self._window = SlidingSums(span_s=DRIFT_WINDOW_S, bucket_s=DRIFT_BUCKET_S, width=width)

    def add(self, poll_time: npt.ArrayLike, features: pd.DataFrame, scores: npt.ArrayLike) -> None:
        """Count new records of any polls, in any order: poll_time (epoch s), shape (n,), `FEATURES`, shape (n, 5), and
        the scores, shape (n,), NaN where the model did not judge, as on the ground.

        What is unscored or lacks a feature is not counted, nor what is older than the window; all move its clock.
        """
        times = np.asarray(poll_time, np.int64)
        self._window.advance(times)
        values = _compared(features, scores)
        buckets = self._window.buckets_of(times)
        counted = np.isfinite(values).all(axis=1) & (buckets >= 0)
        values, rows = values[counted], buckets[counted] * self._window.width
        for bins, start, column in zip(self._bins, self._starts, values.T, strict=True):
            self._window.count(rows + start + bins.places(column))

    def report(self) -> dict[str, Any]:
        """The comparison as JSON takes it.

        verdict: of the column that is furthest off, `worst` (null with too few records); records: how many are
        compared; since, until: the polls (epoch s) between which they came, null before the first; columns: of each of
        COMPARED `psi` (null with too few records) and `verdict`.
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


def _compared(features: pd.DataFrame, scores: npt.ArrayLike) -> Floats:
    """The columns COMPARED, shape (n, 6)."""
    rounded = np.asarray(scores, float).round(SCORE_DECIMALS)
    return np.column_stack([features[list(FEATURES)].to_numpy(float, na_value=np.nan), rounded])
