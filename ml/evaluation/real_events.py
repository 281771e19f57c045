"""Real events: aircraft of a recording that send an emergency code, and what was said about each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from contracts.alert_event import Severity
from contracts.state_vector import SIMULATED
from ml.evaluation.flights import Recording
from ml.evaluation.methods.alarms import Alarm, AlarmsByAircraft
from ml.evaluation.pace import CONFIRMED_WITHIN_S

CODES = ("7500", "7600", "7700")

NEW_EVENT_AFTER_S = 1_800
"""A code heard again after a longer pause is another event."""


@dataclass(frozen=True)
class RealEvent:
    """An emergency code sent by one aircraft.

    polls: answers that held it. lasted_s: from the first to the last of them. delay_s: from the first to the first
    alert about the aircraft, None without one; detectors, severity: of that alert.
    """

    recording: str
    code: str
    polls: int
    lasted_s: int
    delay_s: int | None = None
    detectors: tuple[str, ...] = ()
    severity: Severity | None = None


def real_events(recording: Recording, alarms: Iterable[Alarm], *, name: str) -> list[RealEvent]:
    """Return the events of a recording in order of time, none for simulated traffic.

    alarms: of the recording as it is, with all of its aircraft. They count until two polls after the last answer that
    held the code.
    """
    if recording.source == SIMULATED:
        return []
    by_aircraft = AlarmsByAircraft(alarms)
    rows = recording.rows[recording.rows["squawk"].isin(CODES)]
    by_code = rows.groupby(["icao24", "squawk"])["poll_time"]
    number = by_code.diff().gt(NEW_EVENT_AFTER_S).groupby([rows["icao24"], rows["squawk"]]).cumsum()
    after_s = max(CONFIRMED_WITHIN_S, 2 * int(pd.Series(recording.poll_times).diff().median()))
    found = []
    for (icao24, code, _), times in rows.groupby(["icao24", "squawk", number])["poll_time"]:
        first, last = int(times.min()), int(times.max())
        alarm = by_aircraft.first(frozenset({icao24}), first, last + after_s, least="info")
        event = RealEvent(name, str(code), times.nunique(), last - first)
        if alarm:
            event = replace(event, delay_s=alarm.time - first, detectors=alarm.detectors, severity=alarm.severity)
        found.append((first, event))
    return [event for _, event in sorted(found, key=lambda each: each[0])]
