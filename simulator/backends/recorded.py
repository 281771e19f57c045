"""Recorded traffic: every answer of a recording once, in order, at a chosen speed."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structlog

from common.clock import Clock
from common.errors import RecordingError, SettingsError
from contracts.state_vector import RECORDED, SIMULATED
from opensky.answers import read_recording
from opensky.headers import FAILED_KEY, SOURCE_KEY
from simulator.backends.backend import TrafficAnswer

log = structlog.get_logger()

MAX_SPEED = math.inf
"""Speed at which each request immediately gets the next answer."""

TIME_POSITION, LAST_CONTACT = 3, 4


class RecordedTraffic:
    """Serves a recording, read line by line; playback starts with the first request.

    speed: recorded seconds per second; times_now: shift all times so that the first answer is dated now.
    Raises RecordingError when the file has no answer; SettingsError when the speed is not positive, or is not 1 with
    shifted times, which would then drift away from the clock.
    """

    def __init__(self, path: Path, *, clock: Clock, speed: float = 1.0, times_now: bool = False) -> None:
        if not speed > 0:
            raise SettingsError("--speed must be above 0")
        if times_now and speed != 1:
            raise SettingsError("--times now needs --speed 1: at another speed the times would drift from the clock")
        self._clock = clock
        self._speed = speed
        self._lines = read_recording(path)
        self._next = next(self._lines, None)
        if self._next is None:
            raise RecordingError(f"{path} contains no answer")
        self._source = SIMULATED if self._next.get(SOURCE_KEY) == SIMULATED else RECORDED
        self._first_time = int(self._next["time"])
        self._times_now = times_now
        self._shift = 0
        self._started_at: float | None = None
        self._current: dict[str, Any] = {}

    @property
    def source(self) -> str:
        """`simulated` when the recording is marked as one of simulated traffic, else `recorded`."""
        return self._source

    def newest(self, now: float) -> TrafficAnswer:
        """Return the next answer if it is due, else the current one again.

        `now` (epoch s) becomes the time of the first answer when times are shifted.
        """
        elapsed = self._clock.monotonic()
        if self._started_at is None:
            self._started_at = elapsed
            self._shift = int(now) - self._first_time if self._times_now else 0
        if self._next is not None and self._due_in_s(elapsed) <= 0:
            self._current, self._next = self._next, self._read_next()
        failure = self._current.get(FAILED_KEY)
        return TrafficAnswer(
            time=self._current["time"] + self._shift,
            rows=list(self._shifted(self._current["states"] or [])) if failure is None else [],
            next_answer_s=None if self._next is None else max(0.0, self._due_in_s(elapsed)),
            ended=self._next is None,
            failure=None if failure is None else str(failure),
        )

    def at(self, time: int) -> TrafficAnswer:
        """Return the same as `newest`: a file that is read once has no earlier pictures."""
        return self.newest(time)

    def _read_next(self) -> dict[str, Any] | None:
        try:
            return next(self._lines, None)
        except RecordingError as error:
            log.error("recording ends early", reason=str(error))
            return None

    def _due_in_s(self, elapsed: float) -> float:
        if self._next is None or self._started_at is None:
            return 0.0
        recorded_s: int = self._next["time"] - self._first_time
        return recorded_s / self._speed - (elapsed - self._started_at)

    def _shifted(self, rows: list[list[Any]]) -> Iterator[list[Any]]:
        for row in rows:
            if self._shift and isinstance(row, list):
                row = [*row]
                for place in (TIME_POSITION, LAST_CONTACT):
                    if len(row) > place and type(row[place]) is int:
                        row[place] += self._shift
            yield row
