"""Moments at which a person's attention is called to an aircraft, whatever called it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

AFTERWARDS_S = 60
"""An alarm still counts for a fault so long after its end: what happened has to be confirmed."""


@dataclass(frozen=True)
class Alarm:
    """An alarm about an aircraft at a poll (epoch s), with the others in it and the detectors that called.

    opened: a new alert, rather than one raised once more.
    """

    time: int
    icao24: str
    opened: bool
    related: frozenset[str] = frozenset()
    detectors: tuple[str, ...] = ()


def alarms_of_events(events: Iterable[dict[str, Any]]) -> list[Alarm]:
    """The alarms among alert events, in order: alerts opened, reopened, or updated with a detector new to them."""
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
    """Alarms to be looked up by the aircraft that are in them."""

    def __init__(self, alarms: Iterable[Alarm]) -> None:
        self._alarms: dict[str, list[Alarm]] = {}
        for alarm in sorted(alarms, key=lambda alarm: alarm.time):
            for address in {alarm.icao24, *alarm.related}:
                self._alarms.setdefault(address, []).append(alarm)

    def first(self, addresses: frozenset[str], start: int, end: int) -> Alarm | None:
        """The first alarm about one of the aircraft during [start, end] (epoch s) or AFTERWARDS_S after it."""
        during = [
            alarm
            for address in addresses
            for alarm in self._alarms.get(address, ())
            if start <= alarm.time <= end + AFTERWARDS_S
        ]
        return min(during, key=lambda alarm: alarm.time, default=None)
