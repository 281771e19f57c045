"""What each aircraft was in an hour: a function of that hour of silver/states."""

from common.lake_tables import AIRCRAFT_HOURS, STATES
from etl.recipes import Recipe, Task

# A position that is heard again counts as it was heard first.
_ROWS = """
SELECT
    source,
    icao24,
    min(origin_country) AS origin_country,
    count(*) AS fixes,
    count(*) FILTER (NOT on_ground) AS airborne_fixes,
    min(time_position) AS first_seen,
    max(time_position) AS last_seen,
    arg_min(on_ground, time_position * 4294967296 + last_contact) AS began_on_ground,
    arg_max(on_ground, time_position * 4294967296 - last_contact) AS ended_on_ground
FROM {states}
GROUP BY source, icao24
"""


def rows(task: Task) -> str:
    """The query of an hour's rows."""
    return _ROWS.format(states=task.rows_of(STATES))


RECIPE = Recipe(
    AIRCRAFT_HOURS,
    version=1,
    partitions=lambda lake: lake.partitions(STATES),
    files=lambda lake, hour: [lake.file(STATES, hour)],
    rows=rows,
)
