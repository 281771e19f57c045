"""A recording as a user who polls less often would have got it."""

from dataclasses import replace

import numpy as np

from ml.evaluation.flights import Ints, Recording
from ml.evaluation.pace import PACES, Pace


def interval_s(poll_times: Ints) -> float:
    """Return the usual step between polls (s), infinite for a single poll."""
    return float(np.median(np.diff(poll_times))) if len(poll_times) > 1 else np.inf


def paces_of(recording: Recording) -> list[Pace]:
    """Return those of PACES at which the recording can be replayed: at most a fifth faster than it was recorded."""
    return [pace for pace in PACES if interval_s(recording.poll_times) <= 1.2 * pace.seconds]


def at_pace(recording: Recording, pace: Pace) -> Recording:
    """Return the recording with only the answers that polls `pace.seconds` apart would have brought, as they are.

    Flights, splits and phases stay those of the whole recording.
    """
    times = poll_times_at(recording.poll_times, pace)
    return replace(recording, poll_times=times, rows=recording.rows[recording.rows["poll_time"].isin(times)])


def poll_times_at(poll_times: Ints, pace: Pace) -> Ints:
    """Return the first time and then always the next that is a pace later, or at most half a recorded interval less.

    poll_times: epoch s, ascending, shape (n,). Real intervals vary, hence the tolerance.
    """
    least_s = pace.seconds - interval_s(poll_times) / 2
    kept: list[int] = []
    for time in poll_times.tolist():
        if not kept or time - kept[-1] >= least_s:
            kept.append(time)
    return np.array(kept, np.int64)
