"""The tables of silver and gold, column by column: what writes them, checks them and reads them derives from this.

`source` is where the traffic came from (`opensky`, `simulated`, `recorded` or a host), of schedules who said them
(`aviationstack` or `simulated`): it is part of every key, so that simulated traffic is never counted with real one.
"""

from contracts.lake.layout import Column, Table
from contracts.fields import Type
from contracts.state_vector import FIELDS

_COLUMN_TYPES: dict[Type, str] = {
    "string": "text",
    "long": "bigint",
    "double": "double",
    "boolean": "boolean",
    "array<long>": "text",
}

_SOURCE = Column("source", "text", "where the rows came from", required=True)
_DATE = Column("date", "date", "day (UTC)", required=True)
_HOUR = Column("hour", "integer", "hour of the day (UTC)", required=True)
_AIRLINE = Column("airline", "text", "ICAO designator of the airline, from the callsign", required=True)

STATES = Table(
    "states",
    "silver",
    "hour",
    "every new, valid state vector once, by the hour of its last contact; of repeats the one of the earliest poll"
    ", and of that the first in the topic",
    ("source", "icao24", "last_contact", "time_position"),
    (
        *(
            Column(field.name, _COLUMN_TYPES[field.type], field.meaning, field.unit, field.required)  # type: ignore[arg-type]
            for field in FIELDS
        ),
        Column("topic", "text", "Kafka topic of the message", required=True),
        Column("partition", "integer", "its partition", required=True),
        Column("offset", "bigint", "its offset there", required=True),
        Column("arrived_at", "bigint", "when the broker got it", "epoch s", required=True),
    ),
)

REJECTED = Table(
    "rejected",
    "silver",
    "hour",
    "messages that are no valid state vector, by the hour in which they arrived",
    ("topic", "partition", "offset", "arrived_at"),  # a topic that is made again begins at offset 0 again
    (
        Column("problem", "text", "what is wrong, in words that can be counted by", required=True),
        Column("raw", "text", "the message's value; null where it is not UTF-8"),
        Column("raw_base64", "text", "the value where it is not UTF-8"),
        Column("topic", "text", "Kafka topic of the message", required=True),
        Column("partition", "integer", "its partition", required=True),
        Column("offset", "bigint", "its offset there", required=True),
        Column("arrived_at", "bigint", "when the broker got it", "epoch s", required=True),
    ),
)

_PLACE_IN_TIME = (
    Column("first_seen", "bigint", "time of the first position", "epoch s", required=True),
    Column("last_seen", "bigint", "time of the last position", "epoch s", required=True),
)
_ENDS = tuple(
    Column(f"{end}_{name}", "double", f"{name} of the {end} position", unit)
    for end in ("first", "last")
    for name, unit in (("longitude", "deg"), ("latitude", "deg"), ("altitude", "m"))
)

AIRCRAFT_HOURS = Table(
    "aircraft_hours",
    "silver",
    "hour",
    "what each aircraft was in an hour",
    ("source", "icao24"),
    (
        _SOURCE,
        Column("icao24", "text", "ICAO 24-bit address", required=True),
        Column("origin_country", "text", "country of the address block"),
        Column("fixes", "bigint", "state vectors", required=True),
        Column("airborne_fixes", "bigint", "of those, in the air", required=True),
        *_PLACE_IN_TIME,
        Column("began_on_ground", "boolean", "the first position was on the ground", required=True),
        Column("ended_on_ground", "boolean", "the last position was on the ground", required=True),
    ),
)

FLIGHT_PIECES = Table(
    "flight_pieces",
    "silver",
    "hour",
    "what is of a flight within an hour: fixes in the air with neither a landing nor a gap between them;"
    " each from before the hour by itself",
    ("source", "icao24", "first_seen"),
    (
        _SOURCE,
        Column("icao24", "text", "ICAO 24-bit address", required=True),
        Column("callsigns", "text", "how many positions came with each callsign, as JSON", required=True),
        Column("origin_country", "text", "country of the address block"),
        *_PLACE_IN_TIME,
        Column("first_heard", "bigint", "last contact of the first position", "epoch s", required=True),
        *_ENDS,
        Column(
            "first_climb_ms", "double", "vertical rate at the first position, sent or from there: the higher", "m/s"
        ),
        Column("last_climb_ms", "double", "vertical rate at the last position, sent or up to there: the lower", "m/s"),
        Column("fixes", "bigint", "positions", required=True),
        Column("highest_m", "double", "highest pressure altitude", "m"),
        Column("distance_m", "double", "sum of the great circles between fixes", "m", required=True),
        Column("took_off", "boolean", "the fix before was on the ground", required=True),
        Column("landed", "boolean", "the fix after was on the ground", required=True),
    ),
)

