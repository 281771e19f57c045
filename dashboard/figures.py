"""The figures above the map, and what they were a few minutes before."""

import threading
from collections import deque
from dataclasses import dataclass

import pandas as pd

LOOK_BACK_S = 300.0
_KEPT = 2_000


@dataclass(frozen=True)
class Figures:
    """Counts of one picture of the sky; `poll_time` is its own time, epoch seconds."""

    poll_time: float
    aircraft: int
    airborne: int
    countries: int
    flagged: int
    open_alerts: int


def count_figures(flights: pd.DataFrame, *, open_alerts: int, poll_time: float | None) -> Figures:
    """Count the table of `flights.flight_table`; distinct countries of registration, not countries flown over."""
    return Figures(
        poll_time=poll_time or 0.0,
        aircraft=len(flights),
        airborne=int((~flights["on_ground"]).sum()),
        countries=int(flights["origin_country"].nunique()),
        flagged=int(flights["flagged"].sum()),
        open_alerts=open_alerts,
    )


class FigureHistory:
    """The figures of the pictures this process has shown, for all its viewers; time is the data's own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._past: deque[Figures] = deque(maxlen=_KEPT)

    def compare(self, now: Figures) -> Figures | None:
        """Remember these figures; return those of `LOOK_BACK_S` before, the oldest known if none is, None at first.

        A picture older than the last one (a recording that starts again) starts the history again.
        """
        with self._lock:
            if self._past and now.poll_time < self._past[-1].poll_time:
                self._past.clear()
            if not self._past or now.poll_time > self._past[-1].poll_time:
                self._past.append(now)
            while len(self._past) > 2 and self._past[1].poll_time <= now.poll_time - LOOK_BACK_S:
                self._past.popleft()
            return self._past[0] if len(self._past) > 1 else None
