"""Merge the micro-batches of closed hours: thousands of small files become a few large ones, compressed.

    hour=HH/batch=17/part-*.json … batch=46/part-*.json  ->  hour=HH/batches=17-46.times=FROM-TO.json.gz

An hour is closed when nothing has been written to it for CLOSED_AFTER_S. A file is written under a name that readers
skip and renamed in one step; from then on readers take it instead of the folders (`contracts.kept_files`). The folders
are removed a sweep later, when nobody reads them any more. A process that is killed anywhere loses and doubles nothing:
the next sweep removes the folders, or merges them again.

Micro-batches that reach an hour after it was merged lie beside its files. They are merged into a further file when the
hour is closed again.
"""

import gzip
import math
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import structlog

from common.files.durability import move_durably
from common.grouping import groups_within
from contracts.kept_files import BatchFolder, HourFolder, contents_of, files_of, hours_of, merged_name
from contracts.kept_lines import arrivals_in, poll_times_in
from contracts.outputs import KeptOutput, Outputs

CLOSED_AFTER_S = 3_600
"""An hour is closed this long (s) after the last write. What comes after a longer pause gets a file of its own."""

MOST_BYTES = 16_000_000
"""Size of the records in one merged file, unless a single micro-batch is larger. A replay reads whole files, and needs
some minutes of an hour."""

LEVEL = 1
"""Level of compression; see docs/decisions/0020-closed-hours-are-merged.md."""

_UNFINISHED = ".merging.json.gz"
_BLOCK_BYTES = 1 << 20

log = structlog.get_logger()


@dataclass
class Merged:
    """What a sweep did. files: merged files written; batches: micro-batches in them; problem: the last one, if any."""

    files: int = 0
    batches: int = 0
    problem: str | None = None


class _Unreadable(Exception):
    """A micro-batch has a file that cannot be read."""

    def __init__(self, batch: BatchFolder, error: OSError) -> None:
        super().__init__(str(error))
        self.batch = batch


class _Ended(Exception):
    """The sweep has to end now."""


def merge_closed_hours(
    outputs: Outputs,
    kinds: Sequence[KeptOutput],
    *,
    now: float,
    before: int,
    must_end: Callable[[], bool],
) -> Merged:
    """Merge the closed hours, and remove the folders that were merged by an earlier sweep.

    now: epoch s. before: only micro-batches with a smaller number are merged; Spark may run later ones again. must_end
    is asked at least for every MiB of records; what is not done is left to the next sweep. A micro-batch that cannot be
    read is logged and left as it is. Raises OSError when nothing can be written.
    """
    merged = Merged()
    try:
        for output in kinds:
            for folder in outputs.folders(output):
                for hour in hours_of(folder):
                    _sweep_hour(hour, merged, now=now, before=before, must_end=must_end)
    except _Ended:
        pass
    return merged


def _sweep_hour(hour: HourFolder, merged: Merged, *, now: float, before: int, must_end: Callable[[], bool]) -> None:
    contents = contents_of(hour)
    for folder in contents.covered:
        _end_if(must_end)
        shutil.rmtree(folder.path, ignore_errors=True)  # what is left is tried again by the next sweep
    if max((folder.changed_ns / 1e9 for folder in contents.batches), default=math.inf) > now - CLOSED_AFTER_S:
        return
    may_merge = sorted((each for each in contents.batches if each.number < before), key=lambda each: each.number)
    waiting = [*groups_within(may_merge, _size_of, most=MOST_BYTES)]
    while waiting:
        group = waiting.pop(0)
        try:
            _merge(hour, group, must_end)
        except _Unreadable as problem:
            log.warning("records not merged", folder=str(problem.batch.path), problem=str(problem))
            merged.problem = str(problem)
            place = group.index(problem.batch)
            waiting[:0] = [some for some in (group[:place], group[place + 1 :]) if some]
        except FileNotFoundError:
            return  # removed by the retention
        else:
            merged.files += 1
            merged.batches += len(group)


def _size_of(batch: BatchFolder) -> int:
    return sum(file.size for file in files_of(batch.path))


def _merge(hour: HourFolder, group: list[BatchFolder], must_end: Callable[[], bool]) -> None:
    """Write the merged file of these micro-batches, with the time of the newest of them."""
    unfinished = hour.path / _UNFINISHED
    first_date, last_date = math.inf, -math.inf
    try:
        with (
            unfinished.open("wb") as file,
            gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=file, mtime=0) as packed,
        ):
            for batch in group:
                for lines in _lines_of(batch):
                    _end_if(must_end)
                    packed.write(lines)
                    dates = poll_times_in(lines) or arrivals_in(lines)
                    first_date, last_date = min([first_date, *dates]), max([last_date, *dates])
        newest_ns = max(batch.changed_ns for batch in group)
        os.utime(unfinished, ns=(newest_ns, newest_ns))
        times = None if first_date > last_date else (math.floor(first_date), math.ceil(last_date))
        move_durably([(unfinished, hour.path / merged_name(group[0].number, group[-1].number, times))])
    finally:
        unfinished.unlink(missing_ok=True)


def _lines_of(batch: BatchFolder) -> Iterator[bytes]:
    """Yield the whole lines of a micro-batch's files, about _BLOCK_BYTES at a time; a last line gets its line end."""
    try:
        list(batch.path.iterdir())  # `files_of` takes a folder that cannot be listed for an empty one
        for file in files_of(batch.path):
            with file.path.open("rb") as content:
                while lines := content.read(_BLOCK_BYTES) + content.readline():
                    yield lines if lines.endswith(b"\n") else lines + b"\n"
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _Unreadable(batch, error) from error


def _end_if(must_end: Callable[[], bool]) -> None:
    if must_end():
        raise _Ended
