"""Remove old hours, so that a job running for weeks does not fill the disk."""

import shutil
from pathlib import Path

import structlog

from contracts.kept_files import hours_of
from contracts.outputs import KEPT_OUTPUTS, Outputs

log = structlog.get_logger()


def remove_old_hours(outputs: Outputs, *, now: float, keep_hours: int) -> list[Path]:
    """Remove the hours last written to more than `keep_hours` before `now` (epoch s), and return their folders.

    The time of the last write counts, not the hour in the name, so that a recording from last year is kept as long as
    live traffic. A folder that cannot be removed is logged and tried again next time.
    """
    removed = []
    folders = (folder for output in KEPT_OUTPUTS for folder in outputs.folders(output))
    hours = (hour for folder in folders for hour in hours_of(folder))
    for hour in hours:
        if hour.changed_ns / 1e9 > now - keep_hours * 3600:
            continue
        try:
            shutil.rmtree(hour.path)
            if not any(hour.path.parent.iterdir()):
                hour.path.parent.rmdir()
        except OSError as error:
            log.warning("old records not removed", folder=str(hour.path), error=str(error))
        else:
            removed.append(hour.path)
    return removed
