"""One line of `alerts/…/*.json`: the fields that a message needs."""

from pydantic import BaseModel, ConfigDict

from contracts.alert_event import EventName, Severity


class AlertEvent(BaseModel):
    """A change to an alert, at one poll; units as in the record (epoch s, deg, m)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event: EventName
    id: str
    icao24: str | None
    kind: str
    severity: Severity
    raised_from: Severity | None = None
    poll_time: int
    since_utc: str
    evidence: str
    callsign: str | None = None
    origin_country: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    baro_altitude: float | None = None
    resolved_at: int | None = None
    source: str | None = None
    feed: str | None = None

    @property
    def about(self) -> str:
        """The aircraft, or the feed of an alert about a source."""
        if self.icao24 is None:
            return self.feed or self.source or "feed unknown"
        return f"{self.callsign} ({self.icao24})" if self.callsign else self.icao24

    @property
    def key(self) -> str:
        """Identifies the event; the poll's time is part of it because an alert can be resolved more than once."""
        return f"{self.id}/{self.event}/{self.poll_time}"
