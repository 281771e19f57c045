"""Publish the windows: open ones are in the live file only, closed ones are kept as well."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from common.clock import Clock, utc_text
from common.files.json_files import read_json, replace_bytes, write_json
from contracts import live
from contracts.outputs import Outputs, hour_folder
from contracts.windows import ALLOWED_LATENESS_S
from spark.window_counts import Totals, window_of

LIVE_WINDOWS = 60
"""Number of windows in the live file: two hours."""

Window = dict[str, Any]


@dataclass
class WindowsPublisher:
    """Publishes the windows after each micro-batch."""

    outputs: Outputs
    clock: Clock

    def __post_init__(self) -> None:
        try:
            last = read_json(self.outputs.live_windows)
        except orjson.JSONDecodeError:
            last = None  # not written by this job; windows return to the file as their records arrive
        windows = (last or {}).get("windows", [])
        self._windows: dict[int, Window] = {window["window_start"]: window for window in windows}
        self._now: int = (last or {}).get("poll_time", 0)

    def publish(self, totals: Iterable[Totals], *, now: int) -> None:
        """Publish the windows that these totals of all shards make up; now: the newest poll, epoch s."""
        of_window: dict[int, list[Totals]] = defaultdict(list)
        for each in totals:
            of_window[each["window_start"]].append(each)
        after = self._windows.copy()
        for start, its_totals in of_window.items():
            window = window_of(its_totals) | {"window_start_utc": utc_text(start)}
            after[start] = window | {"closed": window["window_end"] + ALLOWED_LATENESS_S <= now}
        changed = [window for start, window in after.items() if window != self._windows.get(start)]
        if not changed and now == self._now:
            return
        for window in changed:
            if window["closed"]:
                self._keep(window)
        newest = sorted(after)[-LIVE_WINDOWS:]
        self._windows, self._now = {start: after[start] for start in newest}, now
        heading = live.heading(now, published_at=self.clock.time())
        write_json(self.outputs.live_windows, heading | {"windows": [*self._windows.values()]})

    def _keep(self, window: Window) -> None:
        folder = hour_folder(self.outputs.windowed_stats, window["window_start"])
        replace_bytes(folder / f"window={window['window_start']}.json", orjson.dumps(window) + b"\n")
