"""Columns that several tables of the lake share.

`source` names the origin of traffic (`opensky`, `simulated`, `recorded` or a host) or of schedules (`aviationstack` or
`simulated`). It is part of every key, so that simulated traffic is never counted with real traffic.
"""

from contracts.fields import Field, Type
from contracts.lake.layout import Column, ColumnType

_TYPES: dict[Type, ColumnType] = {
    "string": "text",
    "long": "bigint",
    "double": "double",
    "boolean": "boolean",
    "array<long>": "text",
}

SOURCE = Column("source", "text", "where the rows came from", required=True)
DATE = Column("date", "date", "day (UTC)", required=True)
HOUR = Column("hour", "integer", "hour of the day (UTC)", required=True)
AIRLINE = Column("airline", "text", "ICAO designator of the airline, from the callsign", required=True)
PLACE_IN_TIME = (
    Column("first_seen", "bigint", "time of the first position", "epoch s", required=True),
    Column("last_seen", "bigint", "time of the last position", "epoch s", required=True),
)


def column_of(field: Field) -> Column:
    """Return the column that holds a field of a record."""
    return Column(field.name, _TYPES[field.type], field.meaning, field.unit, field.required)
