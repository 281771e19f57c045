"""Find state vectors that report "on the ground" but cannot be there: a single one would cut a flight in two."""

import pyarrow as pa

from contracts.emitter_category import IS_AIRCRAFT_SQL
from contracts.lake.silver import STATES
from etl.lake.recipes import Task
from etl.silver.flights.airports import are_above_airports

FASTEST_ON_GROUND_MS = 103
"""200 kt: no airplane takes off or lands faster."""

_ON_GROUND = """
SELECT DISTINCT longitude, latitude, baro_altitude
FROM {states}
WHERE on_ground AND coalesce(velocity, 0) <= {fastest} AND baro_altitude IS NOT NULL
"""

_MARKED = """(
    SELECT *, NOT (on_ground AND (
        coalesce(velocity > {fastest}, false)
        OR coalesce((longitude, latitude, baro_altitude) IN (FROM above_airports), false)
    )) AS is_possible
    FROM {states}
    WHERE {is_aircraft}
)"""


def marked_states(task: Task) -> str:
    """Return SQL for the state vectors of aircraft in an hour, for use in FROM, with the column `is_possible`.

    Vehicles and obstacles are left out. `is_possible` is false for a ground fix that is faster than any take-off, or
    too high over the airport beside it.
    """
    words = {"states": task.rows_of(STATES), "fastest": FASTEST_ON_GROUND_MS, "is_aircraft": IS_AIRCRAFT_SQL}
    ground = task.connection.sql(_ON_GROUND.format(**words)).to_arrow_table()
    above = are_above_airports(*(ground[name].to_numpy() for name in ("longitude", "latitude", "baro_altitude")))
    task.connection.register("above_airports", ground.filter(pa.array(above)))
    return _MARKED.format(**words)
