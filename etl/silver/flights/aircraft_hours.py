"""The table aircraft_hours: one row per aircraft and hour, from that hour of silver/states."""

from contracts.lake.silver import AIRCRAFT_HOURS, STATES
from etl.lake.recipes import Recipe, Task
from etl.silver.flights.ground_fixes import marked_states

# A repeated position counts with its first contact.
_ROWS = """
SELECT
    source,
    icao24,
    min(origin_country) AS origin_country,
    count(*) AS fixes,
    count(*) FILTER (NOT on_ground) AS airborne_fixes,
    coalesce(min(time_position) FILTER (is_possible), min(time_position)) AS first_seen,
    coalesce(max(time_position) FILTER (is_possible), max(time_position)) AS last_seen,
    coalesce(
        arg_min(on_ground, time_position * 4294967296 + last_contact) FILTER (is_possible), false
    ) AS began_on_ground,
    coalesce(
        arg_max(on_ground, time_position * 4294967296 - last_contact) FILTER (is_possible), false
    ) AS ended_on_ground
FROM {states}
GROUP BY source, icao24
"""


def rows(task: Task) -> str:
    """Return the query of an hour's rows."""
    return _ROWS.format(states=marked_states(task))


RECIPE = Recipe(
    AIRCRAFT_HOURS,
    version=3,
    partitions=lambda lake: lake.partitions(STATES),
    files=lambda lake, hour: [lake.file(STATES, hour)],
    rows=rows,
)
