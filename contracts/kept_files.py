"""Read the files that are kept by the hour, while other processes write, replace and remove them.

    <kept>/date=YYYY-MM-DD/hour=HH/batch=N/*.json                            micro-batches of records or events
    <kept>/date=YYYY-MM-DD/hour=HH/batches=FIRST-LAST.times=FROM-TO.json.gz  micro-batches of a closed hour, merged
    <kept>/date=YYYY-MM-DD/hour=HH/window=EPOCH.json                         closed windows

The dashboard, the batch side, the notifications and the retention all read through this module. Names that begin with
`.` or `_` are unfinished work and are skipped. Folders and files may vanish at any time: that is never an error.

A merged file holds all records of its micro-batches. Once it is there, their folders no longer count; they stay for
some minutes for readers that have already listed them.
"""

import errno
import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import structlog

SETTLED_S = 5
"""A folder counts as settled this long (s) after its last change. Before that, its modification time may hide a change:
two changes within one tick of the file system's clock get the same time."""

NEWEST_HOURS = 3
ALL_HOURS_EVERY = 30
"""A Follower looks at the most recently changed hours; only every 30th look covers all hours, which can hold thousands
of folders."""

MERGED_SUFFIX = ".json.gz"

_HOUR = re.compile(r"date=(\d{4}-\d\d-\d\d)/hour=(\d\d)")
_BATCH = re.compile(r"batch=(\d+)")
_MERGED = re.compile(r"batches=(\d+)-(\d+)(?:\.times=(\d+)-(\d+))?\.json\.gz")
_WINDOW = re.compile(r"window=(\d+)\.json")
_GONE = (FileNotFoundError, NotADirectoryError)
_DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)

log = structlog.get_logger()


@dataclass(frozen=True)
class HourFolder:
    """`date=…/hour=…`: when the hour begins (epoch s), and when the folder was last changed (epoch ns)."""

    path: Path
    begins_at: int
    changed_ns: int


@dataclass(frozen=True)
class BatchFolder:
    """`batch=N` within an hour. inode, changed_ns: differ once the folder has been replaced or changed."""

    path: Path
    number: int
    inode: int
    changed_ns: int

    @property
    def last(self) -> int:
        """The number, as that of a merged file's last micro-batch."""
        return self.number


@dataclass(frozen=True)
class KeptFile:
    """A finished file: its size in bytes, and when it was last written (epoch ns)."""

    path: Path
    size: int
    changed_ns: int


@dataclass(frozen=True)
class MergedFile:
    """The micro-batches `first` to `last` of a closed hour in one file, in the order of their numbers.

    times: when the first and the last record are from (epoch s), None when no record is dated.
    """

    file: KeptFile
    first: int
    last: int
    times: tuple[int, int] | None

    @property
    def changed_ns(self) -> int:
        """When the newest of the micro-batches was last changed, epoch ns."""
        return self.file.changed_ns

    def covers(self, batch: int) -> bool:
        """Return whether the file holds the records of that micro-batch."""
        return self.first <= batch <= self.last


@dataclass(frozen=True)
class HourContents:
    """What an hour holds: each record is in `batches` or in `merged`, once. covered: folders that `merged` replaces."""

    batches: list[BatchFolder]
    merged: list[MergedFile]
    covered: list[BatchFolder]

    @property
    def parts(self) -> "list[BatchFolder | MergedFile]":
        """Everything that holds records."""
        return [*self.batches, *self.merged]


def merged_name(first: int, last: int, times: tuple[int, int] | None) -> str:
    """Return the name of the file of these micro-batches; times: as in `MergedFile`."""
    dated = f".times={times[0]}-{times[1]}" if times else ""
    return f"batches={first}-{last}{dated}{MERGED_SUFFIX}"


def hours_of(kept: Path) -> list[HourFolder]:
    """Return the hours below a folder of kept records, oldest first; other folders there are ignored."""
    hours = []
    for date in _entries(kept):
        for hour in _entries(date.path) if date.name.startswith("date=") else ():
            begins_at, status = _beginning(f"{date.name}/{hour.name}"), _status(hour)
            if begins_at is not None and status:
                hours.append(HourFolder(Path(hour.path), begins_at, status.st_mtime_ns))
    return sorted(hours, key=lambda hour: hour.begins_at)


def contents_of(hour: HourFolder) -> HourContents:
    """Return the micro-batches of an hour, in no particular order.

    The folder is listed once: a file that replaces folders is seen together with them, or not at all.
    """
    merged, folders = [], []
    for entry in _entries(hour.path):
        if match := _MERGED.fullmatch(entry.name):
            if status := _status(entry):
                file = KeptFile(Path(entry.path), status.st_size, status.st_mtime_ns)
                times = (int(match[3]), int(match[4])) if match[3] else None
                merged.append(MergedFile(file, int(match[1]), int(match[2]), times))
        elif (match := _BATCH.fullmatch(entry.name)) and (status := _status(entry)):
            folders.append(BatchFolder(Path(entry.path), int(match[1]), status.st_ino, status.st_mtime_ns))
    covered = [folder for folder in folders if any(each.covers(folder.number) for each in merged)]
    covered_paths = {folder.path for folder in covered}
    return HourContents([folder for folder in folders if folder.path not in covered_paths], merged, covered)


