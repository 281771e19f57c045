"""Merge closed hours in a thread of the driver, so that no micro-batch waits for it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from common.clock import Clock
from contracts.outputs import KeptOutput, Outputs
from spark.publish.closed_hours import merge_closed_hours
from spark.publish.status import StatusBoard

MOST_S = 300
"""Seconds that one sweep may take: it ends before the next sweep of the retention, which may remove the same hours."""

log = structlog.get_logger()


@dataclass
class Merging:
    """Runs at most one sweep of `merge_closed_hours` at a time; the status board gets its problem."""

    outputs: Outputs
    kinds: Sequence[KeptOutput]
    status: StatusBoard
    clock: Clock

    def __post_init__(self) -> None:
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, *, before: int) -> None:
        """Start a sweep, unless one is under way. before: as in `merge_closed_hours`."""
        if self._thread is None or not self._thread.is_alive():
            # A daemon: a job that ends without `stop` may end anywhere in a sweep.
            self._thread = threading.Thread(target=self._sweep, args=(before,), name="merging", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the sweep that is under way, and any that is started later, as soon as it may."""
        self._stopped.set()
        self.wait()

    def wait(self) -> None:
        """Return once no sweep is under way."""
        if self._thread:
            self._thread.join()

    def _sweep(self, before: int) -> None:
        ends_at = self.clock.monotonic() + MOST_S
        try:
            merged = merge_closed_hours(
                self.outputs,
                self.kinds,
                now=self.clock.time(),
                before=before,
                must_end=lambda: self._stopped.is_set() or self.clock.monotonic() > ends_at,
            )
        except OSError as error:
            log.warning("closed hours not merged", problem=str(error))
            self.status.note_merging(str(error))
            return
        if merged.files:
            log.info("closed hours merged", files=merged.files, micro_batches=merged.batches)
        self.status.note_merging(merged.problem)
