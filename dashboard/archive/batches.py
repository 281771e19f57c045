"""Finds which files below a folder of kept records hold which polls.

The name of a merged file tells; of other files, mostly the first and last lines are read.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contracts.kept_files import BatchFolder, HourFolder, contents_of, files_of, hours_of, windows_of
from contracts.kept_lines import arrivals_in, poll_times_in

HOUR_S = 3600
END_BYTES = 8_192
"""Bytes read at the beginning and at the end of a file: some 10 records each."""
MOST_BATCHES = 20_000
"""Batches that stay in memory: those of two days with a poll every 10 s."""
SETTLED_NS = 2_000_000_000
"""A folder changed more recently than this may change again within one tick of its modification time."""

_GAP = b"\0"
"""Separates the two ends of a file, so that digits do not run on from one into the other."""

Span = tuple[float, float]
"""The first and the last poll time, epoch seconds."""


@dataclass(frozen=True)
class _Batch:
    """`span` contains every poll; `seen` is the first and the last poll or arrival, None when none was found."""

    span: Span
    seen: Span | None
    written_ns: int
    files: tuple[Path, ...]


class KeptBatches:
    """An index of the micro-batches, merged or not, or windows below some folders of kept records, by poll time.

    Each call uses the files that exist at that moment, and opens the files of a known folder again only if it changed.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._lock = threading.Lock()
        self._known: OrderedDict[Path, tuple[tuple[int, int], _Batch | None]] = OrderedDict()

    def hours(self) -> list[int]:
        """Return the beginnings (epoch s) of the kept hours, oldest first, without opening their files."""
        return sorted({hour.begins_at for hour in self._hours()})

    def span(self) -> Span | None:
        """Return the first and the last poll time kept, None when there is no record.

        It opens only the first and the last hour with records. Records without a poll count by their arrival, which is
        exact to within a micro-batch, since only the ends of its files are read.
        """
        hours = self._hours()
        with self._lock:
            first = self._outermost(hours, newest_first=False)
            last = self._outermost(hours, newest_first=True)
        if not first or not last:
            return None
        return min(seen[0] for seen in first), max(seen[1] for seen in last)

    def files_between(self, start: float, end: float) -> list[Path]:
        """Return the files that may hold polls from `start` to `end` (epoch s, inclusive), in the order of writing."""
        with self._lock:
            batches = [
                batch
                for hour in self._hours()
                if hour.begins_at <= end and start < hour.begins_at + HOUR_S
                for batch in self._batches(hour, unseen=start <= hour.begins_at and hour.begins_at + HOUR_S <= end)
                if batch.span[0] <= end and start <= batch.span[1]
            ]
        batches.sort(key=lambda batch: (batch.written_ns, batch.files))
        return [path for batch in batches for path in batch.files]

    def _hours(self) -> list[HourFolder]:
        return [hour for folder in self._folders for hour in hours_of(folder)]

    def _outermost(self, hours: list[HourFolder], *, newest_first: bool) -> list[Span]:
        """Return the spans of the batches of the first, or the last, hour that has records."""
        beginnings = sorted({hour.begins_at for hour in hours}, reverse=newest_first)
        for begins_at in beginnings:
            found = (hour for hour in hours if hour.begins_at == begins_at)
            batches = (batch for hour in found for batch in self._batches(hour, unseen=False))
            if seen := [batch.seen for batch in batches if batch.seen]:
                return seen
        return []

    def _batches(self, hour: HourFolder, *, unseen: bool) -> Iterator[_Batch]:
        """Yield the batches of an hour. unseen: do not open new batches; assume that each spans the whole hour."""
        for start, path in windows_of(hour):
            yield _Batch((start, start), (start, start), start * 1_000_000_000, (path,))
        contents = contents_of(hour)
        for merged in contents.merged:
            whole_hour = (hour.begins_at, hour.begins_at + HOUR_S)
            yield _Batch(merged.times or whole_hour, merged.times, merged.file.changed_ns, (merged.file.path,))
        for folder in contents.batches:
            if batch := self._batch(folder, hour.begins_at, unseen=unseen):
                yield batch

    def _batch(self, folder: BatchFolder, begins_at: int, *, unseen: bool) -> _Batch | None:
        version = (folder.inode, folder.changed_ns)
        known = self._known.get(folder.path)
        if known and known[0] == version:
            self._known.move_to_end(folder.path)
            return known[1]
        files = tuple(file.path for file in files_of(folder.path))
        try:
            span = None if unseen else _span(files)
            seen = None if unseen else span or _arrivals(files)
        except OSError:
            return None  # removed or replaced since it was listed: the next query sees the new state
        batch = _Batch(span or (begins_at, begins_at + HOUR_S), seen, folder.changed_ns, files) if files else None
        if not unseen and time.time_ns() - folder.changed_ns > SETTLED_NS:
            self._known[folder.path] = (version, batch)
            while len(self._known) > MOST_BATCHES:
                self._known.popitem(last=False)
        return batch


def _span(files: tuple[Path, ...]) -> Span | None:
    polls = {poll for path in files for poll in poll_times_in(_content(path, at_the_ends=True))}
    if len(polls) > 1:
        # A file may hold several shards of aircraft one after the other, each from the first poll to the last.
        polls = {poll for path in files for poll in poll_times_in(_content(path, at_the_ends=False))}
    return (min(polls), max(polls)) if polls else None


def _arrivals(files: tuple[Path, ...]) -> Span | None:
    arrivals = {moment for path in files for moment in arrivals_in(_content(path, at_the_ends=True))}
    return (min(arrivals), max(arrivals)) if arrivals else None


def _content(path: Path, *, at_the_ends: bool) -> bytes:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if not at_the_ends or size <= 2 * END_BYTES:
                return file.read()
            first = file.read(END_BYTES)
            file.seek(-END_BYTES, os.SEEK_END)
            return first + _GAP + file.read()
    except FileNotFoundError:
        raise
    except OSError:
        return b""  # the problem is reported when the records are read
