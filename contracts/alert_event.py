"""An event of `alerts/` and `altitude_alerts/`, and an alert of `live/alerts.json`.

An alert is about one aircraft and one family of causes, or about what the source of one feed does. An event records
that an alert was opened, updated, reopened or resolved.
"""

from dataclasses import replace
from typing import Any, Literal, get_args

from contracts import state_vector
from contracts.fields import Field

EventName = Literal["opened", "updated", "reopened", "resolved"]
EVENTS: tuple[EventName, ...] = get_args(EventName)

Severity = Literal["info", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the least severe to the most severe."""

SOURCE_FAMILY = "source"
"""The family of alerts about sources; they have no `icao24`, position or track."""

AlertEvent = dict[str, Any]
"""An event by field name."""

_OF_RECORD = {field.name: field for field in state_vector.FIELDS}


def _of_aircraft(name: str) -> Field:
    """Return a field of the state vector for use in an alert, where its value may be unknown."""
    return replace(_OF_RECORD[name], required=False)


ALERT_FIELDS = (
    Field("id", "string", "", "id of the alert, the same in all its events", required=True),
    replace(
        _OF_RECORD["icao24"],
        required=False,
        meaning="ICAO 24-bit address, 6 hex digits; null in an alert about a source",
    ),
    _OF_RECORD["callsign"],
    _OF_RECORD["origin_country"],
    Field("kind", "string", "", "what the alert is about: a detector's or a user rule's name", required=True),
    Field("family", "string", "", "kinds that share a cause; an aircraft has one open alert per family", required=True),
    Field("severity", "string", "", "severity of the most severe finding", required=True, values=SEVERITIES),
    Field("since", "long", "epoch s", "time of the poll with the first finding", required=True, minimum=0),
    Field("last", "long", "epoch s", "time of the poll with the last finding", required=True),
    Field(
        "resolved_at",
        "long",
        "epoch s",
        "time of the poll that resolved the alert (batch side: when it ran out); null while it is open",
    ),
    Field("poll_time", "long", "epoch s", "time of the poll that caused this event", required=True),
    Field("since_utc", "string", "ISO 8601", "`since` in readable form", required=True),
    Field("last_utc", "string", "ISO 8601", "`last` in readable form", required=True),
    _of_aircraft("longitude"),
    _of_aircraft("latitude"),
    _OF_RECORD["baro_altitude"],
    Field("evidence", "string", "", "the most severe finding in words and numbers", required=True),
    Field("detectors", "array<string>", "", "the detectors that fired, in the order they first did", required=True),
    Field("value", "double", "`unit`", "the residual of the most severe finding"),
    Field("limit", "double", "`unit`", "the limit that it exceeds"),
    Field("unit", "string", "", "unit of `value` and `limit`"),
    Field("rarity", "double", "", "1 in this many fixes of the calibration data is as far off; null where unknown"),
    Field("finding_count", "long", "", "how often detectors fired", required=True, minimum=1),
    Field("related", "array<string>", "", "icao24 of the other aircraft involved", required=True),
    _OF_RECORD["source"],
    Field(
        "feed", "string", "", "series of polls that the alert is about or comes from: source and area; null if unknown"
    ),
    Field(
        "track",
        "array<array<double>>",
        "",
        "up to 30 fixes that support the alert: time (epoch s), longitude, latitude (deg), altitude (m or null)",
        required=True,
    ),
)
"""An alert as `live/alerts.json` lists it."""

FIELDS = (
    Field("event", "string", "", "what happened to the alert", required=True, values=EVENTS),
    Field(
        "raised_from",
        "string",
        "",
        "the alert's severity before this event, where the event raised it; else null",
        values=SEVERITIES,
    ),
    *ALERT_FIELDS,
)
"""An event: one line of a file of alerts."""

FIELDS_FOR_PEOPLE = tuple(field for field in FIELDS if field.unit == "ISO 8601")
"""Times that repeat another field as text; the lake leaves them out."""
