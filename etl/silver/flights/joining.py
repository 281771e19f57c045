"""The table flights: pieces of neighbouring hours, joined where neither a landing nor a gap lies between them.

A flight belongs to the day (UTC) on which it was first seen. A day is made from its own hours; from the day before,
which has the flights already under way; and from the day after and one more hour, in which its last flights end. A
flight that lasts beyond the day after is cut at that midnight and at each later one: a day thus depends on three days
at most, even if something stays in the air for weeks.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from contracts.lake.layout import Lake, Partition
from contracts.lake.silver import AIRCRAFT_HOURS, FLIGHT_PIECES, FLIGHTS
from etl.lake.recipes import Recipe, Task
from etl.silver.flights.geodesy_sql import MACROS
from etl.silver.flights.pieces import LONGEST_GAP_S

_DAY = timedelta(days=1)
_DAY_S = 86_400

# A landing within an hour is marked in its piece; a landing between two hours follows from how the next one begins.
_ROWS = """
WITH heard AS (  -- a position dated before its hour is a repeat if an earlier hour has it too
    SELECT
        *,
        coalesce(first_seen = last_seen AND last_seen <= max(last_seen) OVER before, false) AS is_again
    FROM {pieces}
    WINDOW before AS (
        PARTITION BY source, icao24 ORDER BY first_seen, first_heard, last_seen
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),
numbered AS (
    SELECT *, sum((NOT is_again)::INTEGER) OVER track AS piece
    FROM heard
    WINDOW track AS (PARTITION BY source, icao24 ORDER BY first_seen, first_heard, last_seen)
),
pieces AS (  -- the hour of the repeat knows whether a landing follows
    SELECT * REPLACE (bool_or(landed) OVER (PARTITION BY source, icao24, piece) AS landed)
    FROM numbered
    QUALIFY NOT is_again
),
neighbours AS (
    SELECT
        *,
        lag(last_seen) OVER track AS last_seen_before,
        lag(landed) OVER track AS landed_before,
        lag(last_longitude) OVER track AS longitude_before,
        lag(last_latitude) OVER track AS latitude_before
    FROM pieces
    WINDOW track AS (PARTITION BY source, icao24 ORDER BY piece)
),
joined AS (
    SELECT
        *,
        coalesce(took_off OR landed_before OR first_seen - last_seen_before > {gap}, true) AS begins,
        sum(begins::INTEGER) OVER (PARTITION BY source, icao24 ORDER BY piece) AS chain
    FROM neighbours
),
dated AS (
    SELECT
        *,
        first_seen // {day} AS day,
        min(first_seen) OVER (PARTITION BY source, icao24, chain) // {day} AS begun,
        CASE WHEN day <= begun + 1 THEN begun ELSE day END AS flight_day
    FROM joined
),
parts AS (
    SELECT
        *,
        row_number() OVER track AS part,
        (first_altitude - lag(last_altitude) OVER track) / nullif(first_seen - lag(last_seen) OVER track, 0)
            AS rate_before,
        (lead(first_altitude) OVER track - last_altitude) / nullif(lead(first_seen) OVER track - last_seen, 0)
            AS rate_after
    FROM dated
    WINDOW track AS (PARTITION BY source, icao24, chain, flight_day ORDER BY piece)
),
callsigns AS (
    SELECT source, icao24, chain, flight_day, arg_min(callsign, (-fixes, callsign)) AS callsign
    FROM (
        SELECT source, icao24, chain, flight_day, each.key AS callsign, sum(each.value::BIGINT) AS fixes
        FROM (
            SELECT source, icao24, chain, flight_day,
                unnest(map_entries(callsigns::JSON::MAP(VARCHAR, BIGINT))) AS each
            FROM parts
        )
        GROUP BY ALL
    )
    GROUP BY ALL
),
flights AS (
    SELECT
        source,
        icao24,
        chain,
        flight_day,
        min(origin_country) AS origin_country,
        min(first_seen) AS first_seen,
        max(last_seen) AS last_seen,
        {ends},
        -- The neighbour of a piece's only position is in another piece.
        arg_min_null(greatest(first_climb_ms, CASE WHEN first_seen = last_seen THEN rate_after END), part)
            AS first_climb_ms,
        arg_max_null(least(last_climb_ms, CASE WHEN first_seen = last_seen THEN rate_before END), part)
            AS last_climb_ms,
        sum(fixes) AS fixes,
        max(highest_m) AS highest_m,
        (sum(round(distance_m * 1000)::BIGINT) + coalesce(sum(
            great_circle_mm(longitude_before, latitude_before, first_longitude, first_latitude)
        ) FILTER (part > 1), 0)) / 1000 AS distance_m,
        arg_min(took_off, part) AS took_off,
        arg_max(landed, part) AS landed
    FROM parts
    GROUP BY source, icao24, chain, flight_day
),
bounded AS (
    SELECT
        *,
        lag(last_seen) OVER track AS last_seen_before,
        lead(first_seen) OVER track AS first_seen_after
    FROM flights
    WINDOW track AS (PARTITION BY source, icao24 ORDER BY first_seen)
),
on_ground AS (
    SELECT source, icao24, first_seen, last_seen, began_on_ground, ended_on_ground FROM {hours}
)
SELECT
    f.source,
    make_date((f.first_seen // {day})::INTEGER) AS date,
    f.icao24,
    c.callsign,
    nullif(regexp_extract(c.callsign, '^([A-Z]{{3}})[0-9]', 1), '') AS airline,
    f.origin_country,
    f.first_seen,
    f.last_seen,
    f.first_longitude,
    f.first_latitude,
    f.first_altitude,
    f.last_longitude,
    f.last_latitude,
    f.last_altitude,
    f.first_climb_ms,
    f.last_climb_ms,
    f.fixes,
    f.highest_m,
    f.distance_m,
    f.took_off OR coalesce(
        f.first_seen - before.last_seen <= {gap} AND before.last_seen > coalesce(f.last_seen_before, 0), false
    ) AS took_off,
    f.landed OR coalesce(
        after.first_seen - f.last_seen <= {gap}
        AND (f.first_seen_after IS NULL OR after.first_seen < f.first_seen_after), false
    ) AS landed
FROM bounded AS f
LEFT JOIN callsigns AS c USING (source, icao24, chain, flight_day)
ASOF LEFT JOIN (SELECT * FROM on_ground WHERE ended_on_ground) AS before
    ON f.source = before.source AND f.icao24 = before.icao24 AND f.first_seen >= before.last_seen
ASOF LEFT JOIN (SELECT * FROM on_ground WHERE began_on_ground) AS after
    ON f.source = after.source AND f.icao24 = after.icao24 AND f.last_seen <= after.first_seen
WHERE f.first_seen // {day} = {wanted}
"""

_ENDS = ",\n        ".join(
    f"arg_{which}_null({end}_{name}, part) AS {end}_{name}"
    for end, which in (("first", "min"), ("last", "max"))
    for name in ("longitude", "latitude", "altitude")
)


def rows(task: Task) -> str:
    """Return the query of a day's flights, without airports but with the vertical rates at both ends."""
    task.connection.execute(MACROS)
    return _ROWS.format(
        pieces=task.rows_of(FLIGHT_PIECES),
        hours=task.rows_of(AIRCRAFT_HOURS),
        ends=_ENDS,
        gap=LONGEST_GAP_S,
        day=_DAY_S,
        wanted=(task.partition.day - date(1970, 1, 1)).days,
    )


def days(lake: Lake) -> set[Partition]:
    """Return the days that may have flights: positions heard just after midnight may belong to the day before."""
    hours = lake.partitions(FLIGHT_PIECES)
    return {Partition(each.day) for each in hours} | {Partition(each.day - _DAY) for each in hours if each.hour == 0}


def files_of(lake: Lake, day: Partition) -> Iterator[Path]:
    """Yield the files a day is made from: from 23 h two days before to the first hour after the day after.

    The first hour after a midnight has positions dated before it, and landings.
    """
    hours = [Partition(day.day + _DAY * ahead, hour) for ahead in (-1, 0, 1) for hour in range(24)]
    hours = [Partition(day.day - 2 * _DAY, 23), *hours, Partition(day.day + 2 * _DAY, 0)]
    for table in (FLIGHT_PIECES, AIRCRAFT_HOURS):
        yield from filter(Path.exists, (lake.file(table, hour) for hour in hours))


RECIPE = Recipe(FLIGHTS, version=4, partitions=days, files=files_of, rows=rows)
