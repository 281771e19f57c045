"""Gold tables, mostly aggregates by hour or day. Writers, checks, readers and docs derive from these definitions."""

from contracts import alert_event
from contracts.lake.columns import AIRLINE, DATE, HOUR, PLACE_IN_TIME, SOURCE, column_of
from contracts.lake.layout import Column, Table

_ALERT_COLUMNS = frozenset(
    (
        *("id", "icao24", "callsign", "origin_country", "kind", "family", "severity", "since", "last", "resolved_at"),
        *("longitude", "latitude", "baro_altitude", "evidence", "finding_count"),
    )
)

AIRLINE_FLIGHTS = Table(
    "airline_flights",
    "gold",
    "day",
    "flights by airline",
    ("date", "source", "airline"),
    (
        DATE,
        SOURCE,
        AIRLINE,
        Column("flights", "bigint", "flights first seen on the day", required=True),
        Column("aircraft", "bigint", "distinct aircraft", required=True),
        Column("seconds", "bigint", "time in the air while tracked", "s", required=True),
        Column("distance_m", "double", "distance flown while tracked", "m", required=True),
    ),
)

ALTITUDE_TRENDS = Table(
    "altitude_trends",
    "gold",
    "hour",
    "pressure altitudes of aircraft in the air, by the hour",
    ("date", "hour", "source"),
    (
        DATE,
        HOUR,
        SOURCE,
        Column("aircraft", "bigint", "distinct aircraft in the air", required=True),
        Column("fixes", "bigint", "fixes in the air with an altitude", required=True),
        Column("altitude_p10_m", "double", "10th percentile", "m", required=True),
        Column("altitude_p50_m", "double", "median", "m", required=True),
        Column("altitude_p90_m", "double", "90th percentile", "m", required=True),
        Column("climbing_share", "double", "share of fixes climbing by more than 2.5 m/s"),
        Column("descending_share", "double", "share of fixes descending by more than 2.5 m/s"),
    ),
)

TRAFFIC_HEAT = Table(
    "traffic_heat",
    "gold",
    "hour",
    "aircraft in the air over each cell of the H3 grid (resolution 4), by the hour",
    ("date", "hour", "source", "cell"),
    (
        DATE,
        HOUR,
        SOURCE,
        Column("cell", "text", "H3 index", required=True),
        Column("aircraft", "bigint", "distinct aircraft", required=True),
        Column("fixes", "bigint", "state vectors", required=True),
        Column("mean_altitude_m", "double", "mean pressure altitude", "m"),
    ),
)

AIRPORT_TRAFFIC = Table(
    "airport_traffic",
    "gold",
    "day",
    "flights by estimated airport",
    ("date", "source", "airport"),
    (
        DATE,
        SOURCE,
        Column("airport", "text", "ICAO code", required=True),
        Column("departures", "bigint", "departing flights first seen on the day", required=True),
        Column("arrivals", "bigint", "arriving flights first seen on the day", required=True),
    ),
)

ROUTE_TRAFFIC = Table(
    "route_traffic",
    "gold",
    "day",
    "flights by pair of estimated airports",
    ("date", "source", "departure_airport", "arrival_airport"),
    (
        DATE,
        SOURCE,
        Column("departure_airport", "text", "ICAO code", required=True),
        Column("arrival_airport", "text", "ICAO code", required=True),
        Column("flights", "bigint", "flights first seen on the day", required=True),
        Column("median_seconds", "double", "median time in the air", "s", required=True),
    ),
)

COUNTRY_TRAFFIC = Table(
    "country_traffic",
    "gold",
    "day",
    "aircraft and flights by country of registration",
    ("date", "source", "origin_country"),
    (
        DATE,
        SOURCE,
        Column("origin_country", "text", "country of the address block", required=True),
        Column("aircraft", "bigint", "distinct aircraft heard on the day", required=True),
        Column("fixes", "bigint", "state vectors", required=True),
        Column("flights", "bigint", "flights first seen on the day", required=True),
    ),
)

