"""SIGTERM and SIGINT end a wait or a request at once, but never interrupt a delivery."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequested(BaseException):
    """A signal asked to stop; a BaseException, so that no `except Exception` catches it."""


class StopSignals:
    """Raises `StopRequested` for a signal inside `interruptible`; anywhere else it only sets `requested`."""

    def __init__(self) -> None:
        self.requested = False
        self._may_interrupt = False

    def install(self) -> None:
        """Handle SIGTERM and SIGINT from now on (main thread only)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let a signal interrupt the code inside: requests and waits, which lose nothing."""
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
