"""Alerts as the dashboard shows them: the open ones, and those resolved in the last few hours."""

from dataclasses import dataclass
from typing import Any

from contracts.alert_event import SOURCE_FAMILY
from dashboard.drawing.texts import number, plain, plain_list
from dashboard.reading.newest_files import NewestFiles

SEVERITIES = ("critical", "warning", "info")
MOST_FIXES = 60
MOST_RELATED = 60
_LONGEST_ID = 160
_LONGEST_EVIDENCE = 600


@dataclass(frozen=True)
class ShownAlert:
    """The latest state of one alert; times are epoch s, `track` is (longitude, latitude) of the fixes behind it.

    icao24: None in an alert about a source; feed: then which, None where not known.
    """

    id: str
    icao24: str | None
    callsign: str | None
    country: str | None
    kind: str
    severity: str
    since: float | None
    last: float | None
    resolved_at: float | None
    longitude: float | None
    latitude: float | None
    evidence: str
    detectors: tuple[str, ...]
    related: tuple[str, ...]
    track: tuple[tuple[float, float], ...]
    feed: str | None = None

    @property
    def about(self) -> str:
        """What the alert is about: callsign and address of the aircraft, or the feed."""
        if self.icao24 is None:
            return self.feed or "feed unknown"
        return f"{self.callsign or 'no callsign'} · {self.icao24}"

    @property
    def matters(self) -> bool:
        """Whether its severity is above `info`."""
        return self.severity != "info"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


@dataclass(frozen=True)
class OpenAlerts:
    """The content of `live/alerts.json`; the most severe alerts first, then the newest."""

    published_at: float | None
    alerts: tuple[ShownAlert, ...]


def parse_open_alerts(content: Any) -> OpenAlerts:
    """Read the decoded file; skips entries that are not alerts, and all but the last entry of an id.

    Raises ValueError when it has no list of alerts.
    """
    if not isinstance(content, dict) or not isinstance(content.get("alerts"), list):
        raise ValueError("has no list of alerts")
    alerts = {alert.id: alert for record in content["alerts"] if (alert := parse_alert(record))}
    return OpenAlerts(number(content.get("published_at")), tuple(sorted(alerts.values(), key=_urgency)))


def parse_alert(record: Any) -> ShownAlert | None:
    """Read a record of `alerts/` or `live/alerts.json`; None without an id or a kind, or about no aircraft or source.

    A record with an overlong id is skipped: cut short, it could equal another alert's id.
    """
    if not isinstance(record, dict):
        return None
    id_, icao24, kind = (plain(record.get(name), longest=_LONGEST_ID) for name in ("id", "icao24", "kind"))
    about_source = record.get("family") == SOURCE_FAMILY and record.get("icao24") is None
    if not id_ or not (icao24 or about_source) or not kind or len(record["id"]) > _LONGEST_ID:
        return None
    severity = record.get("severity")
    return ShownAlert(
        id=id_,
        icao24=icao24,
        callsign=plain(record.get("callsign")),
        country=plain(record.get("origin_country")),
        kind=kind,
        severity=severity if severity in SEVERITIES else "info",
        since=number(record.get("since")),
        last=number(record.get("last")),
        resolved_at=number(record.get("resolved_at")),
        longitude=_degrees(record.get("longitude"), most=180.0),
        latitude=_degrees(record.get("latitude"), most=90.0),
        evidence=plain(record.get("evidence"), longest=_LONGEST_EVIDENCE) or "",
        detectors=plain_list(record.get("detectors"), most=MOST_RELATED),
        related=plain_list(record.get("related"), most=MOST_RELATED),
        track=_track(record.get("track")),
        feed=(plain(record.get("feed"), longest=_LONGEST_ID) or plain(record.get("source"))) if about_source else None,
    )


def resolved_lately(files: NewestFiles, *, until: float | None) -> list[ShownAlert]:
    """Return the alerts whose latest event of the last few hours is their resolution, newest first."""
    last_event: dict[str, tuple[float, ShownAlert]] = {}
    for record in files.records(until=until):
        alert, poll_time = parse_alert(record), number(record.get("poll_time")) or 0.0
        if alert and (until is None or poll_time <= until) and poll_time >= last_event.get(alert.id, (0.0, alert))[0]:
            last_event[alert.id] = (poll_time, alert)
    resolved = [alert for _, alert in last_event.values() if not alert.is_open]
    return sorted(resolved, key=lambda alert: -(alert.resolved_at or 0.0))


def _urgency(alert: ShownAlert) -> tuple[int, float]:
    return SEVERITIES.index(alert.severity), -(alert.since or 0.0)


def _degrees(value: Any, *, most: float) -> float | None:
    degrees = number(value)
    return degrees if degrees is not None and abs(degrees) <= most else None


def _track(fixes: Any) -> tuple[tuple[float, float], ...]:
    if not isinstance(fixes, list):
        return ()
    places = []
    for fix in fixes[-MOST_FIXES:]:
        if isinstance(fix, list) and len(fix) >= 3:
            longitude, latitude = _degrees(fix[1], most=180.0), _degrees(fix[2], most=90.0)
            if longitude is not None and latitude is not None:
                places.append((longitude, latitude))
    return tuple(places)
