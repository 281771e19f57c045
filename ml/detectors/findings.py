"""What a detector holds against an aircraft at one of its fixes: the raw material of alerts."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["info", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")

TrackPoint = tuple[int, float, float, float | None]
"""time (epoch s), longitude, latitude (deg), altitude (m, None where not reported)."""


@dataclass(frozen=True)
class Finding:
    """One confirmed observation: a detector's residual on one fix was beyond its limit, as often as it asks for.

    detector: its name (`position_jump`); family: detectors that see the same kind of cause (`motion`): an aircraft has
    one open alert per family; kind: what the alert is called. value and limit are in `unit`; rarity: one in how many
    fixes of the calibration data is as far off (None where there is no such data). time: the fix's `time_position`
    (epoch s); poll_time: the poll that brought it. related: other aircraft in it. track: the fixes that support it,
    oldest first.
    """

    detector: str
    family: str
    kind: str
    severity: Severity
    icao24: str
    time: int
    poll_time: int
    evidence: str
    callsign: str | None = None
    origin_country: str | None = None
    source: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    baro_altitude: float | None = None
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    rarity: int | None = None
    related: tuple[str, ...] = ()
    track: tuple[TrackPoint, ...] = field(default=(), repr=False)

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> "Finding":
        """The finding that `as_dict` gave, also after JSON made lists of its tuples."""
        track = tuple((time, lon, lat, altitude) for time, lon, lat, altitude in content["track"])
        return cls(**content | {"related": tuple(content["related"]), "track": track})