FLIGHTS = Table(
    "flights",
    "silver",
    "day",
    "flights cut from state vectors at landings and at gaps of over an hour, by the day they were first seen",
    ("source", "icao24", "first_seen"),
    (
        _SOURCE,
        _DATE,
        Column("icao24", "text", "ICAO 24-bit address", required=True),
        Column("callsign", "text", "the one of most positions; of equals the first in the alphabet"),
        Column("airline", "text", "ICAO designator, when the callsign is three letters and a flight number"),
        Column("origin_country", "text", "country of the address block"),
        *_PLACE_IN_TIME,
        *_ENDS,
        Column("fixes", "bigint", "positions in the air", required=True),
        Column("highest_m", "double", "highest pressure altitude", "m"),
        Column("distance_m", "double", "flown between fixes", "m", required=True),
        Column("took_off", "boolean", "the take-off was seen", required=True),
        Column("landed", "boolean", "the landing was seen", required=True),
        Column(
            "departure_airport",
            "text",
            "estimated: ICAO code of the nearest airport, when near and low enough"
            " and the take-off was seen or a climb was",
        ),
        Column("arrival_airport", "text", "estimated in the same way, from the landing or a descent"),
    ),
)

FLIGHTS_REJECTED = Table(
    "flights_rejected",
    "silver",
    "day",
    "flights that nothing can have flown, with the reason",
    FLIGHTS.key,
    (Column("problem", "text", "what is wrong, in words that can be counted by", required=True), *FLIGHTS.columns),
)

_SCHEDULE_ENDS = tuple(
    column
    for end in ("departure", "arrival")
    for column in (
        Column(f"{end}_airport", "text", "ICAO code"),
        Column(f"{end}_iata", "text", "IATA code"),
        Column(f"{end}_timezone", "text", "IANA zone of the airport"),
        Column(f"{end}_scheduled", "bigint", "by the schedule", "epoch s"),
        Column(f"{end}_estimated", "bigint", "as expected last", "epoch s"),
        Column(f"{end}_actual", "bigint", "as it happened", "epoch s"),
        Column(f"{end}_delay_min", "integer", "delay as reported; null when none is known", "min"),
    )
)

SCHEDULES = Table(
    "schedules",
    "silver",
    "day",
    "flights as AviationStack says them, one per operated flight, by the local day of departure",
    ("source", "date", "flight", "departure_iata"),
    (
        _SOURCE,
        Column("date", "date", "local day of departure", required=True),
        Column(
            "flight", "text", "IATA flight designator of the operating airline; ICAO where it has none", required=True
        ),
        Column("callsign", "text", "ICAO flight designator"),
        Column("airline", "text", "ICAO designator of the airline"),
        Column("airline_iata", "text", "IATA designator of the airline"),
        Column("airline_name", "text", "name of the airline"),
        Column("flight_number", "text", "number without the designator"),
        Column("code_shares", "text", "IATA flights under which others sell it, space between them"),
        Column("status", "text", "scheduled, active, landed, cancelled, incident, diverted, unknown", required=True),
        *_SCHEDULE_ENDS,
        Column("icao24", "text", "ICAO 24-bit address of the aircraft, lower case"),
        Column("registration", "text", "registration of the aircraft"),
        Column("aircraft_type", "text", "ICAO type designator"),
        Column("asked_at", "bigint", "when it was asked for", "epoch s", required=True),
    ),
)

SCHEDULES_REJECTED = Table(
    "schedules_rejected",
    "silver",
    "day",
    "records of AviationStack that cannot be used, by the day for which they were asked",
    ("page", "position"),
    (
        _SOURCE,
        Column("problem", "text", "what is wrong, in words that can be counted by", required=True),
        Column("raw", "text", "the record, as JSON", required=True),
        Column("page", "text", "name of the file in bronze/schedules", required=True),
        Column("position", "integer", "place in the page, from 0", required=True),
        Column("asked_at", "bigint", "when it was asked for", "epoch s", required=True),
    ),
)


