"""One line of `alerts/…/*.json` as far as a message needs it."""

from pydantic import BaseModel, ConfigDict

from contracts.alert_event import EventName, Severity


class AlertEvent(BaseModel):
    """What happened to an alert, at which poll; units are those of the record (epoch s, deg, m)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event: EventName
    id: str
    icao24: str
    kind: str
    severity: Severity
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

    @property
    def key(self) -> str:
        """Tells it from every other event: an alert can be resolved, reopened and resolved again."""
        return f"{self.id}/{self.event}/{self.poll_time}"
