"""State vectors that say "on the ground" and cannot be: one such would cut a flight in two."""

import pyarrow as pa

from contracts.lake.tables import STATES
from etl.lake.recipes import Task
from etl.silver.airports import are_above_airports

FASTEST_ON_GROUND_MS = 103
"""200 kt: no airplane takes off or lands as fast."""

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
)"""


def marked_states(task: Task) -> str:
    """The state vectors of an hour as a table of SQL, with `is_possible`: not of ground fixes that are faster than
    anything takes off or higher than any hill over the airport beside them."""
    words = {"states": task.rows_of(STATES), "fastest": FASTEST_ON_GROUND_MS}
    ground = task.connection.sql(_ON_GROUND.format(**words)).to_arrow_table()
    above = are_above_airports(*(ground[name].to_numpy() for name in ("longitude", "latitude", "baro_altitude")))
    task.connection.register("above_airports", ground.filter(pa.array(above)))
    return _MARKED.format(**words)
