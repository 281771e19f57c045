"""Gold tables by day, from schedules: delays, and tracked flights joined to their schedules."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from common.sql import quoted
from contracts.lake.gold import AIRLINE_DELAYS, AIRPORT_DELAYS, TRACKED_SCHEDULES
from contracts.lake.layout import Lake, Partition
from contracts.lake.silver import FLIGHTS, SCHEDULES
from contracts.state_vector import SIMULATED
from etl.lake.recipes import Recipe, Task

LATE_MIN = 15
"""Delay from which a flight counts as late, as EUROCONTROL and the US DOT define it."""

MATCH_WITHIN_S = 3 * 3_600
"""Longest time between a flight's first position and its scheduled departure: most delays are shorter, and an aircraft
seldom departs twice within it. Above 6 h, the local days read by `_around` would no longer suffice."""

_DELAYS = """
    count(*) AS flights,
    count(*) FILTER (status = 'cancelled') AS cancelled,
    count(delay_s) AS timed,
    count(*) FILTER (delay_s >= 60 * {late}) AS late,
    sum(delay_s) / 60 / nullif(count(delay_s), 0) AS mean_delay_min,
    quantile_cont(delay_s / 60, 0.9) AS p90_delay_min
"""

_AIRLINES = """
SELECT date, source, airline, {delays}
FROM (SELECT *, departure_actual - departure_scheduled AS delay_s FROM {schedules})
WHERE airline IS NOT NULL
GROUP BY date, source, airline
"""

_AIRPORTS = """
SELECT date, source, airport, movement, {delays}
FROM (
    SELECT date, source, status, departure_airport AS airport, 'departure' AS movement,
        departure_actual - departure_scheduled AS delay_s
    FROM {schedules}
    UNION ALL
    SELECT date, source, status, arrival_airport AS airport, 'arrival' AS movement,
        arrival_actual - arrival_scheduled AS delay_s
    FROM {schedules}
)
WHERE airport IS NOT NULL
GROUP BY date, source, airport, movement
"""

# A pair counts when it is the best one for both the flight and the schedule: matched by aircraft and callsign first,
# then by callsign, then by aircraft alone; ties go to the nearest in time. A match by aircraft alone could be the
# aircraft's previous flight, so it needs a schedule that has not arrived yet and does not have another flight number of
# the same airline. The best pair of a flight or schedule of this day lies within the days on either side.
_TRACKED = """
WITH flights AS (
    SELECT *, {designator} AS designator FROM {flights}
),
schedules AS (
    SELECT
        *,
        {designator} AS designator,
        coalesce(departure_actual, departure_estimated, departure_scheduled) AS departure,
        coalesce(arrival_actual, arrival_scheduled + departure - departure_scheduled) AS arrival
    FROM {schedules}
    WHERE departure_scheduled IS NOT NULL AND status != 'cancelled'
),
pairs AS (
    SELECT f, s, 'icao24' AS matched_by, coalesce(f.designator = s.designator, false) AS by_callsign
    FROM flights AS f JOIN schedules AS s ON f.icao24 = s.icao24
    UNION ALL
    SELECT f, s, 'callsign' AS matched_by, true AS by_callsign
    FROM flights AS f JOIN schedules AS s ON f.designator = s.designator AND f.icao24 IS DISTINCT FROM s.icao24
),
ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY f.source, f.icao24, f.first_seen
            ORDER BY {better}, s.source, s.date, s.flight, s.departure_iata
        ) AS of_flight,
        row_number() OVER (
            PARTITION BY f.source, s.source, s.date, s.flight, s.departure_iata
            ORDER BY {better}, f.icao24, f.first_seen
        ) AS of_schedule
    FROM pairs
    WHERE abs(f.first_seen - s.departure) <= {within}
        AND (f.source = {simulated}) = (s.source = {simulated})
        AND (by_callsign OR coalesce(s.arrival >= f.first_seen, true))
        AND (by_callsign OR NOT coalesce({numbers_of_one_airline}, false))
)
SELECT
    f.date,
    f.source,
    f.icao24,
    f.first_seen,
    f.last_seen,
    f.callsign,
    s.flight,
    s.source AS schedule_source,
    s.airline,
    matched_by,
    s.departure_airport,
    s.arrival_airport,
    s.departure_scheduled,
    s.arrival_scheduled,
    CASE WHEN f.took_off THEN (f.first_seen - s.departure_scheduled) / 60 END AS departure_late_min,
    CASE WHEN f.landed THEN (f.last_seen - s.arrival_scheduled) / 60 END AS arrival_late_min
FROM ranked
WHERE of_flight = 1 AND of_schedule = 1 AND f.date = {date}::DATE
"""

_BETTER = "NOT by_callsign, matched_by = 'callsign', abs(f.first_seen - s.departure)"

# BAW005 and BAW5 are the same flight.
_DESIGNATOR = "regexp_replace(callsign, '^([A-Z]{3})0+([0-9])', '\\1\\2')"

_NUMBERED = "'[A-Z]{3}[0-9]+'"
_NUMBERS_OF_ONE_AIRLINE = (
    f"regexp_full_match(f.designator, {_NUMBERED}) AND regexp_full_match(s.designator, {_NUMBERED}) "
    "AND f.designator[:3] = s.designator[:3]"
)


def _tracked(task: Task) -> str:
    return _TRACKED.format(
        flights=task.rows_of(FLIGHTS),
        schedules=task.rows_of(SCHEDULES),
        designator=_DESIGNATOR,
        better=_BETTER,
        numbers_of_one_airline=_NUMBERS_OF_ONE_AIRLINE,
        within=MATCH_WITHIN_S,
        simulated=quoted(SIMULATED),
        date=quoted(str(task.partition.day)),
    )


def _around(lake: Lake, day: Partition) -> Iterator[Path]:
    """Yield the files of the day and its neighbours: schedules are filed by local day, UTC-12 to UTC+14."""
    days = [Partition(day.day + timedelta(days=ahead)) for ahead in (-1, 0, 1)]
    yield from filter(Path.exists, (lake.file(table, each) for table in (FLIGHTS, SCHEDULES) for each in days))


RECIPES = (
    *(
        Recipe(
            table,
            version=1,
            partitions=lambda lake: lake.partitions(SCHEDULES),
            files=lambda lake, day: [lake.file(SCHEDULES, day)],
            rows=lambda task, query=query: query.format(  # type: ignore[misc]
                delays=_DELAYS.format(late=LATE_MIN), schedules=task.rows_of(SCHEDULES)
            ),
        )
        for table, query in ((AIRLINE_DELAYS, _AIRLINES), (AIRPORT_DELAYS, _AIRPORTS))
    ),
    Recipe(
        TRACKED_SCHEDULES,
        version=2,
        partitions=lambda lake: lake.partitions(FLIGHTS),
        files=_around,
        rows=_tracked,
    ),
)
