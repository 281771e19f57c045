"""How far aircraft without faults are from where they were expected, by pace and phase of flight."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.arrays import Flags, Floats, Ints
from ml.calibration.limit_factors import QUANTILES, HonestErrors, nearest_places
from ml.evaluation.flights import PHASES, phases_of
from ml.tracks.tracks import Extended

MEASURES = ("along", "across", "climb")
"""The columns of a step (m/s, see `ml.tracks.motion`) whose errors (m) are measured."""

_EDGES_M: Floats = 2.0 ** (np.arange(16 * 18) / 16)
"""Errors are counted between 1 m and 250 km in steps of 4 %, so that memory does not grow with their number."""

_BEYOND = 10
"""A quantile is known only if at least so many errors are beyond it."""


@dataclass(frozen=True)
class ErrorCounts:
    """Counts the errors of steps of one pace.

    place: of the pace in `paces`, seconds in ascending order. Steps nearer to another pace don't count.
    """

    place: int
    paces: tuple[int, ...]
    counts: Ints

    @classmethod
    def none(cls, place: int, paces: tuple[int, ...]) -> "ErrorCounts":
        """Return counts of no steps."""
        return cls(place, paces, np.zeros((len(PHASES), len(MEASURES), len(_EDGES_M)), np.int64))

    def add(self, states: pd.DataFrame, extended: Extended, *, counted: Flags) -> None:
        """Take the steps to those new fixes that are `counted`.

        `states` has a row for each new fix, with the fields of a state vector.
        """
        dt, phases = extended.newest("dt"), phases_of(states)
        own = counted & (nearest_places(dt, self.paces) == self.place)
        for measure, name in enumerate(MEASURES):
            errors_m = np.abs(extended.newest(name)) * dt
            bins = np.minimum(np.searchsorted(_EDGES_M, errors_m), len(_EDGES_M) - 1)
            for number, phase in enumerate(PHASES):
                chosen = own & (phases == phase) & ~np.isnan(errors_m)
                self.counts[number, measure] += np.bincount(bins[chosen], minlength=len(_EDGES_M))

    def errors(self) -> tuple[HonestErrors, ...]:
        """Return the errors in each phase with a step of the pace."""
        return tuple(
            HonestErrors(
                self.paces[self.place],
                phase,
                int(of_phase.sum(axis=1).max()),
                *(_quantiles(of_measure) for of_measure in of_phase),
            )
            for phase, of_phase in zip(PHASES, self.counts, strict=True)
            if of_phase.any()
        )


def error_words(errors_m: tuple[int | None, ...]) -> str:
    """Return the QUANTILES of an error in words, a dash for those that are not known."""
    return " / ".join("–" if error is None else f"{error:,}" for error in errors_m)


def quantile_words() -> str:
    """Return the names of the QUANTILES in the order of `error_words`."""
    return " / ".join(f"p{share * 100:g}" for share in QUANTILES)


def _quantiles(counts: Ints) -> tuple[int | None, ...]:
    total, reached = counts.sum(), counts.cumsum()
    return tuple(
        round(float(_EDGES_M[np.searchsorted(reached, share * total)])) if (1 - share) * total >= _BEYOND else None
        for share in QUANTILES
    )
