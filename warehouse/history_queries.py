"""Queries of the History page, one function each; they run on either warehouse.

Each takes the days (UTC, both included) and a source: simulated traffic is never counted with real traffic. Distinct
aircraft are counted per day; such counts cannot be summed over days. Each raises WarehouseError.
"""
# ruff: noqa: S608 - the SQL is built from constants of this module; values are parameters

import pandas as pd

from warehouse.reader import Days, Warehouse

_CHOSEN = "date BETWEEN $first AND $last AND source = $source"


def flights_by_airline(warehouse: Warehouse, days: Days, source: str) -> pd.DataFrame:
    """Return flights by airline, most flights first.

    Columns: `airline`, `name` (None when no schedule has it), `flights`, `seconds` in the air and `distance_m`, both as
    far as tracked, `most_aircraft` on one day.
    """
    return warehouse.query(
        f"""
        SELECT airline, max(name) AS name, CAST(sum(flights) AS bigint) AS flights,
               CAST(sum(seconds) AS bigint) AS seconds, sum(distance_m) AS distance_m, max(aircraft) AS most_aircraft
        FROM airline_flights LEFT JOIN airlines USING (airline)
        WHERE {_CHOSEN}
        GROUP BY airline
        ORDER BY flights DESC, airline
        """,
        {"source": source},
        days=days,
    )


def altitude_trends(warehouse: Warehouse, days: Days, source: str) -> pd.DataFrame:
    """Return pressure altitudes by date and hour.

    Columns: `date`, `hour`, `aircraft` in the air, `fixes`, `altitude_p10_m`, `altitude_p50_m`, `altitude_p90_m`, and
    the shares of fixes `climbing_share` and `descending_share`.
    """
    return warehouse.query(
        f"""
        SELECT date, hour, aircraft, fixes, altitude_p10_m, altitude_p50_m, altitude_p90_m,
               climbing_share, descending_share
        FROM altitude_trends
        WHERE {_CHOSEN}
        ORDER BY date, hour
        """,
        {"source": source},
        days=days,
    )


def traffic_by_hour(warehouse: Warehouse, days: Days, source: str) -> pd.DataFrame:
    """Return traffic by hour of the day (UTC).

    Columns: `hour`, `aircraft` in the air (mean over the days with data in that hour), `days` with data.
    """
    return warehouse.query(
        f"""
        SELECT hour, CAST(sum(aircraft) AS double precision) / count(*) AS aircraft, count(*) AS days
        FROM altitude_trends
        WHERE {_CHOSEN}
        GROUP BY hour
        ORDER BY hour
        """,
        {"source": source},
        days=days,
    )


def heat_of_hour(warehouse: Warehouse, days: Days, source: str, *, hour: int) -> pd.DataFrame:
    """Return traffic by H3 cell (resolution 4) in one hour of the day (UTC), densest cell first.

    Columns: `cell`, `aircraft` (mean over the days with data in that hour), `fixes`, `mean_altitude_m` (mean of the
    days' means, weighted by fixes).
    """
    return warehouse.query(
        f"""
        WITH chosen AS (SELECT * FROM traffic_heat WHERE {_CHOSEN} AND hour = $hour)
        SELECT cell,
               CAST(sum(aircraft) AS double precision) / (SELECT count(DISTINCT date) FROM chosen) AS aircraft,
               CAST(sum(fixes) AS bigint) AS fixes,
               sum(mean_altitude_m * fixes)
                   / nullif(sum(CASE WHEN mean_altitude_m IS NOT NULL THEN fixes END), 0) AS mean_altitude_m
        FROM chosen
        GROUP BY cell
        ORDER BY aircraft DESC, cell
        """,
        {"source": source},
        days=days,
        hour=hour,
    )


def busiest_routes(warehouse: Warehouse, days: Days, source: str, *, most: int) -> pd.DataFrame:
    """Return the routes with the most flights.

    Columns: `departure_airport`, `arrival_airport` (ICAO codes), for each end `…_name`, `…_longitude` and `…_latitude`
    (deg; null for an unknown airport), `flights`, `typical_seconds` in the air (mean of the days' medians, weighted by
    flights).
    """
    return warehouse.query(
        f"""
        SELECT departure_airport, arrival_airport, max(d.name) AS departure_name, max(a.name) AS arrival_name,
               max(d.longitude) AS departure_longitude, max(d.latitude) AS departure_latitude,
               max(a.longitude) AS arrival_longitude, max(a.latitude) AS arrival_latitude,
               CAST(sum(flights) AS bigint) AS flights,
               sum(median_seconds * flights) / nullif(sum(flights), 0) AS typical_seconds
        FROM route_traffic
        LEFT JOIN airports d ON d.airport = departure_airport
        LEFT JOIN airports a ON a.airport = arrival_airport
        WHERE {_CHOSEN}
        GROUP BY departure_airport, arrival_airport
        ORDER BY flights DESC, departure_airport, arrival_airport
        LIMIT $most
        """,
        {"source": source, "most": most},
        days=days,
    )


