"""The table flight_pieces: the parts of flights flown in one hour, from that hour of silver/states.

    positions, each once -> those in the air, cut at landings and gaps -> one row per piece

A position dated before the hour, but heard in it, is a piece of its own: whether the hour before has heard it too is
known only when the day's hours are joined.
"""

from contracts.lake.silver import FLIGHT_PIECES, STATES
from etl.lake.interval import start_of
from etl.lake.recipes import Recipe, Task
from etl.silver.flights.geodesy_sql import MACROS
from etl.silver.flights.ground_fixes import marked_states

LONGEST_GAP_S = 3_600
"""An aircraft without a position for longer than this is on another flight when it is heard again."""

_ROWS = """
WITH positions AS (  -- a repeated position counts with its first contact
    SELECT source, icao24, callsign, time_position AS time, last_contact, longitude, latitude, baro_altitude,
        vertical_rate, on_ground
    FROM {states}
    WHERE is_possible
    QUALIFY time_position IS DISTINCT FROM
        lag(time_position) OVER (PARTITION BY source, icao24 ORDER BY time_position, last_contact)
),
neighbours AS (
    SELECT
        *,
        lag(longitude) OVER track AS longitude_before,
        lag(latitude) OVER track AS latitude_before,
        time - lag(time) OVER track <= {gap} AS follows,
        coalesce(lag(time) OVER track < {hour}, false) AS after_old,
        lag(on_ground) OVER track AS ground_before,
        (baro_altitude - lag(baro_altitude) OVER track) / (time - lag(time) OVER track) AS rate_before,
        lead(time) OVER track - time <= {gap} AS goes_on,
        lead(on_ground) OVER track AS ground_after,
        (lead(baro_altitude) OVER track - baro_altitude) / (lead(time) OVER track - time) AS rate_after
    FROM positions
    WINDOW track AS (PARTITION BY source, icao24 ORDER BY time)
),
steps AS (
    SELECT
        *,
        coalesce(follows AND ground_before, false) AS took_off,
        coalesce(goes_on AND ground_after, false) AS landed,
        after_old OR NOT coalesce(follows AND NOT ground_before, false) AS is_first,
        time < {hour} OR NOT coalesce(goes_on AND NOT ground_after, false) AS is_last
    FROM neighbours
    WHERE NOT on_ground
),
pieces AS (  -- most aircraft have one piece, so a join costs less than another window over all positions
    SELECT source, icao24, time AS piece, lead(time) OVER (PARTITION BY source, icao24 ORDER BY time) AS next_piece
    FROM steps
    WHERE is_first
),
numbered AS (
    SELECT
        steps.*,
        piece,
        CASE WHEN is_first THEN 0
             ELSE great_circle_mm(longitude_before, latitude_before, longitude, latitude) END AS step_mm
    FROM steps JOIN pieces USING (source, icao24)
    WHERE time >= piece AND (next_piece IS NULL OR time < next_piece)
),
countries AS (
    SELECT source, icao24, min(origin_country) AS origin_country FROM {states} GROUP BY source, icao24
),
of_callsigns AS (
    SELECT
        source,
        icao24,
        piece,
        callsign,
        count(*) AS fixes,
        min(time) AS first_seen,
        max(time) AS last_seen,
        max(last_contact) FILTER (is_first) AS first_heard,
        max(longitude) FILTER (is_first) AS first_longitude,
        max(latitude) FILTER (is_first) AS first_latitude,
        max(baro_altitude) FILTER (is_first) AS first_altitude,
        max(longitude) FILTER (is_last) AS last_longitude,
        max(latitude) FILTER (is_last) AS last_latitude,
        max(baro_altitude) FILTER (is_last) AS last_altitude,
        max(greatest(vertical_rate, CASE WHEN NOT is_last THEN rate_after END)) FILTER (is_first) AS first_climb_ms,
        max(least(vertical_rate, CASE WHEN NOT is_first THEN rate_before END)) FILTER (is_last) AS last_climb_ms,
        max(baro_altitude) AS highest_m,
        sum(step_mm) AS distance_mm,
        bool_or(took_off) AS took_off,
        bool_or(landed) AS landed
    FROM numbered
    GROUP BY source, icao24, piece, callsign
)
SELECT
    source,
    icao24,
    to_json(map(
        coalesce(list(callsign ORDER BY callsign) FILTER (callsign IS NOT NULL), []::VARCHAR[]),
        coalesce(list(fixes ORDER BY callsign) FILTER (callsign IS NOT NULL), []::BIGINT[])
    ))::VARCHAR AS callsigns,
    min(origin_country) AS origin_country,
    min(first_seen) AS first_seen,
    max(last_seen) AS last_seen,
    max(first_heard) AS first_heard,
    max(first_longitude) AS first_longitude,
    max(first_latitude) AS first_latitude,
    max(first_altitude) AS first_altitude,
    max(last_longitude) AS last_longitude,
    max(last_latitude) AS last_latitude,
    max(last_altitude) AS last_altitude,
    max(first_climb_ms) AS first_climb_ms,
    max(last_climb_ms) AS last_climb_ms,
    sum(fixes) AS fixes,
    max(highest_m) AS highest_m,
    sum(distance_mm) / 1000 AS distance_m,
    bool_or(took_off) AS took_off,
    bool_or(landed) AS landed
FROM of_callsigns JOIN countries USING (source, icao24)
GROUP BY source, icao24, piece
"""


def rows(task: Task) -> str:
    """Return the query of an hour's rows."""
    task.connection.execute(MACROS)
    hour = int(start_of(task.partition).timestamp())
    return _ROWS.format(states=marked_states(task), gap=LONGEST_GAP_S, hour=hour)


RECIPE = Recipe(
    FLIGHT_PIECES,
    version=4,
    partitions=lambda lake: lake.partitions(STATES),
    files=lambda lake, hour: [lake.file(STATES, hour)],
    rows=rows,
)
