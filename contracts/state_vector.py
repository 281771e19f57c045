"""One aircraft's state vector: its fields, types, units and limits, defined here and nowhere else.

Spark's schema, the validation on both sides of Kafka and the table in docs/outputs.md derive from `FIELDS`.

Source: OpenSky REST API, "State Vectors" (https://openskynetwork.github.io/opensky-api/rest.html). The limits are
physical, not statistical: they reject what no aircraft can do, and leave odd but possible values to rules and model.
"""

from typing import Any

from contracts.fields import Field, spark_ddl

SCHEMA_VERSION = 1
MAX_LEAD_S = 60
"""A timestamp may be later than its own poll, and a poll than its arrival, by this much (clocks differ)."""

LONGEST_TEXT = 255
"""Largest number of characters in a text. The longest legitimate one, a host's name, has 253; PostgreSQL can index such
keys."""

MAX_EPOCH_S = 2**31 - 1
"""Larger times are milliseconds or garbage; a single one would move the pipeline's clock. Sufficient until 2038."""

SIMULATED = "simulated"
RECORDED = "recorded"
OPENSKY = "opensky"
"""Values of a record's `source`; a record from any other server has its host name."""

STATE_FIELDS = (
    Field("icao24", "string", "", "ICAO 24-bit address, 6 lower-case hex digits", required=True),
    Field(
        "callsign", "string", "", "callsign without padding; null when none is sent, or only fill characters or zeros"
    ),
    Field("origin_country", "string", "", "country of the address block, not where the aircraft is"),
    Field(
        "time_position",
        "long",
        "epoch s",
        "when the position was received",
        required=True,
        minimum=0,
        maximum=MAX_EPOCH_S,
    ),
    Field(
        "last_contact",
        "long",
        "epoch s",
        "when any message was last received",
        required=True,
        minimum=0,
        maximum=MAX_EPOCH_S,
    ),
    Field("longitude", "double", "deg", "WGS 84", required=True, minimum=-180, maximum=180),
    Field("latitude", "double", "deg", "WGS 84", required=True, minimum=-90, maximum=90),
    Field("baro_altitude", "double", "m", "pressure altitude", minimum=-1_500, maximum=40_000),
    Field("on_ground", "boolean", "", "the position came in a surface report", required=True),
    Field("velocity", "double", "m/s", "ground speed", minimum=0, maximum=1_000),
    Field("true_track", "double", "deg", "clockwise from north", minimum=0, maximum=360),
    Field("vertical_rate", "double", "m/s", "positive is climbing", minimum=-1_000, maximum=1_000),
    Field("sensors", "array<long>", "", "ids of the receivers; only in answers that were filtered by receiver"),
    Field("geo_altitude", "double", "m", "above the WGS 84 ellipsoid", minimum=-1_500, maximum=40_000),
    Field("squawk", "string", "", "transponder code, 4 octal digits"),
    Field("spi", "boolean", "", "special purpose indicator (ident)"),
    Field("position_source", "long", "", "0 ADS-B, 1 ASTERIX, 2 MLAT, 3 FLARM"),
    Field("category", "long", "", "emitter category, 0 to 20; only with extended=1"),
)
"""The 18 fields of an OpenSky row, in the order of the row."""

ENVELOPE_FIELDS = (
    Field("poll_time", "long", "epoch s", "the answer's own time", required=True, minimum=0, maximum=MAX_EPOCH_S),
    Field("source", "string", "", "`opensky`, `simulated`, `recorded` or the host that was asked", required=True),
    Field("feed", "string", "", "the series of polls, by source and area; null where no poll markers are written"),
    Field("schema_version", "long", "", f"version of this record, now {SCHEMA_VERSION}", required=True),
)
"""What the producer adds to each row."""

FIELDS = STATE_FIELDS + ENVELOPE_FIELDS
"""The record on the topic."""

RECORD_DDL = spark_ddl(FIELDS)
"""The record's schema for Spark."""

ICAO24_PATTERN = r"^[0-9a-f]{6}(?![\s\S])"
"""The lookahead allows nothing after the digits; `$` would allow a line break, in Python and in Java."""

StateVector = dict[str, Any]
"""A record by field name."""
