"""SIGTERM and SIGINT: at once out of a wait or a request, but never in the middle of a delivery."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequested(BaseException):
    """A signal asked to stop; not an Exception, so that no handler of errors takes it for one."""


class StopSignals:
    """Turns the signals into `StopRequested`, raised only inside `interruptible`; elsewhere `requested` tells."""

    def __init__(self) -> None:
        self.requested = False
        self._may_interrupt = False

    def install(self) -> None:
        """Handle SIGTERM and SIGINT from now on (main thread only)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """A stretch of code that holds nothing which would be lost: requests, waits."""
        self._may_interrupt = True
        try:
            if self.requested:
                raise StopRequested
            yield
        finally:
            self._may_interrupt = False

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self.requested = True
        if self._may_interrupt:
            self._may_interrupt = False
            raise StopRequested
