"""The tables of gold and the dimensions, and the table of loaded files.

This revision never changes: later changes to the tables are revisions of their own. Text sorts by its bytes (collation
"C"), as in DuckDB, whatever the database's locale.
"""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """
    CREATE TABLE flightwatch.airline_flights (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        airline text COLLATE "C" NOT NULL,
        flights bigint NOT NULL,
        aircraft bigint NOT NULL,
        seconds bigint NOT NULL,
        distance_m double precision NOT NULL,
        PRIMARY KEY (date, source, airline)
    )
    """,
    """
    CREATE TABLE flightwatch.altitude_trends (
        date date NOT NULL,
        hour integer NOT NULL,
        source text COLLATE "C" NOT NULL,
        aircraft bigint NOT NULL,
        fixes bigint NOT NULL,
        altitude_p10_m double precision NOT NULL,
        altitude_p50_m double precision NOT NULL,
        altitude_p90_m double precision NOT NULL,
        climbing_share double precision,
        descending_share double precision,
        PRIMARY KEY (date, hour, source)
    )
    """,
    """
    CREATE TABLE flightwatch.traffic_heat (
        date date NOT NULL,
        hour integer NOT NULL,
        source text COLLATE "C" NOT NULL,
        cell text COLLATE "C" NOT NULL,
        aircraft bigint NOT NULL,
        fixes bigint NOT NULL,
        mean_altitude_m double precision,
        PRIMARY KEY (date, hour, source, cell)
    )
    """,
    """
    CREATE TABLE flightwatch.airport_traffic (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        airport text COLLATE "C" NOT NULL,
        departures bigint NOT NULL,
        arrivals bigint NOT NULL,
        PRIMARY KEY (date, source, airport)
    )
    """,
    """
    CREATE TABLE flightwatch.route_traffic (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        departure_airport text COLLATE "C" NOT NULL,
        arrival_airport text COLLATE "C" NOT NULL,
        flights bigint NOT NULL,
        median_seconds double precision NOT NULL,
        PRIMARY KEY (date, source, departure_airport, arrival_airport)
    )
    """,
    """
    CREATE TABLE flightwatch.country_traffic (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        origin_country text COLLATE "C" NOT NULL,
        aircraft bigint NOT NULL,
        fixes bigint NOT NULL,
        flights bigint NOT NULL,
        PRIMARY KEY (date, source, origin_country)
    )
    """,
    """
    CREATE TABLE flightwatch.airline_delays (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        airline text COLLATE "C" NOT NULL,
        flights bigint NOT NULL,
        cancelled bigint NOT NULL,
        timed bigint NOT NULL,
        late bigint NOT NULL,
        mean_delay_min double precision,
        p90_delay_min double precision,
        PRIMARY KEY (date, source, airline)
    )
    """,
    """
    CREATE TABLE flightwatch.airport_delays (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        airport text COLLATE "C" NOT NULL,
        movement text COLLATE "C" NOT NULL,
        flights bigint NOT NULL,
        cancelled bigint NOT NULL,
        timed bigint NOT NULL,
        late bigint NOT NULL,
        mean_delay_min double precision,
        p90_delay_min double precision,
        PRIMARY KEY (date, source, airport, movement)
    )
    """,
    """
    CREATE TABLE flightwatch.tracked_schedules (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        icao24 text COLLATE "C" NOT NULL,
        first_seen bigint NOT NULL,
        last_seen bigint NOT NULL,
        callsign text COLLATE "C",
        flight text COLLATE "C" NOT NULL,
        schedule_source text COLLATE "C" NOT NULL,
        airline text COLLATE "C",
        matched_by text COLLATE "C" NOT NULL,
        departure_airport text COLLATE "C",
        arrival_airport text COLLATE "C",
        departure_scheduled bigint NOT NULL,
        arrival_scheduled bigint,
        departure_late_min double precision,
        arrival_late_min double precision,
        PRIMARY KEY (date, source, icao24, first_seen)
    )
    """,
    """
    CREATE TABLE flightwatch.daily_flags (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        flag text COLLATE "C" NOT NULL,
        records bigint NOT NULL,
        aircraft bigint NOT NULL,
        PRIMARY KEY (date, source, flag)
    )
    """,
    """
    CREATE TABLE flightwatch.alerts (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL,
        icao24 text COLLATE "C" NOT NULL,
        callsign text COLLATE "C",
        origin_country text COLLATE "C",
        kind text COLLATE "C" NOT NULL,
        family text COLLATE "C" NOT NULL,
        severity text COLLATE "C" NOT NULL,
        since bigint NOT NULL,
        last bigint NOT NULL,
        resolved_at bigint,
        longitude double precision,
        latitude double precision,
        baro_altitude double precision,
        evidence text COLLATE "C" NOT NULL,
        finding_count bigint NOT NULL,
        PRIMARY KEY (source, id)
    )
    """,
    """
    CREATE TABLE flightwatch.daily_alerts (
        date date NOT NULL,
        source text COLLATE "C" NOT NULL,
        kind text COLLATE "C" NOT NULL,
        severity text COLLATE "C" NOT NULL,
        alerts bigint NOT NULL,
        aircraft bigint NOT NULL,
        median_seconds double precision NOT NULL,
        PRIMARY KEY (date, source, kind, severity)
    )
    """,
    """
    CREATE TABLE flightwatch.airports (
        airport text COLLATE "C" NOT NULL,
        iata text COLLATE "C",
        name text COLLATE "C" NOT NULL,
        city text COLLATE "C",
        country text COLLATE "C" NOT NULL,
        longitude double precision NOT NULL,
        latitude double precision NOT NULL,
        elevation_m double precision NOT NULL,
        timezone text COLLATE "C",
        PRIMARY KEY (airport)
    )
    """,
    """
    CREATE TABLE flightwatch.airlines (
        airline text COLLATE "C" NOT NULL,
        iata text COLLATE "C",
        name text COLLATE "C",
        PRIMARY KEY (airline)
    )
    """,
    "CREATE INDEX alerts_date ON flightwatch.alerts (date)",  # the key of alerts, unlike others, lacks the day
    """
    CREATE TABLE flightwatch.loaded_files (
        name text COLLATE "C" PRIMARY KEY,
        day date,
        size bigint NOT NULL,
        changed_ns bigint NOT NULL,
        row_count bigint NOT NULL,
        loaded_at timestamptz NOT NULL DEFAULT now()
    )
    """,
)


def upgrade() -> None:
    """Create the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