def batches_of(hour: HourFolder) -> list[BatchFolder]:
    """Return the micro-batches of an hour that have not been merged, in no particular order."""
    return contents_of(hour).batches


def batch_number_of(name: str) -> int | None:
    """Return the micro-batch of a file that is named by its path; None when it is not in the folder of one."""
    numbers = (match[1] for part in name.split("/") if (match := _BATCH.fullmatch(part)))
    return next(map(int, numbers), None)


def windows_of(hour: HourFolder) -> list[tuple[int, Path]]:
    """Return the start (epoch s) and the file of each closed window of an hour."""
    entries = ((entry, _WINDOW.fullmatch(entry.name)) for entry in _entries(hour.path))
    return [(int(match[1]), Path(entry.path)) for entry, match in entries if match]


def files_of(batch: Path) -> list[KeptFile]:
    """Return the finished files of a micro-batch, by name."""
    files = []
    for entry in sorted(_entries(batch), key=lambda entry: entry.name):
        is_finished = entry.name.endswith(".json") and entry.name[0] not in "._"
        if is_finished and (status := _status(entry)):
            files.append(KeptFile(Path(entry.path), status.st_size, status.st_mtime_ns))
    return files


def files_in(part: BatchFolder | MergedFile) -> list[KeptFile]:
    """Return the finished files of a part of an hour, by name."""
    return [part.file] if isinstance(part, MergedFile) else files_of(part.path)


def last_written_ns(hour: HourFolder) -> int:
    """Return when the newest of an hour's folders and files was last written, epoch ns.

    Merging changes the hour's folder, but not this: a merged file has the time of the newest folder that it replaces.
    """
    entries = (entry for entry in _entries(hour.path) if entry.name[0] not in "._")
    statuses = (status for entry in entries if (status := _status(entry)))
    return max((status.st_mtime_ns for status in statuses), default=hour.changed_ns)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a kept file, merged or not, to read its lines.

    Raises OSError, also where the block reads what cannot be decompressed; what comes before can still be read.
    """
    with cast(BinaryIO, gzip.open(path)) if path.name.endswith(MERGED_SUFFIX) else path.open("rb") as content:
        try:
            yield content
        except _DAMAGED as error:
            raise OSError(errno.EIO, f"damaged: {error}", str(path)) from error


class Follower:
    """Finds the files that are new since the last look, below folders of kept records.

    A file is new once, and again when it or its folder is replaced; a merged file holds nothing new. Most looks cost
    little: a folder that has not changed since it settled is not opened again.
    """

    def __init__(self, folders: Iterable[Path], now: Callable[[], float]) -> None:
        """now: the wall clock, epoch s."""
        self._folders = tuple(folders)
        self._now = now
        self._looks = 0
        self._hours: dict[Path, int] = {}
        self._settled: dict[Path, int] = {}
        self._taken: set[tuple[Path, int]] = set()

    def new_files(self, *, not_before: float) -> list[KeptFile]:
        """Return the new files, oldest first; those written before `not_before` (epoch s) are left out.

        A file stays new until it is marked with `taken`.
        """
        looks_at_all = self._looks % ALL_HOURS_EVERY == 0
        self._looks += 1
        found: dict[tuple[Path, int], KeptFile] = {}
        settled = {} if looks_at_all else self._settled
        for batch in self._batches(looks_at_all):
            if self._settled.get(batch.path) != batch.changed_ns:
                found |= {(file.path, file.changed_ns): file for file in files_of(batch.path)}
            if batch.changed_ns / 1e9 < self._now() - SETTLED_S:
                settled[batch.path] = batch.changed_ns
        new = [file for key, file in found.items() if key not in self._taken]
        if looks_at_all:
            self._taken &= found.keys()
        self._settled = settled
        recent = (file for file in new if file.changed_ns / 1e9 >= not_before)
        return sorted(recent, key=lambda file: (file.changed_ns, file.path))

    def taken(self, file: KeptFile) -> None:
        """Remember that the file has been read."""
        self._taken.add((file.path, file.changed_ns))

    def look_again(self, file: KeptFile) -> None:
        """Let the next look find a file that could not be read, although its folder has settled."""
        self._settled.pop(file.path.parent, None)

    def _batches(self, looks_at_all: bool) -> Iterator[BatchFolder]:
        """Yield the micro-batches of all hours, or only of the newest and the changed hours."""
        hours = [hour for folder in self._folders for hour in hours_of(folder)]
        hours.sort(key=lambda hour: hour.changed_ns, reverse=True)
        for number, hour in enumerate(hours):
            if looks_at_all or number < NEWEST_HOURS or self._hours.get(hour.path) != hour.changed_ns:
                yield from batches_of(hour)
        self._hours = {hour.path: hour.changed_ns for hour in hours}


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except _GONE:
        return []
    except OSError as error:
        log.warning("folder not readable", folder=str(folder), problem=error.strerror)
        return []


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except _GONE:
        return None


def _beginning(name: str) -> int | None:
    match = _HOUR.fullmatch(name)
    if not match:
        return None
    try:
        beginning = datetime.strptime(f"{match[1]} {match[2]} +0000", "%Y-%m-%d %H %z")
    except ValueError:
        return None  # such as the 30th of February
    return int(beginning.timestamp())
