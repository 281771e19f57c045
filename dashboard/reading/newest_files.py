"""The newest records below a folder of the outputs, without ever reading more than a few files of them."""

import os
import re
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import orjson

from dashboard.drawing.texts import moment_of

MOST_HOURS = 3
MOST_FILES = 60
MOST_BYTES = 2_000_000
"""Of one file; the rest of a larger one is left unread."""
MOST_RECORDS = 600
_KEPT_FILES = 4 * MOST_FILES
_BATCH = re.compile(r"batch=(\d+)$")

Record = dict[str, Any]


class NewestFiles:
    """Reads `date=…/hour=…/batch=N/*.json` below a folder, newest batches first; what it has read stays in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._read: OrderedDict[tuple[str, int, int], list[Record]] = OrderedDict()

    def records(self, *, until: float | None) -> list[Record]:
        """The newest records, newest files first.

        `until` is the picture's poll time (epoch s): folders of later hours, left behind by a run of another day, are
        not news.
        """
        records: list[Record] = []
        with self._lock:
            for path in self._newest_parts(until):
                records += self._records(path)
                if len(records) >= MOST_RECORDS:
                    break
        return records

    def _newest_parts(self, until: float | None) -> list[Path]:
        parts: list[Path] = []
        hours = sorted(self._folder.glob("date=*/hour=*"), reverse=True)
        if moment := moment_of(until):
            newest = moment.strftime("date=%Y-%m-%d/hour=%H")
            hours = [hour for hour in hours if f"{hour.parent.name}/{hour.name}" <= newest]
        for hour in hours[:MOST_HOURS]:
            for batch in _newest_batches(hour):
                parts += sorted(path for path in Path(batch).glob("*.json") if path.is_file())
                if len(parts) >= MOST_FILES:
                    return parts[:MOST_FILES]
        return parts

    def _records(self, path: Path) -> list[Record]:
        try:
            status = path.stat()
            key = (str(path), status.st_mtime_ns, status.st_size)
            if key not in self._read:
                with path.open("rb") as file:
                    self._read[key] = _parse_lines(file.read(MOST_BYTES))
        except OSError:
            return []  # removed by the retention, or replaced by a repeated batch: the next refresh sees what is there
        self._read.move_to_end(key)
        while len(self._read) > _KEPT_FILES:
            self._read.popitem(last=False)
        return self._read[key]


def _newest_batches(hour: Path) -> list[str]:
    """By when they were written: batch numbers start again with a new checkpoint, times don't."""
    try:
        with os.scandir(hour) as entries:
            found = [
                (entry.stat().st_mtime_ns, int(match[1]), entry.path)
                for entry in entries
                if (match := _BATCH.fullmatch(entry.name))
            ]
    except OSError:
        return []
    return [path for _, _, path in sorted(found, reverse=True)]


def _parse_lines(content: bytes) -> list[Record]:
    records = []
    for line in content.splitlines():
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue  # half a line: the others are worth having
        if isinstance(record, dict):
            records.append(record)
    return records
