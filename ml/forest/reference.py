"""The distribution of a model's training data, saved with the model to compare live traffic with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.arrays import Floats, Ints
from ml.forest.features import FEATURES

SCORE = "anomaly_score"
COMPARED = (*FEATURES, SCORE)

REFERENCE_VERSION = 1

BINS = 10
"""Deciles of the training data, as usual for PSI; the limits of `ml.forest.drift.verdict_of` are for such bins."""

SCORE_DECIMALS = 6
"""Scores are compared rounded, as records carry them (`ml.forest.scoring`); otherwise a score that many training
records share would not match the same score of live ones."""


@dataclass(frozen=True)
class Bins:
    """The bins of one column, at most BINS, and the share of training records in each.

    edges: the deciles, without repeats, rising; a bin includes its lower edge. repeated: the edges at which several
    deciles coincide because many records have exactly this value (such as a vertical rate of 0). Each of them is a bin
    of its own, so that a move up from it shows as much as a move down. shares: shape (len(edges) + len(repeated) + 1,).

    Raises ValueError unless there is one share per bin.
    """

    edges: tuple[float, ...]
    repeated: tuple[float, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.shares) != len(self.edges) + len(self.repeated) + 1:
            raise ValueError(f"{len(self.shares)} shares for {len(self.edges)} edges, {len(self.repeated)} repeated")

    @classmethod
    def of(cls, values: Floats) -> "Bins":
        """Return the bins of training values, shape (n,), n > 0, all finite."""
        deciles = np.quantile(values, np.arange(1, BINS) / BINS)
        edges, times = np.unique(deciles, return_counts=True)
        repeated = edges[times > 1]
        counts = np.bincount(_places(values, edges, repeated), minlength=len(edges) + len(repeated) + 1)
        return cls(tuple(edges.tolist()), tuple(repeated.tolist()), tuple((counts / len(values)).tolist()))

    def places(self, values: Floats) -> Ints:
        """Return the number of each value's bin, from 0."""
        return _places(values, np.array(self.edges), np.array(self.repeated))


def _places(values: Floats, edges: Floats, repeated: Floats) -> Ints:
    places: Ints = np.searchsorted(edges, values, side="right") + np.searchsorted(repeated, values, side="left")
    return places


@dataclass(frozen=True)
class Reference:
    """The distribution of the training data: the bins of each of COMPARED."""

    bins: Mapping[str, Bins]

    @classmethod
    def of(cls, features: pd.DataFrame, scores: npt.ArrayLike) -> "Reference":
        """Return the bins of training records: columns `FEATURES`, shape (n, 5), and their scores, shape (n,).

        Rows that lack a value are left out. Raises ValueError when no row is complete.
        """
        values = compared_values(features, scores)
        complete = values[np.isfinite(values).all(axis=1)]
        if not len(complete):
            raise ValueError("no complete record to compare with")
        return cls({name: Bins.of(column) for name, column in zip(COMPARED, complete.T, strict=True)})

    def to_json(self) -> dict[str, Any]:
        """Return the reference as JSON values; `from_json` reads it back."""
        columns = {
            name: {"edges": list(bins.edges), "repeated": list(bins.repeated), "shares": list(bins.shares)}
            for name, bins in self.bins.items()
        }
        return {"version": REFERENCE_VERSION, "columns": columns}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Reference":
        """Read what `to_json` returned.

        Raises ValueError for another version or other columns.
        """
        if content.get("version") != REFERENCE_VERSION:
            raise ValueError(f"reference of version {content.get('version')}, not {REFERENCE_VERSION}")
        columns = content["columns"]
        if set(columns) != set(COMPARED):
            raise ValueError(f"reference of {', '.join(sorted(columns))}, not of {', '.join(sorted(COMPARED))}")
        return cls({name: Bins(**{part: tuple(of) for part, of in columns[name].items()}) for name in COMPARED})


def compared_values(features: pd.DataFrame, scores: npt.ArrayLike) -> Floats:
    """Return the columns COMPARED, shape (n, 6), NaN where missing."""
    rounded = np.asarray(scores, float).round(SCORE_DECIMALS)
    return np.column_stack([features[list(FEATURES)].to_numpy(float, na_value=np.nan), rounded])
