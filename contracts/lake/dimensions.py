"""The dimensions of gold: airports and airlines."""

from contracts.lake.layout import Column, Table

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
        Column("elevation_m", "double", "above mean sea level", "m", required=True),
        Column("timezone", "text", "IANA zone"),
    ),
)

AIRLINES = Table(
    "airlines",
    "gold",
    "nothing",
    "airlines, named as in the newest schedule; real schedules take precedence over simulated ones",
    ("airline",),
    (
        Column("airline", "text", "ICAO designator", required=True),
        Column("iata", "text", "IATA designator"),
        Column("name", "text", "name"),
    ),
)

DIMENSIONS = (AIRPORTS, AIRLINES)
