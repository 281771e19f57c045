"""The polls that someone who polls less often would have got of the same traffic."""

import numpy as np

from ml.arrays import Ints

PACES_S = (5, 10, 30, 90, 300)
"""Seconds between polls at which traffic is measured, from the fastest to the slowest."""


def interval_s(poll_times: Ints) -> float:
    """Return the usual step between polls (s), infinite for a single poll."""
    return float(np.median(np.diff(poll_times))) if len(poll_times) > 1 else np.inf


def paces_from(recorded_s: float) -> tuple[int, ...]:
    """Return those of PACES_S that polls `recorded_s` apart can be thinned to: at most a fifth faster than recorded."""
    return tuple(seconds for seconds in PACES_S if recorded_s <= 1.2 * seconds)


def poll_times_at(poll_times: Ints, seconds: int) -> Ints:
    """Return the first time and then always the next that is `seconds` later, or at most half a recorded interval less.

    poll_times: epoch s, ascending, shape (n,). Real intervals vary, hence the tolerance.
    """
    least_s = seconds - interval_s(poll_times) / 2
    kept: list[int] = []
    for time in poll_times.tolist():
        if not kept or time - kept[-1] >= least_s:
            kept.append(time)
    return np.array(kept, np.int64)
