"""Which files below a folder of kept records hold which polls, mostly known from their first and last lines."""

import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

HOUR_S = 3600
END_BYTES = 8_192
"""How much is read of a file at its beginning and at its end: some 10 records each."""
MOST_BATCHES = 20_000
"""How many stay in memory: two days of a poll every 10 s."""
SETTLED_NS = 2_000_000_000
"""A folder changed later than this ago may change again within the clock tick of its modification time."""

_BATCH = re.compile(r"batch=\d+")
_WINDOW = re.compile(r"window=(\d+)\.json")
# With the character after it: half a number at the end of what was read is none.
_POLL_TIME = re.compile(rb'"poll_time"\s*:\s*(\d+)\s*[,}]')
# Of records that could not be used; within their raw value the quotes are escaped.
_ARRIVED_AT = re.compile(rb'"arrived_at"\s*:\s*"([^"\\]+)"')

_GAP = b"\0"
"""Between the ends of a file, so that no number goes on in the other."""

Span = tuple[float, float]
"""The first and the last poll time, epoch seconds."""


@dataclass(frozen=True)
class _Batch:
    """`span`: no poll is outside of it; `seen`: the first and the last poll or arrival, None when none was found."""

    span: Span
    seen: Span | None
    written_ns: int
    files: tuple[Path, ...]


class KeptBatches:
    """The index of `date=…/hour=…/batch=N/*.json`, or `date=…/hour=…/window=EPOCH.json`, below a folder.

    Folders and files may come, change and go at any time: each question is answered from what is there then, and only
    what has changed is looked into again. Names beginning with `.` or `_` are someone's unfinished work.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[tuple[int, int], _Batch | None]] = OrderedDict()

    def hours(self) -> list[int]:
        """When the kept hours begin (epoch s), oldest first; nothing within them is looked at."""
        return sorted(self._hours())

    def span(self) -> Span | None:
        """The first and the last poll time kept; None when there is no record. Looks into the first and last hour.

        Of records without a poll it is when they arrived: to a micro-batch, the ends of whose files are looked at.
        """
        hours = self._hours()
        with self._lock:
            first = self._outermost(hours, sorted(hours))
            last = self._outermost(hours, sorted(hours, reverse=True))
        if not first or not last:
            return None
        return min(seen[0] for seen in first), max(seen[1] for seen in last)

    def files_between(self, start: float, end: float) -> list[Path]:
        """The files that may hold polls (epoch s) from `start` to `end`, both included, in the order of writing."""
        hours = self._hours()
        with self._lock:
            batches = [
                batch
                for begin in sorted(hours)
                if begin <= end and start < begin + HOUR_S
                for batch in self._batches(hours[begin], begin, unseen=start <= begin and begin + HOUR_S <= end)
                if batch.span[0] <= end and start <= batch.span[1]
            ]
        batches.sort(key=lambda batch: (batch.written_ns, batch.files))
        return [path for batch in batches for path in batch.files]

    def _hours(self) -> dict[int, Path]:
        hours = {}
        for date in _names(self._folder):
            for hour in _names(self._folder / date):
                try:
                    begin = datetime.strptime(f"{date}/{hour}+0000", "date=%Y-%m-%d/hour=%H%z")
                except ValueError:
                    continue  # not of this layout
                hours[int(begin.timestamp())] = self._folder / date / hour
        return hours

    def _outermost(self, hours: dict[int, Path], order: Iterable[int]) -> list[Span]:
        for begin in order:
            if seen := [batch.seen for batch in self._batches(hours[begin], begin, unseen=False) if batch.seen]:
                return seen
        return []

    def _batches(self, hour: Path, begin: int, *, unseen: bool) -> Iterator[_Batch]:
        """Those of an hour; `unseen`: what is not known yet counts as anywhere in it."""
        try:
            with os.scandir(hour) as found:
                entries = list(found)
        except OSError:
            return  # removed since the hours were listed
        for entry in entries:
            if window := _WINDOW.fullmatch(entry.name):
                moment = int(window[1])
                span = (moment, moment)
                yield _Batch(span, span, moment * 1_000_000_000, (Path(entry.path),))
            elif _BATCH.fullmatch(entry.name) and (batch := self._batch(entry, begin, unseen=unseen)):
                yield batch

    def _batch(self, entry: os.DirEntry[str], begin: int, *, unseen: bool) -> _Batch | None:
        try:
            status = entry.stat()
            version = (status.st_ino, status.st_mtime_ns)
            known = self._known.get(entry.path)
            if known and known[0] == version:
                self._known.move_to_end(entry.path)
                return known[1]
            files = _files(Path(entry.path))
            span = None if unseen else _span(files)
            seen = None if unseen else span or _arrivals(files)
        except OSError:
            return None  # removed or replaced meanwhile: the next question sees what is there
        batch = _Batch(span or (begin, begin + HOUR_S), seen, status.st_mtime_ns, files) if files else None
        if not unseen and time.time_ns() - status.st_mtime_ns > SETTLED_NS:
            self._known[entry.path] = (version, batch)
            while len(self._known) > MOST_BATCHES:
                self._known.popitem(last=False)
        return batch


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def _files(batch: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in batch.glob("*.json") if not path.name.startswith((".", "_"))))


def _span(files: tuple[Path, ...]) -> Span | None:
    polls = {poll for path in files for poll in _polls(path, at_the_ends=True)}
    if len(polls) > 1:
        # Shards of aircraft may follow each other in a file, each from the first poll to the last.
        polls = {poll for path in files for poll in _polls(path, at_the_ends=False)}
    return (min(polls), max(polls)) if polls else None


def _arrivals(files: tuple[Path, ...]) -> Span | None:
    texts = [text for path in files for text in _ARRIVED_AT.findall(_content(path, at_the_ends=True))]
    arrivals = [moment for text in texts if (moment := _epoch_of(text))]
    return (min(arrivals), max(arrivals)) if arrivals else None


def _epoch_of(text: bytes) -> float | None:
    try:
        return datetime.fromisoformat(text.decode()).timestamp()
    except ValueError:
        return None


def _polls(path: Path, *, at_the_ends: bool) -> set[float]:
    return {float(digits) for digits in _POLL_TIME.findall(_content(path, at_the_ends=at_the_ends))}


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
        return b""  # whoever reads the records says so
