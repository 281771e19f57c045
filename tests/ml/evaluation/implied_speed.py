"""The simplest real detector, for tests: compares the speed between two fixes with the reported speed."""

from collections.abc import Iterable
from math import cos, hypot, nan, radians
from typing import Any

import pandas as pd

from ml.alerts.book import AlertBook
from ml.detectors.findings import Finding
from opensky.answers import Poll

LIMIT_MS = 60.0
METRES_PER_DEGREE = 111_195.0
_COLUMNS = ["icao24", "poll_time", "suspicion", "along", "across", "climb"]


class ImpliedSpeed:
    """Alerts at once when implied and reported speed differ by more than LIMIT_MS."""

    def __init__(self) -> None:
        self._book = AlertBook()
        self._last: dict[str, dict[str, Any]] = {}

    def add(self, polls: Iterable[Poll]) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
        fixes, events = [], []
        for poll in polls:
            findings = []
            for state in poll.states:
                fix = self._fix(state)
                if fix is None:
                    continue
                fixes.append(fix)
                if fix["suspicion"] > 1:
                    findings.append(_finding(state))
            events += self._book.advance(poll.time, findings)
        return pd.DataFrame(fixes, columns=_COLUMNS), events

    def _fix(self, state: dict[str, Any]) -> dict[str, Any] | None:
        before = self._last.get(state["icao24"])
        if before and state["time_position"] <= before["time_position"]:
            return None
        self._last[state["icao24"]] = state
        known = before and state["velocity"] is not None
        off = abs(_speed_ms(before, state) - state["velocity"]) if known else nan
        return dict(zip(_COLUMNS, (state["icao24"], state["poll_time"], off / LIMIT_MS, off, 0.0, 0.0), strict=True))


def _speed_ms(before: dict[str, Any], after: dict[str, Any]) -> float:
    north = after["latitude"] - before["latitude"]
    east = (after["longitude"] - before["longitude"]) * cos(radians(after["latitude"]))
    return hypot(north, east) * METRES_PER_DEGREE / (after["time_position"] - before["time_position"])


def _finding(state: dict[str, Any]) -> Finding:
    return Finding(
        detector="implied_speed",
        family="motion",
        kind="position_jump",
        severity="warning",
        icao24=state["icao24"],
        time=state["time_position"],
        poll_time=state["poll_time"],
        evidence="moved faster or slower than it reports",
    )
