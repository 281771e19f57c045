"""Alarms: moments at which some method calls attention to an aircraft."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

AFTERWARDS_S = 60
"""An alarm counts for a fault up to this long (s) after its end, because confirmation takes time."""


@dataclass(frozen=True)
class Alarm:
    """An alarm about an aircraft at a poll (epoch s).

    opened: it opened a new alert rather than raising an open one again. related: other aircraft it names. detectors:
    those that raised it.
    """

    time: int
    icao24: str
    opened: bool
    related: frozenset[str] = frozenset()
    detectors: tuple[str, ...] = ()


def alarms_of_events(events: Iterable[dict[str, Any]]) -> list[Alarm]:
    """Return the alarms among alert events, in order: alerts opened, reopened, or joined by another detector."""
    known: dict[tuple[str, str, int], set[str]] = {}
    alarms = []
    for event in events:
        detectors = known.setdefault((event["icao24"], event["family"], event["since"]), set())
        joined = tuple(name for name in event["detectors"] if name not in detectors)
        if event["event"] in ("opened", "reopened") or (event["event"] == "updated" and joined):
            related = frozenset(event["related"] or ())
            opened = event["event"] == "opened"
            alarms.append(
                Alarm(event["poll_time"], event["icao24"], opened, related, joined or tuple(event["detectors"]))
            )
        detectors.update(joined)
    return alarms


class AlarmsByAircraft:
    """Looks up alarms by the aircraft they are about or name."""

    def __init__(self, alarms: Iterable[Alarm]) -> None:
        self._alarms: dict[str, list[Alarm]] = {}
        for alarm in sorted(alarms, key=lambda alarm: alarm.time):
            for address in {alarm.icao24, *alarm.related}:
                self._alarms.setdefault(address, []).append(alarm)

    def first(self, addresses: frozenset[str], start: int, end: int) -> Alarm | None:
        """Return the first alarm about any of the aircraft in [start, end + AFTERWARDS_S] (epoch s), or None."""
        during = [
            alarm
            for address in addresses
            for alarm in self._alarms.get(address, ())
            if start <= alarm.time <= end + AFTERWARDS_S
        ]
        return min(during, key=lambda alarm: alarm.time, default=None)
