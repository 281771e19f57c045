"""A recording as a user who polls less often would have got it."""

from dataclasses import replace

from ml.evaluation.flights import Recording
from ml.evaluation.pace import PACES, Pace
from ml.thinning import interval_s, paces_from, poll_times_at


def paces_of(recording: Recording) -> list[Pace]:
    """Return those of PACES at which the recording can be replayed."""
    possible = paces_from(interval_s(recording.poll_times))
    return [pace for pace in PACES if pace.seconds in possible]


def at_pace(recording: Recording, pace: Pace) -> Recording:
    """Return the recording with only the answers that polls `pace.seconds` apart would have brought, as they are.

    Flights, splits and phases stay those of the whole recording.
    """
    times = poll_times_at(recording.poll_times, pace.seconds)
    return replace(recording, poll_times=times, rows=recording.rows[recording.rows["poll_time"].isin(times)])
