"""The job's status in `live/status.json`."""

import threading
from collections import Counter
from typing import Any

from common.clock import Clock
from common.files.json_files import write_json
from contracts.outputs import Outputs
from contracts.state_vector import SCHEMA_VERSION


class StatusBoard:
    """Collects and publishes the job's state; the query's thread, the main thread and a sweep all write to it."""

    def __init__(self, outputs: Outputs, *, clock: Clock, model: dict[str, Any]) -> None:
        self._outputs = outputs
        self._clock = clock
        self._lock = threading.Lock()
        self._records: Counter[str] = Counter()
        self._rejected: Counter[str] = Counter()
        self._alerts: Counter[str] = Counter()
        self._polls: Counter[str] = Counter()
        self._status: dict[str, Any] = {
            "started_at": clock.time(),
            "poll_time": None,
            "sources": [],
            "model": model,
            "anomalies": 0,
            "alerts": {"open": 0},
            "rules": {"count": 0, "problem": None},
            "drift": None,
            "alert_rate": None,
            "append_to_publish_s": None,
            "waiting": 0,
            "kept": {"bytes": None, "max_bytes": None, "removed_early": 0, "merge_problem": None},
            "queries": {},
            "behind": {},
        }

    def publish(self) -> None:
        """Replace the file with the current status."""
        with self._lock:
            status = self._status | {
                "published_at": self._clock.time(),
                "schema_version": SCHEMA_VERSION,
                "records": dict(self._records),
                "rejected_by_reason": dict(self._rejected),
                "polls": dict(self._polls),
            }
            write_json(self._outputs.live_status, status)

    def count(self, records: dict[str, int], rejected: dict[str, int], anomalies: int) -> None:
        """Add a micro-batch: records by kind, rejected messages by reason, number of flagged records."""
        with self._lock:
            self._records.update(records)
            self._rejected.update(rejected)
            self._status["anomalies"] += anomalies

    def count_polls(self, outcomes: Counter[str]) -> None:
        """Add a micro-batch's polls by outcome, those that were not complete also as `incomplete`."""
        with self._lock:
            self._polls.update(outcomes)

    def count_alerts(self, events: Counter[str], *, open_now: int) -> None:
        """Add a micro-batch's alert events by name."""
        with self._lock:
            self._alerts.update(events)
            self._status["alerts"] = dict(self._alerts) | {"open": open_now}

    def note(self, **facts: Any) -> None:
        """Replace some of poll_time, sources, model, rules, drift, alert_rate, append_to_publish_s, waiting."""
        with self._lock:
            self._status |= facts

    def note_kept(self, size: int, *, removed_early: int, max_bytes: int) -> None:
        """Replace the size of the kept outputs in bytes, and add the hours that were removed early."""
        with self._lock:
            kept = self._status["kept"]
            removed = kept["removed_early"] + removed_early
            self._status["kept"] = kept | {"bytes": size, "max_bytes": max_bytes, "removed_early": removed}

    def note_merging(self, problem: str | None) -> None:
        """Replace why the last sweep left closed hours unmerged, None if it did not."""
        with self._lock:
            self._status["kept"] = self._status["kept"] | {"merge_problem": problem}

    def note_query(self, name: str, **facts: Any) -> None:
        """Replace a query's last micro-batch: batch_id, rows, seconds, finished_at."""
        with self._lock:
            self._status["queries"][name] = facts

    def note_behind(self, name: str, messages: int) -> bool:
        """Replace the number of messages that a query has not read yet; return whether it has changed."""
        with self._lock:
            has_changed: bool = self._status["behind"].get(name) != messages
            self._status["behind"] = self._status["behind"] | {name: messages}
        return has_changed
