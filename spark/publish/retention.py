"""What does not stay: old hours, so that weeks of running keep the size of a day, and what a crash left unfinished."""

import shutil
from pathlib import Path

import structlog

from contracts.outputs import Outputs

log = structlog.get_logger()


def remove_old_hours(outputs: Outputs, *, now: float, keep_hours: int) -> list[Path]:
    """Remove the `date=…/hour=…` folders last added to more than `keep_hours` before `now` (epoch s); return them.

    Age is when a folder was written and not what its name says, so that a recording of last year is kept as long as
    live traffic. A folder that cannot be removed is logged and tried again next time.
    """
    removed = []
    for kept in (outputs.cleaned_flights, outputs.anomalies, outputs.windowed_stats, outputs.rejected, outputs.alerts):
        for folder in sorted(kept.glob("date=*/hour=*")):
            try:
                if folder.stat().st_mtime > now - keep_hours * 3600:
                    continue
                shutil.rmtree(folder)
                if not any(folder.parent.iterdir()):
                    folder.parent.rmdir()
            except OSError as error:
                log.warning("old records not removed", folder=str(folder), error=str(error))
            else:
                removed.append(folder)
    return removed


def remove_unfinished(outputs: Outputs) -> None:
    """Remove the staging folders of a job that was killed while it wrote; call it before writing anything."""
    for kept in (outputs.cleaned_flights, outputs.anomalies, outputs.rejected):
        for staging in kept.glob(".spark-staging-*"):
            shutil.rmtree(staging)
