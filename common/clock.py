"""The clock as a parameter, so that what waits can be tested without waiting."""

import time
from typing import Protocol


class Clock(Protocol):
    """Wall time, elapsed time and waiting; tests pass one that jumps."""

    def time(self) -> float:
        """Epoch seconds."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary start, never going back."""

    def sleep(self, seconds: float) -> None:
        """Return after that many seconds."""


class SystemClock:
    """The machine's own clock."""

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
