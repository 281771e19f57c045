"""Find the hours of silver/states that have to be made, and the files of bronze that each is made from.

The file of an hour lists the landed files whose rows it has; any other landed file is new. Within an interval, each
hour is made from all its landed files. Where retention has removed some of these, the rows made from them stay.
"""

from dataclasses import dataclass
from pathlib import Path

from contracts.lake.layout import Lake, Partition
from contracts.lake.silver import STATES
from etl.bronze import messages as bronze
from etl.lake.interval import Interval
from etl.lake.origins import Inputs, Origin, inputs_of, origin_of
from etl.lake.settled import Settled, settled_partitions

VERSION = 3
"""Raised when the same messages would give other rows. Hours of an older version are then made again, if bronze still
has all their files."""


@dataclass(frozen=True)
class HourToMake:
    """An hour, the files of bronze to read for it, and the origin its file will list.

    keeps: the rows the hour already has stay. remakes: the hour has rows, and all of them are replaced.
    """

    hour: Partition
    files: tuple[Path, ...]
    origin: Origin
    keeps: bool
    remakes: bool


def hours_to_make(lake: Lake, interval: Interval | None) -> list[HourToMake]:
    """Return the hours with new files in bronze, or all landed hours of the interval; oldest first."""
    landed = [hour for hour in bronze.hours_landed(lake) if interval is None or hour in interval]
    with settled_partitions(lake, STATES, all_seen=interval is None) as settled:
        hours = [_hour_to_make(lake, hour, settled, asked=interval is not None) for hour in landed]
    return [hour for hour in hours if hour]


def _hour_to_make(lake: Lake, hour: Partition, settled: Settled, *, asked: bool) -> HourToMake | None:
    files_now = bronze.files_landed(lake, hour)
    digest = settled.digest(hour, inputs_of(lake, files_now), VERSION)
    if settled.has(hour, digest) and not asked:
        return None
    before = origin_of(lake.file(STATES, hour))
    taken = {name: (name, size, changed) for name, size, changed in before.inputs} if before else {}
    landed = {path: _as_landed(lake, path, taken) for path in files_now}
    there = {item[0]: item for inputs in landed.values() for item in inputs}
    # Rows whose files retention has removed from bronze cannot be made again: such an hour keeps its rows.
    complete = taken.keys() <= there.keys()
    outdated = asked or before is None or (before.version != VERSION and complete)
    files = [path for path, inputs in landed.items() if outdated or any(item[0] not in taken for item in inputs)]
    if not files:
        settled.note(hour, digest)
        return None
    remakes = before is not None and outdated and complete
    keeps = before is not None and not remakes
    version = before.version if before and keeps else VERSION
    inputs = tuple(sorted((taken | there).values()))
    return HourToMake(hour, tuple(files), Origin(inputs, version), keeps=keeps, remakes=remakes)


def _as_landed(lake: Lake, path: Path, taken: dict[str, tuple[str, int, int]]) -> Inputs:
    """Return what `bronze.as_landed` does, without opening a file that was taken in its present state."""
    as_it_is = inputs_of(lake, [path])
    return as_it_is if as_it_is[0] in taken.values() else bronze.as_landed(lake, [path])