def busiest_airports(warehouse: Warehouse, days: Days, source: str, *, most: int) -> pd.DataFrame:
    """Return the airports with the most movements.

    Columns: `airport` (ICAO code), `name`, `longitude`, `latitude` (deg; null for an unknown airport), `departures`,
    `arrivals`.
    """
    return warehouse.query(
        f"""
        SELECT airport, max(name) AS name, max(longitude) AS longitude, max(latitude) AS latitude,
               CAST(sum(departures) AS bigint) AS departures, CAST(sum(arrivals) AS bigint) AS arrivals
        FROM airport_traffic LEFT JOIN airports USING (airport)
        WHERE {_CHOSEN}
        GROUP BY airport
        ORDER BY sum(departures) + sum(arrivals) DESC, airport
        LIMIT $most
        """,
        {"source": source, "most": most},
        days=days,
    )


def traffic_by_country(warehouse: Warehouse, days: Days, source: str) -> pd.DataFrame:
    """Return traffic by country of registration, most flights first.

    Columns: `origin_country`, `flights`, `fixes`, `most_aircraft` on one day.
    """
    return warehouse.query(
        f"""
        SELECT origin_country, CAST(sum(flights) AS bigint) AS flights, CAST(sum(fixes) AS bigint) AS fixes,
               max(aircraft) AS most_aircraft
        FROM country_traffic
        WHERE {_CHOSEN}
        GROUP BY origin_country
        ORDER BY flights DESC, origin_country
        """,
        {"source": source},
        days=days,
    )


_DELAY_SUMS = """
    CAST(sum(flights) AS bigint) AS flights, CAST(sum(cancelled) AS bigint) AS cancelled,
    CAST(sum(timed) AS bigint) AS timed, CAST(sum(late) AS bigint) AS late,
    CAST(sum(late) AS double precision) / nullif(sum(timed), 0) AS late_share,
    sum(mean_delay_min * timed) / nullif(sum(timed), 0) AS mean_delay_min
"""


def delays_by_airline(warehouse: Warehouse, days: Days, schedule_source: str) -> pd.DataFrame:
    """Return delays of departures by airline, most flights first.

    Columns: `airline`, `name`, `flights`, `cancelled`, `timed` (with scheduled and actual time), `late` (by 15 minutes
    or more), `late_share` of the timed flights, `mean_delay_min` (negative when early); the last two are null without
    timed flights. schedule_source: the source of the schedules.
    """
    return warehouse.query(
        f"""
        SELECT airline, max(name) AS name, {_DELAY_SUMS}
        FROM airline_delays LEFT JOIN airlines USING (airline)
        WHERE {_CHOSEN}
        GROUP BY airline
        ORDER BY flights DESC, airline
        """,
        {"source": schedule_source},
        days=days,
    )


def delays_by_airport(warehouse: Warehouse, days: Days, schedule_source: str, *, movement: str) -> pd.DataFrame:
    """Return delays by airport, most flights first; movement: `departure` or `arrival`.

    Columns: `airport` (ICAO code), `name`, and the figures of `delays_by_airline`.
    """
    return warehouse.query(
        f"""
        SELECT airport, max(name) AS name, {_DELAY_SUMS}
        FROM airport_delays LEFT JOIN airports USING (airport)
        WHERE {_CHOSEN} AND movement = $movement
        GROUP BY airport
        ORDER BY flights DESC, airport
        """,
        {"source": schedule_source, "movement": movement},
        days=days,
    )


def alerts_by_day(warehouse: Warehouse, days: Days, source: str) -> pd.DataFrame:
    """Return the alerts opened, by day, kind and severity.

    Columns: `date`, `kind`, `severity`, `alerts`, `aircraft`, `median_seconds` from the first to the last finding.
    """
    return warehouse.query(
        f"""
        SELECT date, kind, severity, alerts, aircraft, median_seconds
        FROM daily_alerts
        WHERE {_CHOSEN}
        ORDER BY date, kind, severity
        """,
        {"source": source},
        days=days,
    )


def flags_by_day(warehouse: Warehouse, days: Days, source: str) -> pd.DataFrame:
    """Return flagged records by day: `date`, `flag` (`isolation_forest` or a rule's name), `records`, `aircraft`."""
    return warehouse.query(
        f"SELECT date, flag, records, aircraft FROM daily_flags WHERE {_CHOSEN} ORDER BY date, flag",
        {"source": source},
        days=days,
    )


def alert_history(warehouse: Warehouse, days: Days, source: str, *, most: int) -> pd.DataFrame:
    """Return the alerts opened last, newest first, with the columns of `ALERTS`."""
    return warehouse.query(
        f"SELECT * FROM alerts WHERE {_CHOSEN} ORDER BY since DESC, id LIMIT $most",
        {"source": source, "most": most},
        days=days,
    )
