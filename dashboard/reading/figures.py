"""The figures above the map, what they were a few minutes before, and how they went."""

import math
import threading
from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

LOOK_BACK_S = 300.0
SPAN_S = 1_800.0
"""So long the figures are kept, by the data's own time."""


@dataclass(frozen=True)
class Progress:
    """What the streaming job says of its pace at `at` (epoch s): records taken since its start, whatever became of
    them; seconds from Kafka to the last picture. None where it doesn't say."""

    at: float | None = None
    records: float | None = None
    append_to_publish_s: float | None = None


@dataclass(frozen=True)
class Figures:
    """Counts of one picture of the sky; `poll_time` is its own time, epoch seconds."""

    poll_time: float
    aircraft: int
    airborne: int
    countries: int
    flagged: int
    open_alerts: int
    progress: Progress = Progress()


def count_figures(
    flights: pd.DataFrame, *, open_alerts: int, poll_time: float | None, progress: Progress = Progress()
) -> Figures:
    """Count the table of `flights.flight_table`; distinct countries of registration, not countries flown over."""
    return Figures(
        poll_time=poll_time or 0.0,
        aircraft=len(flights),
        airborne=int((~flights["on_ground"]).sum()),
        countries=int(flights["origin_country"].nunique()),
        flagged=int(flights["flagged"].sum()),
        open_alerts=open_alerts,
        progress=progress,
    )


class FigureHistory:
    """The figures of the pictures this process has shown, for all its viewers; time is the data's own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._past: deque[Figures] = deque()

    def with_now(self, now: Figures) -> list[Figures]:
        """Remember these figures; all of the last `SPAN_S`, oldest first.

        A picture older than the last one (a recording that starts again) starts the history again.
        """
        with self._lock:
            if self._past and now.poll_time < self._past[-1].poll_time:
                self._past.clear()
            if not self._past or now.poll_time > self._past[-1].poll_time:
                self._past.append(now)
            while self._past[0].poll_time < now.poll_time - SPAN_S:
                self._past.popleft()
            return list(self._past)


def before(past: list[Figures]) -> Figures | None:
    """Those of `LOOK_BACK_S` before the last, the oldest known if none is as old; None where there is but one."""
    if len(past) < 2:
        return None
    earlier = [figures for figures in past if figures.poll_time <= past[-1].poll_time - LOOK_BACK_S]
    return earlier[-1] if earlier else past[0]


def records_per_s(past: list[Figures]) -> list[float]:
    """How many records a second the streaming job took between each picture and the next that says so."""
    rates = []
    told = [figures.progress for figures in past if figures.progress.at is not None]
    for earlier, later in pairwise(told):
        if earlier.records is None or later.records is None or later.records < earlier.records:  # it began anew
            continue
        if later.at > earlier.at:
            rate = (later.records - earlier.records) / (later.at - earlier.at)
            if math.isfinite(rate):  # counts that nobody counted add up to infinity
                rates.append(rate)
    return rates
