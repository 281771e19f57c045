"""Alarms: moments at which some method calls attention to an aircraft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.alert_event import SEVERITIES, AlertEvent, Severity

_Alert = tuple[str, str, int]
"""Aircraft, family and first poll (epoch s): what tells alerts apart."""

ABOVE_INFO: Severity = "warning"
"""The least severity of an alert that asks for attention."""


@dataclass(frozen=True)
class Alarm:
    """An alarm about an aircraft at a poll (epoch s).

    opened: it opened a new alert rather than raising an open one again. related: other aircraft it names. detectors:
    those that raised it. severity: of the alert by then; gravest: the highest that the alert ever reached.
    """

    time: int
    icao24: str
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
    known: dict[_Alert, tuple[set[str], bool]] = {}
    alarms = []
    for event in events:
        alert = _alert_of(event)
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


def _gravest_by_alert(events: Iterable[AlertEvent]) -> dict[_Alert, Severity]:
    gravest: dict[_Alert, Severity] = {}
    for event in events:
        alert = _alert_of(event)
        severity: Severity = event["severity"]
        gravest[alert] = max(gravest.get(alert, severity), severity, key=_rank)
    return gravest


def _alert_of(event: AlertEvent) -> _Alert:
    return event["icao24"], event["family"], event["since"]


def _rank(severity: Severity) -> int:
    return SEVERITIES.index(severity)


class AlarmsByAircraft:
    """Looks up alarms by the aircraft they are about or name."""

    def __init__(self, alarms: Iterable[Alarm]) -> None:
        self._alarms: dict[str, list[Alarm]] = {}
        for alarm in sorted(alarms, key=lambda alarm: alarm.time):
            for address in {alarm.icao24, *alarm.related}:
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