def _rejected_of(outputs: str, name: str) -> Table:
    """What the streaming job wrote among its alerts or its flags that is none."""
    return Table(
        f"{name}_rejected",
        "silver",
        "hour",
        f"lines of `output/{outputs}/` that cannot be used, by the hour of their folder",
        ("file", "line", "raw", "raw_base64"),  # a file may be written again, with another line there
        (
            Column("problem", "text", "what is wrong, in words that can be counted by", required=True),
            Column("raw", "text", "the line, of a very long one its beginning; null where it is not UTF-8"),
            Column("raw_base64", "text", "the line where it is not UTF-8"),
            Column("file", "text", "name of the file, below the output location", required=True),
            Column("line", "bigint", "its line there, from 1", required=True),
            Column("written_at", "bigint", "when the file was last written", "epoch s", required=True),
        ),
    )


ALERTS_REJECTED = _rejected_of("alerts", "alerts")
FLAGS_REJECTED = _rejected_of("anomalies", "flags")

AIRLINE_FLIGHTS = Table(
    "airline_flights",
    "gold",
    "day",
    "flights by airline",
    ("date", "source", "airline"),
    (
        _DATE,
        _SOURCE,
        _AIRLINE,
        Column("flights", "bigint", "flights first seen on the day", required=True),
        Column("aircraft", "bigint", "distinct aircraft", required=True),
        Column("seconds", "bigint", "time in the air, as far as seen", "s", required=True),
        Column("distance_m", "double", "flown, as far as seen", "m", required=True),
    ),
)

ALTITUDE_TRENDS = Table(
    "altitude_trends",
    "gold",
    "hour",
    "pressure altitudes of what is in the air, by the hour",
    ("date", "hour", "source"),
    (
        _DATE,
        _HOUR,
        _SOURCE,
        Column("aircraft", "bigint", "distinct aircraft in the air", required=True),
        Column("fixes", "bigint", "fixes in the air with an altitude", required=True),
        Column("altitude_p10_m", "double", "a tenth is lower", "m", required=True),
        Column("altitude_p50_m", "double", "half is lower", "m", required=True),
        Column("altitude_p90_m", "double", "a tenth is higher", "m", required=True),
        Column("climbing_share", "double", "share of fixes climbing by more than 2.5 m/s"),
        Column("descending_share", "double", "share of fixes descending by more than 2.5 m/s"),
    ),
)

TRAFFIC_HEAT = Table(
    "traffic_heat",
    "gold",
    "hour",
    "what is in the air over each cell of the H3 grid (resolution 4), by the hour",
    ("date", "hour", "source", "cell"),
    (
        _DATE,
        _HOUR,
        _SOURCE,
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
        _DATE,
        _SOURCE,
        Column("airport", "text", "ICAO code", required=True),
        Column("departures", "bigint", "flights first seen on the day that left it", required=True),
        Column("arrivals", "bigint", "flights first seen on the day that went to it", required=True),
    ),
)

ROUTE_TRAFFIC = Table(
    "route_traffic",
    "gold",
    "day",
    "flights by pair of estimated airports",
    ("date", "source", "departure_airport", "arrival_airport"),
    (
        _DATE,
        _SOURCE,
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
        _DATE,
        _SOURCE,
        Column("origin_country", "text", "country of the address block", required=True),
        Column("aircraft", "bigint", "distinct aircraft heard on the day", required=True),
        Column("fixes", "bigint", "state vectors", required=True),
        Column("flights", "bigint", "flights first seen on the day", required=True),
    ),
)

_DELAYS = (
    Column("flights", "bigint", "operated flights of the schedule", required=True),
    Column("cancelled", "bigint", "of those, cancelled", required=True),
    Column("timed", "bigint", "of those, with scheduled and actual time", required=True),
    Column("late", "bigint", "of the timed, 15 minutes late or more", required=True),
    Column("mean_delay_min", "double", "mean of actual less scheduled, early ones negative", "min"),
    Column("p90_delay_min", "double", "a tenth is later by more", "min"),
)

AIRLINE_DELAYS = Table(
    "airline_delays",
    "gold",
    "day",
    "delays at departure by airline",
    ("date", "source", "airline"),
    (_DATE, _SOURCE, Column("airline", "text", "ICAO designator of the airline", required=True), *_DELAYS),
)

AIRPORT_DELAYS = Table(
    "airport_delays",
    "gold",
    "day",
    "delays by airport, of departures and of arrivals",
    ("date", "source", "airport", "movement"),
    (
        _DATE,
        _SOURCE,
        Column("airport", "text", "ICAO code", required=True),
        Column("movement", "text", "`departure` or `arrival`", required=True),
        *_DELAYS,
    ),
)

