"""The newest of the flagged records, without ever reading more than a few files of them."""

import os
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from dashboard.flights import flight_table
from dashboard.texts import known, moment_of

MOST_HOURS = 3
MOST_FILES = 60
MOST_BYTES = 2_000_000
"""Of one file; the rest of a larger one is left unread."""
MOST_RECORDS = 600
_KEPT_FILES = 4 * MOST_FILES
_BATCH = re.compile(r"batch=(\d+)$")


@dataclass(frozen=True)
class FeedEntry:
    """One aircraft that was flagged lately: its newest flagged record, and how often and since when it was."""

    icao24: str
    callsign: str | None
    country: str | None
    flags: str
    reasons: str
    first_at: float | None
    last_at: float | None
    times: int


class AnomalyFiles:
    """Reads `anomalies/date=…/hour=…/batch=N/part-*.json`, newest batches first; files it has read stay in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._read: OrderedDict[tuple[str, int, int], list[dict[str, Any]]] = OrderedDict()

    def newest(self, *, until: float | None) -> pd.DataFrame:
        """The newest flagged records as `flights.flight_table` has them, newest first.

        `until` is the picture's poll time (epoch s): what a run of another day left behind as later is not news.
        """
        records: list[dict[str, Any]] = []
        with self._lock:
            for path in self._newest_parts(until):
                records += self._records(path)
                if len(records) >= MOST_RECORDS:
                    break
        table = flight_table(records, poll_time=None)
        if until is not None:
            table = table[~(table["poll_time"] > until)]
        return table.sort_values("poll_time", ascending=False, kind="stable")

    def _newest_parts(self, until: float | None) -> list[Path]:
        parts: list[Path] = []
        hours = sorted(self._folder.glob("date=*/hour=*"), reverse=True)
        if moment := moment_of(until):
            newest = moment.strftime("date=%Y-%m-%d/hour=%H")
            hours = [hour for hour in hours if f"{hour.parent.name}/{hour.name}" <= newest]
        for hour in hours[:MOST_HOURS]:
            for batch in _newest_batches(hour):
                parts += sorted(path for path in Path(batch).glob("part-*.json") if path.is_file())
                if len(parts) >= MOST_FILES:
                    return parts[:MOST_FILES]
        return parts

    def _records(self, path: Path) -> list[dict[str, Any]]:
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


def _parse_lines(content: bytes) -> list[dict[str, Any]]:
    records = []
    for line in content.splitlines():
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue  # half a line: the rest of the feed is worth having
        if isinstance(record, dict):
            records.append(record)
    return records


def feed_entries(records: pd.DataFrame, *, most: int) -> list[FeedEntry]:
    """One entry per aircraft and set of flags, newest first: an aircraft flagged at each poll is one piece of news."""
    cells = (records[name].tolist() for name in ("icao24", "flags", "callsign", "origin_country", "reasons"))
    grouped: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for icao24, flags, *rest in zip(*cells, records["poll_time"].tolist(), strict=True):
        if icao24 is not None:
            grouped.setdefault((icao24, flags), []).append(tuple(rest))
    entries = []
    for (icao24, flags), group in islice(grouped.items(), most):
        callsign, country, reasons, _ = group[0]
        times = [time for *_, time in group if known(time)]
        entries.append(
            FeedEntry(
                icao24=icao24,
                callsign=callsign,
                country=country,
                flags=flags,
                reasons=reasons,
                first_at=min(times, default=None),
                last_at=max(times, default=None),
                times=len(group),
            )
        )
    return entries
