"""Gold tables by day, from flights: airlines, airports, routes and countries."""

from collections.abc import Iterator
from pathlib import Path

from common.sql import quoted
from contracts.lake.gold import AIRLINE_FLIGHTS, AIRPORT_TRAFFIC, COUNTRY_TRAFFIC, ROUTE_TRAFFIC
from contracts.lake.layout import Lake, Partition
from contracts.lake.silver import AIRCRAFT_HOURS, FLIGHTS
from etl.lake.recipes import Recipe, Task

# Distances are summed in whole millimetres: the sum then does not depend on the order of the rows.
_AIRLINES = """
SELECT
    date,
    source,
    airline,
    count(*) AS flights,
    count(DISTINCT icao24) AS aircraft,
    sum(last_seen - first_seen) AS seconds,
    sum(round(distance_m * 1000)::BIGINT) / 1000 AS distance_m
FROM {flights}
WHERE airline IS NOT NULL
GROUP BY ALL
"""

_AIRPORTS = """
SELECT date, source, airport, count(*) FILTER (departs) AS departures, count(*) FILTER (NOT departs) AS arrivals
FROM (
    SELECT date, source, departure_airport AS airport, true AS departs FROM {flights}
    UNION ALL
    SELECT date, source, arrival_airport AS airport, false AS departs FROM {flights}
)
WHERE airport IS NOT NULL
GROUP BY ALL
"""

_ROUTES = """
SELECT
    date,
    source,
    departure_airport,
    arrival_airport,
    count(*) AS flights,
    quantile_cont(last_seen - first_seen, 0.5) AS median_seconds
FROM {flights}
WHERE departure_airport IS NOT NULL AND arrival_airport IS NOT NULL
GROUP BY ALL
"""

_COUNTRIES = """
WITH heard AS (
    SELECT source, origin_country, count(DISTINCT icao24) AS aircraft, sum(fixes) AS fixes
    FROM {hours}
    GROUP BY ALL
),
flown AS (
    SELECT source, origin_country, count(*) AS flights FROM {flights} GROUP BY ALL
)
SELECT
    {date}::DATE AS date,
    source,
    origin_country,
    coalesce(aircraft, 0) AS aircraft,
    coalesce(fixes, 0) AS fixes,
    coalesce(flights, 0) AS flights
FROM heard FULL JOIN flown USING (source, origin_country)
WHERE origin_country IS NOT NULL
"""


def _countries(task: Task) -> str:
    date = quoted(str(task.partition.day))
    return _COUNTRIES.format(hours=task.rows_of(AIRCRAFT_HOURS), flights=task.rows_of(FLIGHTS), date=date)


def _days(lake: Lake) -> set[Partition]:
    return {Partition(hour.day) for hour in lake.partitions(AIRCRAFT_HOURS)} | set(lake.partitions(FLIGHTS))


def _country_files(lake: Lake, day: Partition) -> Iterator[Path]:
    hours = [lake.file(AIRCRAFT_HOURS, Partition(day.day, hour)) for hour in range(24)]
    yield from filter(Path.exists, [*hours, lake.file(FLIGHTS, day)])


RECIPES = (
    *(
        Recipe(
            table,
            version=1,
            partitions=lambda lake: lake.partitions(FLIGHTS),
            files=lambda lake, day: [lake.file(FLIGHTS, day)],
            rows=lambda task, query=query: query.format(flights=task.rows_of(FLIGHTS)),  # type: ignore[misc]
        )
        for table, query in ((AIRLINE_FLIGHTS, _AIRLINES), (AIRPORT_TRAFFIC, _AIRPORTS), (ROUTE_TRAFFIC, _ROUTES))
    ),
    Recipe(COUNTRY_TRAFFIC, version=1, partitions=_days, files=_country_files, rows=_countries),
)