TRACKED_SCHEDULES = Table(
    "tracked_schedules",
    "gold",
    "day",
    "flights that were seen, joined to their schedule by aircraft or callsign, and time",
    ("date", "source", "icao24", "first_seen"),
    (
        _DATE,
        _SOURCE,
        Column("icao24", "text", "ICAO 24-bit address", required=True),
        *_PLACE_IN_TIME,
        Column("callsign", "text", "as flown"),
        Column("flight", "text", "designator by the schedule", required=True),
        Column("schedule_source", "text", "who said the schedule", required=True),
        Column("airline", "text", "ICAO designator of the airline"),
        Column("matched_by", "text", "`icao24` or `callsign`", required=True),
        Column("departure_airport", "text", "ICAO code by the schedule"),
        Column("arrival_airport", "text", "ICAO code by the schedule"),
        Column("departure_scheduled", "bigint", "by the schedule", "epoch s", required=True),
        Column("arrival_scheduled", "bigint", "by the schedule", "epoch s"),
        Column("departure_late_min", "double", "first seen less scheduled, when the take-off was seen", "min"),
        Column("arrival_late_min", "double", "last seen less scheduled, when the landing was seen", "min"),
    ),
)

DAILY_FLAGS = Table(
    "daily_flags",
    "gold",
    "day",
    "records flagged by the model or a rule",
    ("date", "source", "flag"),
    (
        _DATE,
        _SOURCE,
        Column("flag", "text", "`isolation_forest` or a rule's name", required=True),
        Column("records", "bigint", "flagged records", required=True),
        Column("aircraft", "bigint", "distinct aircraft", required=True),
    ),
)

ALERTS = Table(
    "alerts",
    "gold",
    "day",
    "every alert as it was last told about up to the end of the day after it was opened, by the day it was opened",
    ("source", "id"),
    (
        _DATE,
        _SOURCE,
        Column("id", "text", "of the alert", required=True),
        Column("icao24", "text", "ICAO 24-bit address", required=True),
        Column("callsign", "text", "callsign, if one was sent"),
        Column("origin_country", "text", "country of the address block"),
        Column("kind", "text", "what it is about", required=True),
        Column("family", "text", "whose cause it shares", required=True),
        Column("severity", "text", "`info`, `warning` or `critical`", required=True),
        Column("since", "bigint", "poll that opened it", "epoch s", required=True),
        Column("last", "bigint", "poll of the last finding", "epoch s", required=True),
        Column("resolved_at", "bigint", "poll that resolved it; null while it is open", "epoch s"),
        Column("longitude", "double", "of the aircraft then", "deg"),
        Column("latitude", "double", "of the aircraft then", "deg"),
        Column("baro_altitude", "double", "of the aircraft then", "m"),
        Column("evidence", "text", "why, in words and numbers", required=True),
        Column("finding_count", "bigint", "how often the detectors fired", required=True),
    ),
)

DAILY_ALERTS = Table(
    "daily_alerts",
    "gold",
    "day",
    "alerts by kind",
    ("date", "source", "kind", "severity"),
    (
        _DATE,
        _SOURCE,
        Column("kind", "text", "what they are about", required=True),
        Column("severity", "text", "`info`, `warning` or `critical`", required=True),
        Column("alerts", "bigint", "opened on the day", required=True),
        Column("aircraft", "bigint", "distinct aircraft", required=True),
        Column("median_seconds", "double", "median from the first to the last finding", "s", required=True),
    ),
)

SILVER = (
    STATES,
    REJECTED,
    AIRCRAFT_HOURS,
    FLIGHT_PIECES,
    FLIGHTS,
    FLIGHTS_REJECTED,
    SCHEDULES,
    SCHEDULES_REJECTED,
    ALERTS_REJECTED,
    FLAGS_REJECTED,
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

AIRPORTS = Table(
    "airports",
    "gold",
    "nothing",
    "airports of the package `airportsdata`",
    ("airport",),
    (
        Column("airport", "text", "ICAO code", required=True),
        Column("iata", "text", "IATA code"),
        Column("name", "text", "name", required=True),
        Column("city", "text", "city"),
        Column("country", "text", "ISO 3166 code of the country", required=True),
        Column("longitude", "double", "WGS 84", "deg", required=True),
        Column("latitude", "double", "WGS 84", "deg", required=True),
        Column("elevation_m", "double", "above the sea", "m", required=True),
        Column("timezone", "text", "IANA zone"),
    ),
)
AIRLINES = Table(
    "airlines",
    "gold",
    "nothing",
    "airlines as the newest schedules that name them do, the real ones before simulated ones",
    ("airline",),
    (
        Column("airline", "text", "ICAO designator", required=True),
        Column("iata", "text", "IATA designator"),
        Column("name", "text", "name"),
    ),
)
DIMENSIONS = (AIRPORTS, AIRLINES)
