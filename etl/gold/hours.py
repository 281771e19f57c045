"""Gold tables by hour, from silver/states: altitudes and the heat map of traffic."""

import pyarrow as pa

from common.sql import quoted
from contracts.emitter_category import IS_AIRCRAFT_SQL
from contracts.lake.gold import ALTITUDE_TRENDS, TRAFFIC_HEAT
from contracts.lake.silver import STATES
from etl.gold.cells import cells_of
from etl.lake.recipes import Recipe, Task

LEVEL_MS = 2.5
"""Vertical rates up to 500 ft/min, either way, are level flight."""

_TRENDS = """
SELECT
    {date}::DATE AS date,
    {hour} AS hour,
    source,
    count(DISTINCT icao24) AS aircraft,
    count(*) AS fixes,
    quantile_cont(baro_altitude, 0.1) AS altitude_p10_m,
    quantile_cont(baro_altitude, 0.5) AS altitude_p50_m,
    quantile_cont(baro_altitude, 0.9) AS altitude_p90_m,
    count(*) FILTER (vertical_rate > {level}) / nullif(count(vertical_rate), 0) AS climbing_share,
    count(*) FILTER (vertical_rate < -{level}) / nullif(count(vertical_rate), 0) AS descending_share
FROM {states}
WHERE NOT on_ground AND baro_altitude IS NOT NULL AND {is_aircraft}
GROUP BY source
"""

# Altitudes are summed in whole centimetres: the mean then does not depend on the order of the rows.
_HEAT = """
SELECT
    {date}::DATE AS date,
    {hour} AS hour,
    source,
    lower(hex(cell)) AS cell,
    count(DISTINCT icao24) AS aircraft,
    count(*) AS fixes,
    sum(round(baro_altitude * 100)::BIGINT) / 100 / nullif(count(baro_altitude), 0) AS mean_altitude_m
FROM airborne
GROUP BY source, cell
"""


def _trends(task: Task) -> str:
    return _TRENDS.format(states=task.rows_of(STATES), level=LEVEL_MS, is_aircraft=IS_AIRCRAFT_SQL, **_moment(task))


def _heat(task: Task) -> str:
    columns = "source, icao24, longitude, latitude, baro_altitude"
    query = f"SELECT {columns} FROM {task.rows_of(STATES)} WHERE NOT on_ground AND {IS_AIRCRAFT_SQL}"
    airborne = task.connection.sql(query).to_arrow_table()
    cells = cells_of(airborne["longitude"].to_numpy(), airborne["latitude"].to_numpy())
    airborne = airborne.drop_columns(["longitude", "latitude"]).append_column("cell", pa.array(cells))
    task.connection.register("airborne", airborne)
    return _HEAT.format(**_moment(task))


def _moment(task: Task) -> dict[str, str | int | None]:
    return {"date": quoted(str(task.partition.day)), "hour": task.partition.hour}


RECIPES = tuple(
    Recipe(
        table,
        version=2,
        partitions=lambda lake: lake.partitions(STATES),
        files=lambda lake, hour: [lake.file(STATES, hour)],
        rows=rows,
    )
    for table, rows in ((ALTITUDE_TRENDS, _trends), (TRAFFIC_HEAT, _heat))
)