_DELAYS = (
    Column("flights", "bigint", "operated flights of the schedule", required=True),
    Column("cancelled", "bigint", "cancelled flights", required=True),
    Column("timed", "bigint", "flights with a scheduled and an actual time", required=True),
    Column("late", "bigint", "timed flights that were 15 minutes late or more", required=True),
    Column("mean_delay_min", "double", "mean of actual minus scheduled time; early flights count as negative", "min"),
    Column("p90_delay_min", "double", "90th percentile", "min"),
)

AIRLINE_DELAYS = Table(
    "airline_delays",
    "gold",
    "day",
    "departure delays by airline",
    ("date", "source", "airline"),
    (DATE, SOURCE, Column("airline", "text", "ICAO designator of the airline", required=True), *_DELAYS),
)

AIRPORT_DELAYS = Table(
    "airport_delays",
    "gold",
    "day",
    "departure and arrival delays by airport",
    ("date", "source", "airport", "movement"),
    (
        DATE,
        SOURCE,
        Column("airport", "text", "ICAO code", required=True),
        Column("movement", "text", "`departure` or `arrival`", required=True),
        *_DELAYS,
    ),
)

TRACKED_SCHEDULES = Table(
    "tracked_schedules",
    "gold",
    "day",
    "flights seen in the air, joined to their schedule by time and by aircraft or callsign",
    ("date", "source", "icao24", "first_seen"),
    (
        DATE,
        SOURCE,
        Column("icao24", "text", "ICAO 24-bit address", required=True),
        *PLACE_IN_TIME,
        Column("callsign", "text", "callsign in the air"),
        Column("flight", "text", "flight designator in the schedule", required=True),
        Column("schedule_source", "text", "source of the schedule", required=True),
        Column("airline", "text", "ICAO designator of the airline"),
        Column("matched_by", "text", "`icao24` or `callsign`", required=True),
        Column("departure_airport", "text", "ICAO code, from the schedule"),
        Column("arrival_airport", "text", "ICAO code, from the schedule"),
        Column("departure_scheduled", "bigint", "scheduled time", "epoch s", required=True),
        Column("arrival_scheduled", "bigint", "scheduled time", "epoch s"),
        Column("departure_late_min", "double", "first seen minus scheduled, if the take-off was seen", "min"),
        Column("arrival_late_min", "double", "last seen minus scheduled, if the landing was seen", "min"),
    ),
)

DAILY_FLAGS = Table(
    "daily_flags",
    "gold",
    "day",
    "records flagged by the model or a rule",
    ("date", "source", "flag"),
    (
        DATE,
        SOURCE,
        Column("flag", "text", "`isolation_forest` or a rule's name", required=True),
        Column("records", "bigint", "flagged records", required=True),
        Column("aircraft", "bigint", "distinct aircraft", required=True),
    ),
)

ALERTS = Table(
    "alerts",
    "gold",
    "day",
    "every alert, by the day it was opened, in its state at the end of the following day",
    ("source", "id"),
    (
        DATE,
        SOURCE,
        *(column_of(field) for field in alert_event.FIELDS if field.name in _ALERT_COLUMNS),
    ),
)

DAILY_ALERTS = Table(
    "daily_alerts",
    "gold",
    "day",
    "alerts by kind",
    ("date", "source", "kind", "severity"),
    (
        DATE,
        SOURCE,
        Column("kind", "text", "kind of alert", required=True),
        Column("severity", "text", "`info`, `warning` or `critical`", required=True),
        Column("alerts", "bigint", "alerts opened on the day", required=True),
        Column("aircraft", "bigint", "distinct aircraft", required=True),
        Column("median_seconds", "double", "median time from the first to the last finding", "s", required=True),
    ),
)

GOLD = (
    AIRLINE_FLIGHTS,
    ALTITUDE_TRENDS,
    TRAFFIC_HEAT,
    AIRPORT_TRAFFIC,
    ROUTE_TRAFFIC,
    COUNTRY_TRAFFIC,
    AIRLINE_DELAYS,
    AIRPORT_DELAYS,
    TRACKED_SCHEDULES,
    DAILY_FLAGS,
    ALERTS,
    DAILY_ALERTS,
)
