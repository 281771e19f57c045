"""Publish the window query: open windows are in the live file only, closed ones are kept as well."""

from dataclasses import dataclass
from typing import Any

import orjson
from pyspark.sql import DataFrame

from common.clock import Clock, utc_text
from common.files.json_files import read_json, replace_bytes, write_json
from contracts import live
from contracts.outputs import Outputs, hour_folder
from contracts.windows import ALLOWED_LATENESS_S
from spark.publish.status import StatusBoard

LIVE_WINDOWS = 60
"""Number of windows in the live file: two hours."""

Window = dict[str, Any]


@dataclass
class WindowsPublisher:
    """Publishes the micro-batches of `window_counts`; Spark calls it as `publisher(windows, batch_id)`."""

    outputs: Outputs
    status: StatusBoard
    clock: Clock

    def __post_init__(self) -> None:
        try:
            last = read_json(self.outputs.live_windows)
        except orjson.JSONDecodeError:
            last = None  # not written by this job; windows return to the file as their records arrive
        self._windows: dict[int, Window] = {
            window["window_start"]: window for window in (last or {}).get("windows", [])
        }
        self._poll_time: int = (last or {}).get("poll_time", 0)

    def __call__(self, windows: DataFrame, batch_id: int) -> None:
        started = self.clock.monotonic()
        changed = [row.asDict() for row in windows.collect()]
        if changed:
            self._merge(changed)
            self._publish()
        seconds = round(self.clock.monotonic() - started, 3)
        rows = len(changed)
        self.status.note_query("windows", batch_id=batch_id, rows=rows, seconds=seconds, finished_at=self.clock.time())
        self.status.publish()

    def _merge(self, changed: list[Window]) -> None:
        self._poll_time = max(self._poll_time, *(window.pop("newest_poll") for window in changed))
        for window in changed:
            window["window_start_utc"] = utc_text(window["window_start"])
            self._windows[window["window_start"]] = window | {"closed": False}
        for window in self._windows.values():
            if not window["closed"] and window["window_end"] + ALLOWED_LATENESS_S <= self._poll_time:
                window["closed"] = True
                self._keep(window)

    def _keep(self, window: Window) -> None:
        folder = hour_folder(self.outputs.windowed_stats, window["window_start"])
        replace_bytes(folder / f"window={window['window_start']}.json", orjson.dumps(window) + b"\n")

    def _publish(self) -> None:
        newest = sorted(self._windows.values(), key=lambda window: window["window_start"])[-LIVE_WINDOWS:]
        still_open = [window for window in self._windows.values() if not window["closed"]]
        self._windows = {window["window_start"]: window for window in [*newest, *still_open]}
        shown = sorted(self._windows.values(), key=lambda window: window["window_start"])
        heading = live.heading(self._poll_time, published_at=self.clock.time())
        write_json(self.outputs.live_windows, heading | {"windows": shown})
