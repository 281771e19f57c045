"""Remove old hours, so that a job running for weeks does not fill the disk."""

import shutil
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

import structlog

from contracts.kept_files import HourFolder, hours_of, last_written_ns
from contracts.outputs import KEPT_OUTPUTS, Outputs

log = structlog.get_logger()


@dataclass
class Swept:
    """What a sweep left and removed.

    bytes: size of all kept outputs. old, early: folders of hours removed for their age, and to make room.
    """

    bytes: int = 0
    old: list[Path] = field(default_factory=list)
    early: list[Path] = field(default_factory=list)


def remove_old_hours(outputs: Outputs, *, now: float, keep_hours: int, max_bytes: int) -> Swept:
    """Remove the hours last written to more than `keep_hours` before `now` (epoch s), and the oldest above `max_bytes`.

    The time of the last write counts, not the hour in the name, so that a recording from last year is kept as long as
    live traffic. The newest hour of each output stays. A folder that cannot be removed is logged and tried again next
    time.
    """
    swept = Swept()
    left: list[tuple[int, HourFolder, int]] = []
    newest: set[Path] = set()
    for output in KEPT_OUTPUTS:
        for folder in outputs.folders(output):
            hours = sorted(((last_written_ns(hour), hour) for hour in hours_of(folder)), key=itemgetter(0))
            newest.update(hour.path for _, hour in hours[-1:])
            for written_ns, hour in hours:
                if written_ns / 1e9 <= now - keep_hours * 3600 and _remove(hour):
                    swept.old.append(hour.path)
                else:
                    left.append((written_ns, hour, _size_of(hour.path)))
    swept.bytes = sum(size for *_, size in left)
    for _, hour, size in sorted(left, key=itemgetter(0)):
        if swept.bytes > max_bytes and hour.path not in newest and _remove(hour):
            swept.bytes -= size
            swept.early.append(hour.path)
    if swept.early:
        log.warning("hours removed early", reason="OUTPUT_MAX_GB", hours=len(swept.early), left_bytes=swept.bytes)
    return swept


def _size_of(folder: Path) -> int:
    """Return the size of the files below a folder in bytes; files may vanish meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue
        total += status.st_size
    return total


def _remove(hour: HourFolder) -> bool:
    try:
        shutil.rmtree(hour.path)
        if not any(hour.path.parent.iterdir()):
            hour.path.parent.rmdir()
    except OSError as error:
        log.warning("old records not removed", folder=str(hour.path), error=str(error))
        return False
    return True
