"""The tables of silver: parsed and checked, without repeats. Writers, checks, readers and docs derive from them."""

from contracts import state_vector
from contracts.lake.columns import DATE, PLACE_IN_TIME, SOURCE, column_of
from contracts.lake.layout import Column, Table

_PLACE_IN_KAFKA = (
    Column("topic", "text", "Kafka topic of the message", required=True),
    Column("partition", "integer", "partition of the topic", required=True),
    Column("offset", "bigint", "offset within the partition", required=True),
    Column("arrived_at", "bigint", "when the broker received the message", "epoch s", required=True),
)

STATES = Table(
    "states",
    "silver",
    "hour",
    "every new, valid state vector once, by the hour of its last contact; a repeated fix is taken from its earliest"
    " poll, and within the poll from its first message",
    ("source", "icao24", "last_contact", "time_position"),
    (
        *(column_of(field) for field in state_vector.FIELDS),
        *_PLACE_IN_KAFKA,
    ),
)

REJECTED = Table(
    "rejected",
    "silver",
    "hour",
    "messages that are not valid state vectors, by the hour in which they arrived",
    ("topic", "partition", "offset", "arrived_at"),  # a recreated topic starts at offset 0 again
    (
        Column("problem", "text", "what is wrong, as one of a small set of texts", required=True),
        Column("raw", "text", "the message's value; null where it is not UTF-8"),
        Column("raw_base64", "text", "the value in base64, where it is not UTF-8"),
        *_PLACE_IN_KAFKA,
    ),
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
    "each aircraft heard in an hour: its fixes, and whether it was on the ground at the first and the last of them",
    ("source", "icao24"),
    (
        SOURCE,
        Column("icao24", "text", "ICAO 24-bit address", required=True),
        Column("origin_country", "text", "country of the address block"),
        Column("fixes", "bigint", "state vectors", required=True),
        Column("airborne_fixes", "bigint", "state vectors in the air", required=True),
        *PLACE_IN_TIME,
        Column("began_on_ground", "boolean", "the first position was on the ground", required=True),
        Column("ended_on_ground", "boolean", "the last position was on the ground", required=True),
    ),
)

FLIGHT_PIECES = Table(
    "flight_pieces",
    "silver",
    "hour",
    "the part of a flight flown in one hour: fixes in the air without a landing or a gap between them; a fix dated"
    " before the hour, but received in it, is a piece of its own",
    ("source", "icao24", "first_seen"),
    (
        SOURCE,
        Column("icao24", "text", "ICAO 24-bit address", required=True),
        Column("callsigns", "text", "number of positions by callsign, as JSON", required=True),
        Column("origin_country", "text", "country of the address block"),
        *PLACE_IN_TIME,
        Column("first_heard", "bigint", "last contact of the first position", "epoch s", required=True),
        *_ENDS,
        Column(
            "first_climb_ms",
            "double",
            "the higher of the reported vertical rate at the first position and the one flown from there",
            "m/s",
        ),
        Column(
            "last_climb_ms",
            "double",
            "the lower of the reported vertical rate at the last position and the one flown up to there",
            "m/s",
        ),
        Column("fixes", "bigint", "positions", required=True),
        Column("highest_m", "double", "highest pressure altitude", "m"),
        Column("distance_m", "double", "sum of the great circles between fixes", "m", required=True),
        Column("took_off", "boolean", "the preceding fix was on the ground", required=True),
        Column("landed", "boolean", "the following fix was on the ground", required=True),
    ),
)

FLIGHTS = Table(
    "flights",
    "silver",
    "day",
    "flights cut from state vectors at landings and at gaps of over an hour, by the day they were first seen",
    ("source", "icao24", "first_seen"),
    (
        SOURCE,
        DATE,
        Column("icao24", "text", "ICAO 24-bit address", required=True),
        Column("callsign", "text", "the most frequent callsign; ties are broken alphabetically"),
        Column("airline", "text", "ICAO designator, if the callsign is three letters and a flight number"),
        Column("origin_country", "text", "country of the address block"),
        *PLACE_IN_TIME,
        *_ENDS,
        Column("fixes", "bigint", "positions in the air", required=True),
        Column("highest_m", "double", "highest pressure altitude", "m"),
        Column("distance_m", "double", "sum of the great circles between fixes", "m", required=True),
        Column("took_off", "boolean", "the take-off was seen", required=True),
        Column("landed", "boolean", "the landing was seen", required=True),
        Column(
            "departure_airport",
            "text",
            "estimated: ICAO code of the nearest airport, if the flight began close to it and low enough, and its"
            " take-off or a climb was seen",
        ),
        Column("arrival_airport", "text", "estimated in the same way from the landing or a descent"),
    ),
)

