"""The dimensions: airports from the package `airportsdata`, airlines from the schedules."""

from importlib.metadata import version

import airportsdata
import duckdb
import pyarrow as pa

from common.airports import FOOT_M
from common.sql import quoted
from contracts.lake.dimensions import AIRLINES, AIRPORTS
from contracts.lake.layout import Lake
from contracts.lake.silver import SCHEDULES
from contracts.lake.sql import parquet_of
from etl.lake.origins import Origin, inputs_of, origin_of
from etl.lake.partitions import write_partition
from etl.schedules.aviationstack import AVIATIONSTACK

_VERSION = 2

_AIRLINES = """
SELECT airline, {newest} FROM {schedules} WHERE airline IS NOT NULL GROUP BY airline
"""

# The newest record that has the value counts (a code-share's record lacks the operating airline's name). Real schedules
# come before simulated ones, and ties are broken alphabetically.
_NEWEST = ", ".join(
    f"arg_min({column}, (source != {quoted(AVIATIONSTACK)}, -asked_at, {column}))"
    f" FILTER ({column} IS NOT NULL) AS {name}"
    for column, name in (("airline_iata", "iata"), ("airline_name", "name"))
)


def make_airports(connection: duckdb.DuckDBPyConnection, lake: Lake) -> int:
    """Write the installed package's airports unless the file has them; return the number of rows written."""
    # They come from the package, not from files of the lake; its version is a date.
    file, origin = lake.file(AIRPORTS), Origin((), int(version("airportsdata").split(".")[0]))
    if origin_of(file) == origin:
        return 0
    connection.register("airports", _airport_rows())
    return write_partition(connection, "FROM airports", file, AIRPORTS, origin)


def make_airlines(connection: duckdb.DuckDBPyConnection, lake: Lake) -> int:
    """Write the airlines when schedules have changed; return the number of rows written.

    All schedules are read, because they are small: a few hundred flights a day.
    """
    file, schedules = lake.file(AIRLINES), list(lake.files(SCHEDULES))
    origin = Origin(inputs_of(lake, schedules), _VERSION)
    if not schedules or origin_of(file) == origin:
        return 0
    query = _AIRLINES.format(schedules=parquet_of(schedules), newest=_NEWEST)
    return write_partition(connection, query, file, AIRLINES, origin)


def _airport_rows() -> pa.Table:
    rows = [
        {
            "airport": code,
            "iata": airport["iata"] or None,
            "name": airport["name"],
            "city": airport["city"] or None,
            "country": airport["country"],
            "longitude": float(airport["lon"]),
            "latitude": float(airport["lat"]),
            "elevation_m": airport["elevation"] * FOOT_M,
            "timezone": airport["tz"] or None,
        }
        for code, airport in airportsdata.load("ICAO").items()
    ]
    return pa.Table.from_pylist(rows)
