"""The dimensions: airports from their package, airlines as the schedules name them."""

import duckdb

from contracts.lake.layout import Lake
from contracts.lake.tables import AIRLINES, AIRPORTS, SCHEDULES
from etl.lake.partitions import Origin, inputs_of, origin_of, parquet_of, quoted, write_partition
from etl.schedules.aviationstack import AVIATIONSTACK
from etl.silver.airports import airport_rows, origin_of_airports

_VERSION = 2

# The newest that is said counts (those who sell a flight do not name who operates it), and that of the real schedules
# before that of a stand-in; of what is equally new the first in the alphabet.
_AIRLINES = """
SELECT airline, {newest} FROM {schedules} WHERE airline IS NOT NULL GROUP BY airline
"""

_NEWEST = ", ".join(
    f"arg_min({column}, (source != {quoted(AVIATIONSTACK)}, -asked_at, {column}))"
    f" FILTER ({column} IS NOT NULL) AS {name}"
    for column, name in (("airline_iata", "iata"), ("airline_name", "name"))
)


def make_airports(connection: duckdb.DuckDBPyConnection, lake: Lake) -> int:
    """Write the airports unless those of this package are there; returns how many were written."""
    file, origin = lake.file(AIRPORTS), origin_of_airports()
    if origin_of(file) == origin:
        return 0
    connection.register("airports", airport_rows())
    return write_partition(connection, "FROM airports", file, AIRPORTS, origin)


def make_airlines(connection: duckdb.DuckDBPyConnection, lake: Lake) -> int:
    """Write the airlines when schedules have changed; returns how many were written. Schedules are small: a day has
    some hundred flights, so all of them are read."""
    file, schedules = lake.file(AIRLINES), list(lake.files(SCHEDULES))
    origin = Origin(inputs_of(lake, schedules), _VERSION)
    if not schedules or origin_of(file) == origin:
        return 0
    query = _AIRLINES.format(schedules=parquet_of(schedules), newest=_NEWEST)
    return write_partition(connection, query, file, AIRLINES, origin)
