"""The clock as a parameter, so that code that waits can be tested without waiting."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time, elapsed time and waiting; tests pass a clock that jumps."""

    def time(self) -> float:
        """Return the wall time (epoch s)."""

    def monotonic(self) -> float:
        """Return the seconds since an arbitrary start; never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait for that many seconds."""


class SystemClock:
    """The machine's own clock."""

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def utc_text(epoch_s: float) -> str:
    """Return a moment as ISO 8601 to the second, `2026-11-29T21:04:00Z`: the format of every time meant for people."""
    return datetime.fromtimestamp(epoch_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
