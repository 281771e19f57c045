"""What is asked of the history: each function is one question, of either warehouse.

Each takes the days (UTC, both included) and the source whose rows are meant: those of simulated traffic are never
counted with others. What distinct aircraft there are is known of single days only, and cannot be added up.
Each raises WarehouseError.
"""
# ruff: noqa: S608 - what is put into its SQL are its own texts; values are parameters

import pandas as pd

from warehouse.warehouse import Days, Warehouse

_CHOSEN = "date BETWEEN $first AND $last AND source = $source"


def flights_by_airline(warehouse: Warehouse, days: Days, source: str) -> pd.DataFrame:
    """Most flights first: `airline`, `name` (None when no schedule told it), `flights`, `seconds` in the air and
    `distance_m` as far as seen, `most_aircraft` on one day."""
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
    """By hour: `date`, `hour`, `aircraft` in the air, `fixes`, pressure altitudes `altitude_p10_m`, `altitude_p50_m`,
    `altitude_p90_m`, and the shares of fixes `climbing_share`, `descending_share`."""
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
    """By hour of the day (UTC): `hour`, `aircraft` in the air in it, the mean of the days that have it, `days`."""
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
    """By H3 cell (resolution 4) in that hour of the day (UTC): `cell`, `aircraft` (the mean of the days that have the
    hour), `fixes`, `mean_altitude_m` (of the days' means, by their fixes); densest first."""
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
    """The routes of most flights: `departure_airport`, `arrival_airport` (ICAO codes), of each `…_name`, `…_longitude`,
    `…_latitude` (deg; null when the airport is not known), `flights`, `typical_seconds` in the air (the days' medians,
    by their flights)."""
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
    """The airports of most movements: `airport` (ICAO code), `name`, `longitude`, `latitude` (deg; null when it is not
    known), `departures`, `arrivals`."""
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
    """By country of registration, most flights first: `origin_country`, `flights`, `fixes`, `most_aircraft` on one
    day."""
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
    """Departures by airline, most flights first: `airline`, `name`, `flights`, `cancelled`, `timed` (with scheduled and
    actual time), `late` (15 minutes or more), `late_share` of the timed, `mean_delay_min` (early ones negative); the
    last two are null when none is timed. The source is who told the schedules."""
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
    """Delays of `departure`s or `arrival`s by airport, most flights first: `airport` (ICAO code), `name`, and the
    figures of `delays_by_airline`."""
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
    """Alerts opened, by day, kind and severity: `date`, `kind`, `severity`, `alerts`, `aircraft`, `median_seconds` from
    the first to the last finding."""
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
    """Records flagged, by day: `date`, `flag` (`isolation_forest` or a rule's name), `records`, `aircraft`."""
    return warehouse.query(
        f"SELECT date, flag, records, aircraft FROM daily_flags WHERE {_CHOSEN} ORDER BY date, flag",
        {"source": source},
        days=days,
    )


def alert_history(warehouse: Warehouse, days: Days, source: str, *, most: int) -> pd.DataFrame:
    """The alerts opened last, newest first, with the columns of `ALERTS`."""
    return warehouse.query(
        f"SELECT * FROM alerts WHERE {_CHOSEN} ORDER BY since DESC, id LIMIT $most",
        {"source": source, "most": most},
        days=days,
    )
