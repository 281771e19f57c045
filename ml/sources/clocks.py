"""Clocks of the sources: many aircraft at once seem too far along their way, or not far enough.

OpenSky's receivers and servers stamp the positions. When a clock jumps, or the processing falls behind, the positions
of hundreds of aircraft disagree with their times, each along its own course. That says nothing about any of them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.arrays import Floats

OFF_S = 4.0
"""A position this late or early counts. OpenSky's are within a second or so, 2 to 4 in 100 further off."""

OFF_SHARE = 0.12
FEWEST_OFF = 8
"""A clock is off when so many of the aircraft are, and no fewer. Some receivers are usually right while others are not,
so it is rarely all of them."""

HELD_POLLS = 4
HELD_S = 200
"""For so many polls and seconds after it, the detectors still look back on positions with the wrong times."""


@dataclass(frozen=True)
class ClockState:
    """When a feed's clock was off last. time: the poll (epoch s). polls_since: how many polls came after it."""

    time: int
    polls_since: int = 0


def off_and_known(late_s: Floats) -> tuple[int, int]:
    """Return how many positions are off by more than OFF_S, and of how many it is known.

    late_s: by how much each is older than its time claims, NaN where unknown.
    """
    known = np.abs(late_s[~np.isnan(late_s)])
    return int((known > OFF_S).sum()), len(known)


def clock_is_off(late_s: Floats) -> bool:
    """Return whether so many positions of one poll are later or earlier than their times claim that a clock is off.

    late_s: by how much each is, NaN where unknown.
    """
    off, known = off_and_known(late_s)
    return off >= FEWEST_OFF and off >= OFF_SHARE * known


class SourceClocks:
    """The clocks of all feeds."""

    def __init__(self) -> None:
        self._off: dict[str | None, ClockState] = {}

    def explain(self, feed: str | None, poll_time: int, late_s: Floats) -> bool:
        """Take the next poll of a feed; return whether its clock explains what is wrong with times and speeds.

        poll_time: epoch s. late_s: by how much each position is older than its time claims, NaN where unknown.
        """
        if clock_is_off(late_s):
            self._off[feed] = ClockState(poll_time)
            return True
        state = self._off.pop(feed, None)
        if state is None:
            return False
        polls_since = state.polls_since + 1
        if polls_since <= HELD_POLLS or poll_time - state.time <= HELD_S:
            self._off[feed] = ClockState(state.time, polls_since)
            return True
        return False

    def to_json(self) -> list[tuple[str | None, int, int]]:
        """Return the state in types that JSON can hold."""
        return [(feed, state.time, state.polls_since) for feed, state in self._off.items()]

    @classmethod
    def from_json(cls, content: list[Any]) -> "SourceClocks":
        """Return the clocks that `to_json` stored."""
        clocks = cls()
        clocks._off = {feed: ClockState(time, polls_since) for feed, time, polls_since in content}
        return clocks
