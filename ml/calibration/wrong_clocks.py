"""Fixes that the stream would not judge by their times, because their source's clock was off."""

import numpy as np

from ml.arrays import Flags, Ints
from ml.detectors.steps import late_s
from ml.sources.clocks import SourceClocks
from ml.tracks.tracks import Extended
from opensky.answers import Poll


def clock_was_off(clocks: SourceClocks, polls: list[Poll], places: Ints, extended: Extended) -> Flags:
    """Take the next polls, and return for each new fix whether the clock was off in its poll: shape (m,).

    places: the index of each fix's poll, shape (m,).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        late = late_s(extended)
    off = [clocks.explain(None, poll.time, late[places == at]) for at, poll in enumerate(polls)]
    return np.array(off, bool)[places]
