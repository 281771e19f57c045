"""Alarms: moments at which some method calls attention to an aircraft, or to the source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.alert_event import SEVERITIES, AlertEvent, Severity

ABOVE_INFO: Severity = "warning"
"""The least severity of an alert that asks for attention."""


@dataclass(frozen=True)
class Alarm:
    """An alarm at a poll (epoch s), about an aircraft or, with icao24 None, about the source.

    opened: it opened a new alert rather than raising an open one again. related: other aircraft it names. detectors:
    those that raised it. severity: of the alert by then; gravest: the highest that the alert ever reached.
    """

    time: int
    icao24: str | None
    opened: bool
    related: frozenset[str] = frozenset()
    detectors: tuple[str, ...] = ()
    severity: Severity = ABOVE_INFO
    gravest: Severity = ABOVE_INFO

    @property
    def above_info(self) -> bool:
        """Whether the alert ever asked for attention."""
        return _rank(self.gravest) >= _rank(ABOVE_INFO)


def alarms_of_events(events: Sequence[AlertEvent]) -> list[Alarm]:
    """Return the alarms among alert events, in order.

    An alarm is an alert opened, reopened, joined by another detector, or raised from info to a higher severity.
    """
    gravest = _gravest_by_alert(events)
    known: dict[str, tuple[set[str], bool]] = {}
    alarms = []
    for event in events:
        alert = event["id"]
        detectors, had_risen = known.get(alert, (set(), True))
        joined = tuple(name for name in event["detectors"] if name not in detectors)
        has_risen = _rank(event["severity"]) >= _rank(ABOVE_INFO)
        grew = joined or (has_risen and not had_risen)
        if event["event"] in ("opened", "reopened") or (event["event"] == "updated" and grew):
            alarms.append(
                Alarm(
                    time=event["poll_time"],
                    icao24=event["icao24"],
                    opened=event["event"] == "opened",
                    related=frozenset(event["related"] or ()),
                    detectors=joined or tuple(event["detectors"]),
                    severity=event["severity"],
                    gravest=gravest[alert],
                )
            )
        known[alert] = ({*detectors, *joined}, has_risen)
    return alarms


def _gravest_by_alert(events: Iterable[AlertEvent]) -> dict[str, Severity]:
    gravest: dict[str, Severity] = {}
    for event in events:
        alert = event["id"]
        severity: Severity = event["severity"]
        gravest[alert] = max(gravest.get(alert, severity), severity, key=_rank)
    return gravest


def _rank(severity: Severity) -> int:
    return SEVERITIES.index(severity)


class AlarmsByAircraft:
    """Looks up alarms by the aircraft they are about or name."""

    def __init__(self, alarms: Iterable[Alarm]) -> None:
        self._alarms: dict[str, list[Alarm]] = {}
        for alarm in sorted(alarms, key=lambda alarm: alarm.time):
            for address in filter(None, {alarm.icao24, *alarm.related}):
                self._alarms.setdefault(address, []).append(alarm)

    def first(self, addresses: frozenset[str], start: int, end: int, *, least: Severity = ABOVE_INFO) -> Alarm | None:
        """Return the first alarm about any of the aircraft in [start, end] (epoch s), or None.

        least: alarms of a lower severity don't count.
        """
        during = [
            alarm
            for address in addresses
            for alarm in self._alarms.get(address, ())
            if start <= alarm.time <= end and _rank(alarm.severity) >= _rank(least)
        ]
        return min(during, key=lambda alarm: alarm.time, default=None)
