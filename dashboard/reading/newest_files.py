"""The newest records of a kept output, from a bounded number of its newest files."""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import orjson

from contracts.kept_files import HourFolder, KeptFile, batches_of, files_of, hours_of

MOST_HOURS = 3
MOST_FILES = 60
MOST_BYTES = 2_000_000
"""Bytes read of one file; the rest of a larger one is left unread."""
MOST_RECORDS = 600
_CACHED_FILES = 4 * MOST_FILES

Record = dict[str, Any]


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
                with file.path.open("rb") as content:
                    self._read[file] = _parse_lines(content.read(MOST_BYTES))
            except OSError:
                return []  # removed by the retention, or replaced by a repeated batch: the next refresh sees it
        self._read.move_to_end(file)
        while len(self._read) > _CACHED_FILES:
            self._read.popitem(last=False)
        return self._read[file]


def _newest_first(hours: list[HourFolder], most: int) -> list[KeptFile]:
    """Return files of the micro-batches written last; batch numbers start again with a new checkpoint, times don't."""
    batches = [batch for hour in hours for batch in batches_of(hour)]
    batches.sort(key=lambda batch: (batch.changed_ns, batch.number), reverse=True)
    files: list[KeptFile] = []
    for batch in batches:
        files += (file for file in files_of(batch.path) if file.path.is_file())
        if len(files) >= most:
            return files[:most]
    return files


def _parse_lines(content: bytes) -> list[Record]:
    records = []
    for line in content.splitlines():
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue  # an incomplete line: keep the others
        if isinstance(record, dict):
            records.append(record)
    return records
