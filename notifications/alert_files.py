"""The events in the alert files that have appeared since the last look."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import ValidationError

from common.clock import Clock
from contracts.kept_files import Follower
from notifications.alert_event import AlertEvent

log = structlog.get_logger()


@dataclass(frozen=True)
class WrittenEvent:
    """An event and when its file was written (epoch s)."""

    event: AlertEvent
    written_at: float


class AlertFiles:
    """Follows the folders of alerts.

    A file whose folder is replaced is read again; the caller recognises events that it has already handled.
    unreadable: lines so far that were not alert events.
    """

    def __init__(self, folders: Iterable[Path], clock: Clock) -> None:
        self.unreadable = 0
        self._follower = Follower(folders, clock.time)

    def new(self, *, not_before: float) -> Iterator[WrittenEvent]:
        """Yield the events of the files that are new since the last call, oldest files first.

        Files written before `not_before` (epoch s) are left out.
        """
        for file in self._follower.new_files(not_before=not_before):
            try:
                lines = file.path.read_bytes().splitlines()
            except FileNotFoundError:
                continue  # removed or replaced since: a replacement is a new file
            except OSError as error:
                log.warning("alerts not readable", file=str(file.path), problem=error.strerror)
                self._follower.look_again(file)
                continue
            self._follower.taken(file)
            for number, line in enumerate(lines, start=1):
                try:
                    yield WrittenEvent(AlertEvent.model_validate_json(line), file.changed_ns / 1e9)
                except ValidationError as error:
                    self.unreadable += 1
                    problem = error.errors(include_input=False)[0]
                    log.warning("not an alert event", file=str(file.path), line=number, problem=problem["msg"])
