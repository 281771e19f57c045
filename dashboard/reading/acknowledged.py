"""The acknowledged alerts, kept in a small file that survives a restart."""

import threading
from collections.abc import Callable
from pathlib import Path

import orjson

from common.files.json_files import read_json, write_json
from dashboard.drawing.texts import number

KEPT_S = 30 * 86_400.0


class Acknowledged:
    """Ids of acknowledged alerts with the time of acknowledgement, shared by all viewers."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now
        self._lock = threading.Lock()

    def ids(self) -> frozenset[str]:
        """Return the ids of the acknowledged alerts."""
        with self._lock:
            return frozenset(self._load())

    def add(self, alert_id: str) -> None:
        """Acknowledge an alert. Raises OSError when the file cannot be written."""
        with self._lock:
            self._save({**self._load(), alert_id: self._now()})

    def remove(self, alert_id: str) -> None:
        """Undo an acknowledgement. Raises OSError when the file cannot be written."""
        with self._lock:
            self._save({known: at for known, at in self._load().items() if known != alert_id})

    def _load(self) -> dict[str, float]:
        try:
            content = read_json(self._path)
        except (orjson.JSONDecodeError, OSError):
            return {}  # damaged from outside: showing an acknowledged alert again does no harm
        times = content.get("acknowledged") if isinstance(content, dict) else None
        if not isinstance(times, dict):
            return {}
        oldest = self._now() - KEPT_S
        return {alert: at for alert, value in times.items() if (at := number(value)) is not None and at >= oldest}

    def _save(self, times: dict[str, float]) -> None:
        write_json(self._path, {"schema_version": 1, "acknowledged": times})
