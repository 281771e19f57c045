"""Three days of history as the batch side writes it, with names that contain markup."""

from datetime import UTC, date, datetime, timedelta

import airportsdata
import h3
import numpy as np

from contracts.lake.dimensions import AIRLINES, AIRPORTS
from contracts.lake.gold import (
    AIRLINE_DELAYS,
    AIRLINE_FLIGHTS,
    AIRPORT_DELAYS,
    AIRPORT_TRAFFIC,
    ALERTS,
    ALTITUDE_TRENDS,
    COUNTRY_TRAFFIC,
    DAILY_ALERTS,
    DAILY_FLAGS,
    ROUTE_TRAFFIC,
    TRAFFIC_HEAT,
)
from contracts.lake.layout import Lake
from tests.gold_files import make_row, write_rows

DAYS = tuple(date(2026, 11, 18) + timedelta(days=number) for number in range(3))
NASTY = "<img src=x onerror=alert(1)>"
_AIRLINES = {"DLH": "Lufthansa", "BAW": "British Airways", "AFR": "Air France", "KLM": "KLM", "UAL": None, "XSS": NASTY}
_AIRPORTS = ("EDDF", "EGLL", "LFPG", "EHAM", "KJFK", "KORD", "LEMD", "OMDB")
_COUNTRIES = ("Germany", "United Kingdom", "France", "United States", "Kingdom of the Netherlands", NASTY)
_KINDS = (("signal_gaps", "info"), ("position_jump", "warning"), ("emergency_squawk", "critical"), (NASTY, "warning"))


def write_history(
    lake: Lake, *, source: str = "simulated", schedule_source: str = "simulated", cells: int = 300
) -> None:
    """Write every table that the page reads, for DAYS; cells: of the heat map, per hour."""
    random = np.random.default_rng(7)
    known = airportsdata.load("ICAO")
    write_rows(
        lake,
        AIRPORTS,
        *(
            make_row(
                AIRPORTS, airport=code, name=known[code]["name"], country=known[code]["country"],
                longitude=known[code]["lon"], latitude=known[code]["lat"], elevation_m=known[code]["elevation"] * 0.305,
            )
            for code in _AIRPORTS
        ),
    )  # fmt: skip
    write_rows(lake, AIRLINES, *(make_row(AIRLINES, airline=code, name=name) for code, name in _AIRLINES.items()))
    for number, day in enumerate(DAYS):
        what = {"date": day, "source": source}
        _write_by_airline_and_airport(lake, what, number)
        _write_delays(lake, what | {"source": schedule_source})
        _write_by_hour(lake, what, random, cells)
        _write_alerts(lake, what, number)


def _write_by_airline_and_airport(lake: Lake, what: dict, number: int) -> None:
    write_rows(
        lake,
        AIRLINE_FLIGHTS,
        *(
            make_row(AIRLINE_FLIGHTS, **what, airline=code, flights=100 - 12 * place + number, aircraft=40,
                     seconds=7_200 * (100 - 12 * place), distance_m=1.4e6 * (100 - 12 * place))
            for place, code in enumerate(_AIRLINES)
        ),
    )  # fmt: skip
    write_rows(
        lake,
        AIRPORT_TRAFFIC,
        *(
            make_row(AIRPORT_TRAFFIC, **what, airport=code, departures=90 - 8 * place, arrivals=85 - 8 * place)
            for place, code in enumerate(_AIRPORTS)
        ),
    )
    pairs = [(start, end) for start in _AIRPORTS for end in _AIRPORTS if start != end]
    write_rows(
        lake,
        ROUTE_TRAFFIC,
        *(
            make_row(ROUTE_TRAFFIC, **what, departure_airport=start, arrival_airport=end, flights=60 - place,
                     median_seconds=5_400.0)
            for place, (start, end) in enumerate(pairs)
        ),
    )  # fmt: skip
    write_rows(
        lake,
        COUNTRY_TRAFFIC,
        *(
            make_row(COUNTRY_TRAFFIC, **what, origin_country=name, aircraft=300 - 40 * place, fixes=90_000,
                     flights=200 - 30 * place)
            for place, name in enumerate(_COUNTRIES)
        ),
    )  # fmt: skip


def _write_delays(lake: Lake, what: dict) -> None:
    delays = {"cancelled": 1, "timed": 40, "late": 9, "p90_delay_min": 31.0}
    write_rows(
        lake,
        AIRLINE_DELAYS,
        *(
            make_row(AIRLINE_DELAYS, **what, **delays, airline=code, flights=50, mean_delay_min=14.5 - 4 * place)
            for place, code in enumerate(_AIRLINES)
        ),
    )
    write_rows(
        lake,
        AIRPORT_DELAYS,
        *(
            make_row(AIRPORT_DELAYS, **what, **delays, airport=code, movement=movement, flights=50,
                     mean_delay_min=3.0 + place)
            for place, code in enumerate(_AIRPORTS)
            for movement in ("departure", "arrival")
        ),
    )  # fmt: skip


def _write_by_hour(lake: Lake, what: dict, random: np.random.Generator, cells: int) -> None:
    for hour in range(24):
        busy = 1 + np.sin((hour - 6) / 24 * 2 * np.pi)
        when = what | {"hour": hour}
        write_rows(
            lake,
            ALTITUDE_TRENDS,
            make_row(ALTITUDE_TRENDS, **when, aircraft=int(200 + 400 * busy), fixes=int(60_000 + 90_000 * busy),
                     altitude_p10_m=1_500.0 + 20 * hour, altitude_p50_m=8_800.0 + 60 * hour, altitude_p90_m=11_800.0,
                     climbing_share=0.2, descending_share=0.22),
        )  # fmt: skip
        latitudes, longitudes = random.normal(48, 9, cells), random.normal(10, 22, cells)
        places = {h3.latlng_to_cell(lat, lon, 4) for lat, lon in zip(latitudes, longitudes, strict=True)}
        write_rows(
            lake,
            TRAFFIC_HEAT,
            *(
                make_row(TRAFFIC_HEAT, **when, cell=cell, aircraft=int(1 + random.exponential(6 * busy)), fixes=120,
                         mean_altitude_m=9_000.0)
                for cell in sorted(places)
            ),
        )  # fmt: skip


def _write_alerts(lake: Lake, what: dict, number: int) -> None:
    opened = int(datetime(what["date"].year, what["date"].month, what["date"].day, 9, tzinfo=UTC).timestamp())
    write_rows(
        lake,
        DAILY_ALERTS,
        *(
            make_row(DAILY_ALERTS, **what, kind=kind, severity=severity, alerts=9 - 2 * place + number, aircraft=5,
                     median_seconds=90.0)
            for place, (kind, severity) in enumerate(_KINDS)
        ),
    )  # fmt: skip
    write_rows(
        lake,
        DAILY_FLAGS,
        *(
            make_row(DAILY_FLAGS, **what, flag=flag, records=records, aircraft=50)
            for flag, records in (("isolation_forest", 4_000), ("low_altitude", 900), ("rapid_descent", 12))
        ),
    )
    write_rows(
        lake,
        ALERTS,
        *(
            make_row(ALERTS, **what, id=f"4ca123-{kind}-{opened + place}", icao24="4ca123", callsign=NASTY, kind=kind,
                     family="motion", severity=severity, since=opened + place, last=opened + 90, finding_count=3,
                     evidence="position 16.0 km from where reported speed and track would have put it after 10 s")
            for place, (kind, severity) in enumerate(_KINDS)
        ),
    )  # fmt: skip