FLIGHTS_REJECTED = Table(
    "flights_rejected",
    "silver",
    "day",
    "flights that no aircraft can have flown, with the reason",
    FLIGHTS.key,
    (
        Column("problem", "text", "what is wrong, as one of a small set of texts", required=True),
        *FLIGHTS.columns,
    ),
)

_SCHEDULE_ENDS = tuple(
    column
    for end in ("departure", "arrival")
    for column in (
        Column(f"{end}_airport", "text", "ICAO code"),
        Column(f"{end}_iata", "text", "IATA code"),
        Column(f"{end}_timezone", "text", "IANA zone of the airport"),
        Column(f"{end}_scheduled", "bigint", "scheduled time", "epoch s"),
        Column(f"{end}_estimated", "bigint", "latest estimate", "epoch s"),
        Column(f"{end}_actual", "bigint", "actual time", "epoch s"),
        Column(f"{end}_delay_min", "integer", "reported delay; null when unknown", "min"),
    )
)

SCHEDULES = Table(
    "schedules",
    "silver",
    "day",
    "flights as reported by AviationStack, one row per operated flight, by the local day of departure",
    ("source", "date", "flight", "departure_iata"),
    (
        SOURCE,
        Column("date", "date", "local day of departure", required=True),
        Column("flight", "text", "IATA flight designator of the operating airline, ICAO if it has none", required=True),
        Column("callsign", "text", "ICAO flight designator"),
        Column("airline", "text", "ICAO designator of the airline"),
        Column("airline_iata", "text", "IATA designator of the airline"),
        Column("airline_name", "text", "name of the airline"),
        Column("flight_number", "text", "number without the designator"),
        Column("code_shares", "text", "IATA flight designators of code shares, separated by spaces"),
        Column("status", "text", "scheduled, active, landed, cancelled, incident, diverted, unknown", required=True),
        *_SCHEDULE_ENDS,
        Column("icao24", "text", "ICAO 24-bit address of the aircraft, lower case"),
        Column("registration", "text", "registration of the aircraft"),
        Column("aircraft_type", "text", "ICAO type designator"),
        Column("asked_at", "bigint", "when the API was asked", "epoch s", required=True),
    ),
)

SCHEDULES_REJECTED = Table(
    "schedules_rejected",
    "silver",
    "day",
    "unusable records from AviationStack, by the day that was requested",
    ("page", "position"),
    (
        SOURCE,
        Column("problem", "text", "what is wrong, as one of a small set of texts", required=True),
        Column("raw", "text", "the record, as JSON", required=True),
        Column("page", "text", "name of the file in bronze/schedules", required=True),
        Column("position", "integer", "place in the page, from 0", required=True),
        Column("asked_at", "bigint", "when the API was asked", "epoch s", required=True),
    ),
)


def _rejected_of(outputs: str, name: str) -> Table:
    """Return the table for lines of an output that cannot be used."""
    return Table(
        f"{name}_rejected",
        "silver",
        "hour",
        f"lines of `output/{outputs}/` that cannot be used, by the hour of their folder",
        ("file", "line", "raw", "raw_base64"),  # a rewritten file may have another line there
        (
            Column("problem", "text", "what is wrong, as one of a small set of texts", required=True),
            Column("raw", "text", "the line (if very long, its beginning); null where it is not UTF-8"),
            Column("raw_base64", "text", "the line in base64, where it is not UTF-8"),
            Column("file", "text", "path of the file, relative to the output location", required=True),
            Column("line", "bigint", "line number in the file, from 1", required=True),
            Column("written_at", "bigint", "when the file was last written", "epoch s", required=True),
        ),
    )


ALERTS_REJECTED = _rejected_of("alerts", "alerts")
FLAGS_REJECTED = _rejected_of("anomalies", "flags")

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
