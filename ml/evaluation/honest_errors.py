"""How far the aircraft of a recording are from where they were expected, at each pace."""

from collections.abc import Sequence

import numpy as np

from ml.calibration.honest_errors import ErrorCounts
from ml.calibration.limit_factors import HonestErrors
from ml.calibration.wrong_clocks import clock_was_off
from ml.detectors.detection import extend_tracks
from ml.evaluation.flights import Recording, polls_of
from ml.evaluation.pace import Pace
from ml.evaluation.thinning import at_pace
from ml.polls import AnswerCount
from ml.scorer import new_states
from ml.sources.clocks import SourceClocks
from ml.tracks.new_fixes import LastFixes
from ml.tracks.tracks import Tracks


def honest_errors(recording: Recording, paces: Sequence[Pace]) -> tuple[HonestErrors, ...]:
    """Return the errors of the steps of all aircraft, by pace and phase."""
    seconds = tuple(pace.seconds for pace in paces)
    found: list[HonestErrors] = []
    for place, pace in enumerate(paces):
        polled = at_pace(recording, pace)
        polls = polls_of(polled.rows, polled.poll_times)
        new, _, _ = new_states(polls, LastFixes.none(), AnswerCount())
        rows, extended = extend_tracks(new, Tracks.none())
        counts = ErrorCounts.none(place, seconds)
        places = new["place"].to_numpy(np.int64)[rows]
        clock_off = clock_was_off(SourceClocks(), polls, places, extended)
        counts.add(new.iloc[rows], extended, counted=~clock_off)
        found += counts.errors()
    return tuple(found)
