"""The newest records of a kept output, from a bounded number of its newest files."""

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import structlog

from contracts.kept_files import MERGED_SUFFIX, HourFolder, KeptFile, contents_of, files_in, hours_of, opened

MOST_HOURS = 3
MOST_FILES = 60
MOST_BYTES = 2_000_000
"""Bytes read of a micro-batch's file; the rest of a larger one is left unread."""
MOST_RECORDS = 600
"""Of a merged file, the last ones are read."""
_CACHED_FILES = 4 * MOST_FILES

Record = dict[str, Any]

log = structlog.get_logger()


class NewestFiles:
    """Reads the newest micro-batches below some folders; what it has read stays in memory."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._lock = threading.Lock()
        self._read: OrderedDict[KeptFile, list[Record]] = OrderedDict()

    def records(self, *, until: float | None) -> list[Record]:
        """Return the newest records, newest files first.

        until: the picture's poll time (epoch s). Folders of later hours, left by a run with traffic of another day, are
        skipped.
        """
        records: list[Record] = []
        with self._lock:
            for file in self._newest_files(until):
                records += self._records(file)
                if len(records) >= MOST_RECORDS:
                    break
        return records

    def _newest_files(self, until: float | None) -> list[KeptFile]:
        hours = [hour for folder in self._folders for hour in hours_of(folder)]
        if until is not None:
            hours = [hour for hour in hours if hour.begins_at <= until]
        newest = sorted({hour.begins_at for hour in hours}, reverse=True)[:MOST_HOURS]
        files: list[KeptFile] = []
        for begins_at in newest:
            files += _newest_first([hour for hour in hours if hour.begins_at == begins_at], MOST_FILES - len(files))
            if len(files) >= MOST_FILES:
                break
        return files

    def _records(self, file: KeptFile) -> list[Record]:
        if file not in self._read:
            try:
                self._read[file] = _parse_lines(_newest_lines(file))
            except OSError:
                return []  # removed by the retention, or replaced by a repeated batch: the next refresh sees it
        self._read.move_to_end(file)
        while len(self._read) > _CACHED_FILES:
            self._read.popitem(last=False)
        return self._read[file]


def _newest_first(hours: list[HourFolder], most: int) -> list[KeptFile]:
    """Return files of the micro-batches written last; batch numbers start again with a new checkpoint, times don't."""
    parts = [part for hour in hours for part in contents_of(hour).parts]
    parts.sort(key=lambda part: (part.changed_ns, part.last), reverse=True)
    files: list[KeptFile] = []
    for part in parts:
        files += (file for file in files_in(part) if file.path.is_file())
        if len(files) >= most:
            return files[:most]
    return files


def _newest_lines(file: KeptFile) -> Iterable[bytes]:
    """Return the first lines of a micro-batch's file, or the last ones of a merged file, up to where it is damaged.

    Raises OSError.
    """
    if not file.path.name.endswith(MERGED_SUFFIX):
        with opened(file.path) as content:
            return content.read(MOST_BYTES).splitlines()
    lines: deque[bytes] = deque(maxlen=MOST_RECORDS)
    try:
        with opened(file.path) as content:
            lines.extend(content)
    except FileNotFoundError:
        raise
    except OSError as error:
        log.warning("end of a file not readable", file=str(file.path), problem=error.strerror)
    return lines


def _parse_lines(lines: Iterable[bytes]) -> list[Record]:
    records = []
    for line in lines:
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue  # an incomplete line: keep the others
        if isinstance(record, dict):
            records.append(record)
    return records
