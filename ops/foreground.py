"""Runs a supervised system in the foreground of a terminal until it is stopped."""

import threading
from collections.abc import Callable
from pathlib import Path

from ops.status_view import StatusView
from ops.supervisor import PartState, Supervisor

STEP_S = 0.5


def run_in_foreground(
    supervisor: Supervisor,
    *,
    heading: str,
    log_dir: Path,
    stop: threading.Event,
    before_stop: Callable[[], None] = lambda: None,
) -> int:
    """Run and show the parts until `stop` is set, then stop them; return 1 if a part had failed for good, else 0."""
    try:
        with StatusView(supervisor, heading=heading, log_dir=log_dir) as view:
            while not stop.wait(STEP_S):
                supervisor.step()
                view.refresh()
    finally:
        print("stopping all parts", flush=True)
        failed = any(part.state is PartState.FAILED for part in supervisor.parts)
        before_stop()
        supervisor.stop()
    return int(failed)
