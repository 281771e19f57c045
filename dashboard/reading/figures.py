"""The figures above the map, with their values of the last half hour."""

import math
import threading
from collections import deque
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

LOOK_BACK_S = 300.0
SPAN_S = 1_800.0
"""How long figures are remembered, in the data's own time."""


@dataclass(frozen=True)
class Progress:
    """The streaming job's throughput as of `at` (epoch s); None where it is not reported.

    records: read since the job started, whether new, duplicate or rejected. append_to_publish_s: latency of the last
    picture, from Kafka to its publication.
    """

    at: float | None = None
    records: float | None = None
    append_to_publish_s: float | None = None


@dataclass(frozen=True)
class Figures:
    """Counts of one picture; `poll_time` is the picture's, epoch s."""

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
    """Count the rows of `flights.flight_table`; countries are those of registration, not those flown over."""
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
    """Remembers the figures of the pictures that this process has shown, for all viewers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._past: deque[Figures] = deque()

    def with_now(self, now: Figures) -> list[Figures]:
        """Remember these figures and return those of the last `SPAN_S`, oldest first.

        A picture older than the previous one (a restarted recording) clears the history.
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
    """Return the figures `LOOK_BACK_S` before the last, or the oldest; None when there is only one."""
    if len(past) < 2:
        return None
    earlier = [figures for figures in past if figures.poll_time <= past[-1].poll_time - LOOK_BACK_S]
    return earlier[-1] if earlier else past[0]


def records_per_s(past: list[Figures]) -> list[float]:
    """Return the records read per second between consecutive pictures whose job reported its progress."""
    rates = []
    progresses = [figures.progress for figures in past]
    reported = [(progress.at, progress.records) for progress in progresses if progress.at is not None]
    for (earlier_at, earlier), (later_at, later) in pairwise(reported):
        if earlier is None or later is None or later < earlier:  # the job has restarted
            continue
        if later_at > earlier_at:
            rate = (later - earlier) / (later_at - earlier_at)
            if math.isfinite(rate):  # absurd counts in the file can make the rate infinite
                rates.append(rate)
    return rates
