"""Publish the alerts of the stream: turn the findings of each micro-batch into events.

`Watch`, which compares all aircraft, runs on the driver: a poll has few enough new fixes. The state of the watch after
each micro-batch is kept beside the checkpoints. A micro-batch that is run again after a crash starts from the same
state and writes the same events to the same place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
import pandas as pd
import structlog

from common.clock import Clock
from common.files.json_files import replace_bytes, write_json
from contracts import live
from contracts.alert_event import AlertEvent
from contracts.outputs import Outputs, batch_folder
from ml.alerts.watch import Watch
from ml.polls import TakenPoll
from ml.user_rules.rules_file import RulesFile

STATES_KEPT = 3
"""Number of states kept: the last micro-batch may be run again from the state before it; one more is a reserve."""

log = structlog.get_logger()


@dataclass
class AlertsPublisher:
    """Publishes the alerts of a micro-batch."""

    outputs: Outputs
    clock: Clock
    rules: RulesFile

    def __post_init__(self) -> None:
        self._batch_id: int | None = None
        self._watch = Watch()
        self.open_count = 0
        """Number of alerts open now."""

    def publish(self, polls: Sequence[TakenPoll], overview: pd.DataFrame, batch_id: int) -> list[AlertEvent]:
        """Publish the alerts of a micro-batch, and return their events.

        overview: its new records (`spark.overview`), with `place` as the index of their poll among `polls`.
        """
        watch = self._watch_before(batch_id)
        events = watch.advance(polls, overview, overview["findings"].to_list(), self.rules.current())
        self._write(events, batch_id)
        alerts = watch.open_alerts()
        if polls:
            newest = max(poll.time for poll in polls)
            heading = live.heading(newest, published_at=self.clock.time())
            write_json(self.outputs.live_alerts, heading | {"alerts": alerts})
        write_json(self._state_file(batch_id), watch.to_json())
        self._watch, self._batch_id, self.open_count = watch, batch_id, len(alerts)
        self._forget(batch_id)
        return events

    def _watch_before(self, batch_id: int) -> Watch:
        if self._batch_id is not None and self._batch_id < batch_id:
            return self._watch
        states = {int(path.stem): path for path in self.outputs.alert_states.glob("*.json")}
        earlier = [number for number in states if number < batch_id]
        if not earlier:
            if batch_id:
                log.warning("alert state lost, starting over", reason="no state from before this micro-batch")
            return Watch()
        try:
            return Watch.from_json(orjson.loads(states[max(earlier)].read_bytes()))
        except ValueError as error:  # damaged, or from another version of the project: the stream has to go on
            log.warning("alert state lost, starting over", reason=str(error))
            return Watch()

    def _write(self, events: list[AlertEvent], batch_id: int) -> None:
        by_hour: dict[Path, list[AlertEvent]] = {}
        for event in events:
            folder = batch_folder(self.outputs.alerts, event["poll_time"], batch_id)
            by_hour.setdefault(folder, []).append(event)
        for folder, of_hour in by_hour.items():
            lines = b"".join(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in of_hour)
            replace_bytes(folder / "alerts.json", lines)

    def _state_file(self, batch_id: int) -> Path:
        return self.outputs.alert_states / f"{batch_id}.json"

    def _forget(self, batch_id: int) -> None:
        for path in self.outputs.alert_states.glob("*.json"):
            if int(path.stem) <= batch_id - STATES_KEPT:
                path.unlink()
