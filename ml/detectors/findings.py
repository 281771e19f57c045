"""Findings: each is a detector's verdict on one fix of an aircraft, or on a source. Alerts consist of findings."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from contracts.alert_event import Severity

TrackPoint = tuple[int, float, float, float | None]
"""time (epoch s), longitude, latitude (deg), altitude (m, None where not reported)."""


@dataclass(frozen=True)
class Finding:
    """One confirmed observation: a detector's residual on one fix exceeded its limit.

    detector: name (`position_jump`). family: detectors that react to the same kind of cause (`motion`); an aircraft has
    one open alert per family. kind: what the alert is called. icao24: None in a finding about a source, which is one of
    the feed of its poll. time: the fix's `time_position`, or when the source began it (epoch s); poll_time: the poll
    that brought it (epoch s). longitude, latitude: deg; baro_altitude: m. value, limit: in `unit`. rarity: N when
    1 in N fixes of the calibration data is as far off, None without such data. related: addresses of other aircraft
    involved. track: the fixes that support the finding, oldest first.
    """

    detector: str
    family: str
    kind: str
    severity: Severity
    icao24: str | None
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

    @classmethod
    def about(
        cls,
        fix: Mapping[str, Any],
        *,
        detector: str,
        family: str,
        severity: Severity,
        evidence: str,
        value: float | None = None,
        limit: float | None = None,
        unit: str = "",
        rarity: int | None = None,
        related: tuple[str, ...] = (),
        track: tuple[TrackPoint, ...] | None = None,
    ) -> "Finding":
        """Return a finding about a fix.

        `fix` has the fields of a state vector under their names, and `poll_time`; null is None, NaN or pandas.NA.
        Without a `track` the fix itself is the track. The kind is the detector's name.
        """

        def number(name: str) -> float | None:
            return None if pd.isna(fix[name]) else float(fix[name])

        def text(name: str) -> str | None:
            return None if pd.isna(fix[name]) else str(fix[name])

        time, longitude, latitude = int(fix["time_position"]), float(fix["longitude"]), float(fix["latitude"])
        altitude = number("baro_altitude")
        return cls(
            detector=detector,
            family=family,
            kind=detector,
            severity=severity,
            icao24=str(fix["icao24"]),
            time=time,
            poll_time=int(fix["poll_time"]),
            evidence=evidence,
            callsign=text("callsign"),
            origin_country=text("origin_country"),
            source=text("source"),
            longitude=longitude,
            latitude=latitude,
            baro_altitude=altitude,
            value=value,
            limit=limit,
            unit=unit,
            rarity=rarity,
            related=related,
            track=((time, longitude, latitude, altitude),) if track is None else track,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the finding in types that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> "Finding":
        """Return the finding that `as_dict` was called on; JSON's lists may stand in place of tuples."""
        track = tuple((time, lon, lat, altitude) for time, lon, lat, altitude in content["track"])
        return cls(**content | {"related": tuple(content["related"]), "track": track})
