"""The files of alerts that have come since the last look."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import ValidationError

from common.clock import Clock
from notifications.alert_event import AlertEvent

SETTLED_S = 5
"""Age (s) of a folder's last change after which its time tells whether it has changed again: two changes within a tick
of the file system's clock have the same time."""

NEWEST_HOURS = 3
ALL_HOURS_EVERY = 30
"""Most looks are at the hours changed last, and only one in so many at all: a day can have thousands of folders."""

log = structlog.get_logger()


@dataclass(frozen=True)
class WrittenEvent:
    """An event and when its file was written (epoch s)."""

    event: AlertEvent
    written_at: float


class AlertFiles:
    """Follows `alerts/date=…/hour=…/batch=N/*.json`.

    Each file is read once, and again when its folder is replaced or its content is; a reader has to know an event that
    it has seen before. unreadable: lines so far that were no alert events.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.unreadable = 0
        self._folder = folder
        self._clock = clock
        self._looks = 0
        self._hours: dict[str, int] = {}
        self._settled: dict[str, int] = {}
        self._read: set[tuple[Path, int]] = set()

    def new(self, *, not_before: float) -> Iterator[WrittenEvent]:
        """The events of the files that are new since the last call, oldest files first.

        Files written before `not_before` (epoch s) are left out.
        """
        found = sorted(self._new_files(not_before), key=lambda file: (file[1], file[0]))
        for path, written_ns in found:
            try:
                lines = path.read_bytes().splitlines()
            except FileNotFoundError:  # replaced or removed since; what replaces it is a new file
                continue
            except OSError as error:
                log.warning("alerts not readable", file=str(path), problem=error.strerror)
                self._settled.pop(str(path.parent), None)  # so that it is tried again
                continue
            self._read.add((path, written_ns))
            for number, line in enumerate(lines, start=1):
                try:
                    yield WrittenEvent(AlertEvent.model_validate_json(line), written_ns / 1e9)
                except ValidationError as error:
                    self.unreadable += 1
                    problem = error.errors(include_input=False)[0]
                    log.warning("not an alert event", file=str(path), line=number, problem=problem["msg"])

    def _new_files(self, not_before: float) -> list[tuple[Path, int]]:
        at_all = self._looks % ALL_HOURS_EVERY == 0
        self._looks += 1
        found: set[tuple[Path, int]] = set()
        settled = {} if at_all else self._settled
        for batch, changed_ns in self._batches(at_all):
            if self._settled.get(batch) != changed_ns:
                found |= _files_in(Path(batch))
            if changed_ns / 1e9 < self._clock.time() - SETTLED_S:
                settled[batch] = changed_ns
        new = found - self._read
        if at_all:
            self._read &= found
        self._settled = settled
        return [file for file in new if file[1] / 1e9 >= not_before]

    def _batches(self, at_all: bool) -> Iterator[tuple[str, int]]:
        """The folders of micro-batches in all hours, or in those that are likely to have new ones."""
        hours = [hour for date, _ in _folders(self._folder, "date=") for hour in _folders(date, "hour=")]
        hours.sort(key=lambda hour: hour[1], reverse=True)
        for number, (hour, changed_ns) in enumerate(hours):
            if at_all or number < NEWEST_HOURS or self._hours.get(hour) != changed_ns:
                yield from _folders(hour, "batch=")
        self._hours = dict(hours)


def _folders(parent: Path | str, prefix: str) -> list[tuple[str, int]]:
    """The folders of that name below another one, with when they were changed (epoch ns)."""
    try:
        with os.scandir(parent) as entries:
            return [(entry.path, entry.stat().st_mtime_ns) for entry in entries if entry.name.startswith(prefix)]
    except (FileNotFoundError, NotADirectoryError):  # removed since, or replaced just now
        return []


def _files_in(batch: Path) -> set[tuple[Path, int]]:
    """The finished files of a folder, with when they were written (epoch ns); unfinished ones begin with a dot."""
    try:
        finished = [path for path in batch.glob("*.json") if path.name[0] not in "._"]
        return {(path, path.stat().st_mtime_ns) for path in finished}
    except FileNotFoundError:
        return set()
