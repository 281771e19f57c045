"""Hand-made tracks: an aircraft that flies north over the Atlantic at a constant speed, with changes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from tests.records import CRUISING, POLL_TIME

DEGREE_M = 111_194.93
"""One degree of latitude, on the sphere of 6,371.0088 km."""

State = dict[str, Any]


def _unchanged(_number: int, _state: State) -> None:
    """The default: nothing is changed."""


def flown(
    count: int,
    *,
    step_s: int = 10,
    speed: float = 200.0,
    change: Callable[[int, State], Any] = _unchanged,
    **same: Any,
) -> pd.DataFrame:
    """Return `count` fixes, `step_s` apart, with the fields of `same`; `change(number, state)` may alter each."""
    states = []
    for number in range(count):
        time = POLL_TIME + number * step_s
        state = CRUISING | {
            "longitude": -30.0,
            "latitude": 40.0 + number * step_s * speed / DEGREE_M,
            "velocity": speed,
            "true_track": 0.0,
            "vertical_rate": 0.0,
            "time_position": time,
            "last_contact": time,
            "poll_time": time + 1,
            "poll_number": number,
            "feed_number": 0,
        }
        state |= same
        change(number, state)
        states.append(state)
    return pd.DataFrame(states)


def wandering(icao24, *, count=60):
    """Return a track of random values, at which many detectors fire; always the same for an address."""
    drawn = np.random.default_rng(int(icao24, 16))

    def change(_number, state):
        state["icao24"] = icao24
        state["latitude"] += drawn.normal(0, 0.004)
        state["baro_altitude"] += drawn.normal(0, 80)
        state["velocity"] += drawn.normal(0, 8)
        state["true_track"] = drawn.uniform(0, 360)
        state["squawk"] = drawn.choice(["7700", "1000"])

    return flown(count, change=change)
