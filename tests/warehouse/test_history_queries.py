"""Each query on both warehouses with the same rows; expected values were computed by hand."""

from datetime import date

import pandas as pd
import pytest

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
from tests.gold_files import make_row, write_rows
from warehouse import history_queries
from warehouse.reader import Days

BEFORE, FIRST, SECOND = date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 21)
DAYS = Days(FIRST, SECOND)
NAN = float("nan")


@pytest.fixture
def keep(lake):
    """Write rows of a table for the source and days of the query, and one each of another day and another source."""

    def write(table, *rows):
        chosen = [make_row(table, source="opensky", **row) for row in rows]
        elsewhere = [chosen[0] | {"date": BEFORE}, chosen[0] | {"source": "simulated"}]
        write_rows(lake, table, *chosen, *([] if table is ALERTS else elsewhere))

    return write


def check(found: pd.DataFrame, *expected: tuple) -> None:
    """Assert these rows in this order; NaN stands for null numbers."""
    rows = [tuple(row) for row in found.astype(object).where(found.notna(), None).itertuples(index=False)]
    assert len(rows) == len(expected)
    for row, values in zip(rows, expected, strict=True):
        assert [_plain(value) for value in row] == [
            pytest.approx(value) if isinstance(value, float) else value for value in values
        ]


def _plain(value):
    return value.date() if isinstance(value, pd.Timestamp) else value


def test_flights_by_airline_are_summed_over_the_days(lake, keep, open_loaded):
    keep(
        AIRLINE_FLIGHTS,
        {"date": FIRST, "airline": "IBE", "flights": 2, "aircraft": 2, "seconds": 100, "distance_m": 1_000.5},
        {"date": SECOND, "airline": "IBE", "flights": 3, "aircraft": 1, "seconds": 200, "distance_m": 500.0},
        {"date": SECOND, "airline": "DLH", "flights": 9, "aircraft": 4, "seconds": 50, "distance_m": 1.0},
        {"date": SECOND, "airline": "AAL", "flights": 5, "aircraft": 5, "seconds": 5, "distance_m": 2.0},
    )
    write_rows(lake, AIRLINES, make_row(AIRLINES, airline="IBE", name="Iberia"))
    found = history_queries.flights_by_airline(open_loaded(), DAYS, "opensky")
    assert list(found.columns) == ["airline", "name", "flights", "seconds", "distance_m", "most_aircraft"]
    check(
        found,
        ("DLH", None, 9, 50, 1.0, 4),
        ("AAL", None, 5, 5, 2.0, 5),
        ("IBE", "Iberia", 5, 300, 1_500.5, 2),
    )


def test_altitudes_and_traffic_by_hour(keep, open_loaded):
    keep(
        ALTITUDE_TRENDS,
        {"date": FIRST, "hour": 9, "aircraft": 10, "fixes": 20, "altitude_p50_m": 9_000.0, "climbing_share": 0.25},
        {"date": SECOND, "hour": 9, "aircraft": 5, "altitude_p10_m": 100.0, "altitude_p90_m": 11_000.0},
        {"date": FIRST, "hour": 23, "aircraft": 4},
    )
    warehouse = open_loaded()
    found = history_queries.altitude_trends(warehouse, DAYS, "opensky")
    assert list(found.columns) == [
        *("date", "hour", "aircraft", "fixes", "altitude_p10_m", "altitude_p50_m", "altitude_p90_m"),
        *("climbing_share", "descending_share"),
    ]
    check(
        found,
        (FIRST, 9, 10, 20, 0.5, 9_000.0, 0.5, 0.25, None),
        (FIRST, 23, 4, 1, 0.5, 0.5, 0.5, None, None),
        (SECOND, 9, 5, 1, 100.0, 0.5, 11_000.0, None, None),
    )
    found = history_queries.traffic_by_hour(warehouse, DAYS, "opensky")
    assert list(found.columns) == ["hour", "aircraft", "days"]
    check(found, (9, 7.5, 2), (23, 4.0, 1))


def test_heat_is_the_mean_of_the_days_that_have_the_hour(keep, open_loaded):
    keep(
        TRAFFIC_HEAT,
        {"date": FIRST, "hour": 9, "cell": "a", "aircraft": 4, "fixes": 10, "mean_altitude_m": 1_000.0},
        {"date": SECOND, "hour": 9, "cell": "a", "aircraft": 2, "fixes": 30, "mean_altitude_m": 2_000.0},
        {"date": SECOND, "hour": 9, "cell": "b", "aircraft": 8, "fixes": 8, "mean_altitude_m": None},
        {"date": SECOND, "hour": 9, "cell": "c", "aircraft": 1, "fixes": 1, "mean_altitude_m": NAN},
        {"date": SECOND, "hour": 9, "cell": "d", "aircraft": 0, "fixes": 0, "mean_altitude_m": 1.0},
        {"date": FIRST, "hour": 10, "cell": "a", "aircraft": 99, "fixes": 99, "mean_altitude_m": 9.0},
    )
    found = history_queries.heat_of_hour(open_loaded(), DAYS, "opensky", hour=9)
    assert list(found.columns) == ["cell", "aircraft", "fixes", "mean_altitude_m"]
    # (10 × 1000 + 30 × 2000) / 40; two days have the hour.
    check(found, ("b", 4.0, 8, None), ("a", 3.0, 40, 1_750.0), ("c", 0.5, 1, None), ("d", 0.0, 0, None))


def test_routes_and_airports_have_their_names_and_places(lake, keep, open_loaded):
    ends = {"departure_airport": "LEMD", "arrival_airport": "EDDF"}
    keep(
        ROUTE_TRAFFIC,
        {"date": FIRST, **ends, "flights": 1, "median_seconds": 9_000.0},
        {"date": SECOND, **ends, "flights": 3, "median_seconds": 10_000.0},
        {
            "date": FIRST,
            "departure_airport": "EDDF",
            "arrival_airport": "LEMD",
            "flights": 6,
            "median_seconds": 8_000.5,
        },
        {"date": FIRST, "departure_airport": "AAAA", "arrival_airport": "LEMD", "flights": 2},
    )
    keep(
        AIRPORT_TRAFFIC,
        {"date": FIRST, "airport": "LEMD", "departures": 1, "arrivals": 8},
        {"date": SECOND, "airport": "LEMD", "departures": 3, "arrivals": 0},
        {"date": FIRST, "airport": "AAAA", "departures": 2, "arrivals": 10},
        {"date": FIRST, "airport": "EDDF", "departures": 6, "arrivals": 4},
    )
    madrid = {"name": "Madrid", "longitude": -3.56, "latitude": 40.47}
    frankfurt = {"name": "Frankfurt", "longitude": 8.57, "latitude": 50.03}
    write_rows(
        lake,
        AIRPORTS,
        make_row(AIRPORTS, airport="LEMD", **madrid),
        make_row(AIRPORTS, airport="EDDF", **frankfurt),
    )
    warehouse = open_loaded()
    found = history_queries.busiest_routes(warehouse, DAYS, "opensky", most=2)
    assert list(found.columns) == [
        *("departure_airport", "arrival_airport", "departure_name", "arrival_name"),
        *("departure_longitude", "departure_latitude", "arrival_longitude", "arrival_latitude"),
        *("flights", "typical_seconds"),
    ]
    check(
        found,
        ("EDDF", "LEMD", "Frankfurt", "Madrid", 8.57, 50.03, -3.56, 40.47, 6, 8_000.5),
        ("LEMD", "EDDF", "Madrid", "Frankfurt", -3.56, 40.47, 8.57, 50.03, 4, 9_750.0),
    )
    check(
        history_queries.busiest_routes(warehouse, DAYS, "opensky", most=9).tail(1),
        ("AAAA", "LEMD", None, "Madrid", None, None, -3.56, 40.47, 2, 0.5),
    )
    found = history_queries.busiest_airports(warehouse, DAYS, "opensky", most=2)
    assert list(found.columns) == ["airport", "name", "longitude", "latitude", "departures", "arrivals"]
    check(found, ("AAAA", None, None, None, 2, 10), ("LEMD", "Madrid", -3.56, 40.47, 4, 8))


def test_countries_are_summed_over_the_days(keep, open_loaded):
    keep(
        COUNTRY_TRAFFIC,
        {"date": FIRST, "origin_country": "Spain", "aircraft": 5, "fixes": 50, "flights": 7},
        {"date": SECOND, "origin_country": "Spain", "aircraft": 3, "fixes": 30, "flights": 1},
        {"date": SECOND, "origin_country": "Côte d'Ivoire", "aircraft": 1, "fixes": 1, "flights": 9},
    )
    found = history_queries.traffic_by_country(open_loaded(), DAYS, "opensky")
    assert list(found.columns) == ["origin_country", "flights", "fixes", "most_aircraft"]
    check(found, ("Côte d'Ivoire", 9, 1, 1), ("Spain", 8, 80, 5))


def delays(flights: int, cancelled: int, timed: int, late: int, mean: float | None) -> dict[str, object]:
    return {"flights": flights, "cancelled": cancelled, "timed": timed, "late": late, "mean_delay_min": mean}


def test_delays_are_weighted_by_what_was_timed(lake, keep, open_loaded):
    keep(
        AIRLINE_DELAYS,
        {"date": FIRST, "airline": "IBE", **delays(10, 1, 4, 1, 10.0)},
        {"date": SECOND, "airline": "IBE", **delays(5, 0, 1, 1, 60.0)},
        {"date": SECOND, "airline": "DLH", **delays(20, 20, 0, 0, None)},
    )
    keep(
        AIRPORT_DELAYS,
        {"date": FIRST, "airport": "LEMD", "movement": "departure", **delays(8, 0, 8, 2, -2.0)},
        {"date": SECOND, "airport": "LEMD", "movement": "arrival", **delays(9, 0, 3, 3, 33.0)},
    )
    write_rows(lake, AIRLINES, make_row(AIRLINES, airline="IBE", name="Iberia"))
    write_rows(lake, AIRPORTS, make_row(AIRPORTS, airport="LEMD", name="Madrid"))
    warehouse = open_loaded()
    figures = ["flights", "cancelled", "timed", "late", "late_share", "mean_delay_min"]
    found = history_queries.delays_by_airline(warehouse, DAYS, "opensky")
    assert list(found.columns) == ["airline", "name", *figures]
    # (4 × 10 + 1 × 60) / 5
    check(found, ("DLH", None, 20, 20, 0, 0, None, None), ("IBE", "Iberia", 15, 1, 5, 2, 0.4, 20.0))
    found = history_queries.delays_by_airport(warehouse, DAYS, "opensky", movement="departure")
    assert list(found.columns) == ["airport", "name", *figures]
    check(found, ("LEMD", "Madrid", 8, 0, 8, 2, 0.25, -2.0))
    found = history_queries.delays_by_airport(warehouse, DAYS, "opensky", movement="arrival")
    check(found, ("LEMD", "Madrid", 9, 0, 3, 3, 1.0, 33.0))


def test_alerts_and_flags_by_day(keep, open_loaded):
    keep(
        DAILY_ALERTS,
        {
            "date": SECOND,
            "kind": "overspeed",
            "severity": "warning",
            "alerts": 3,
            "aircraft": 2,
            "median_seconds": 30.0,
        },
        {"date": FIRST, "kind": "squawk", "severity": "critical", "alerts": 1, "aircraft": 1, "median_seconds": 0.0},
    )
    keep(
        DAILY_FLAGS,
        {"date": SECOND, "flag": "low_altitude", "records": 8, "aircraft": 4},
        {"date": SECOND, "flag": "isolation_forest", "records": 9, "aircraft": 5},
    )
    warehouse = open_loaded()
    found = history_queries.alerts_by_day(warehouse, DAYS, "opensky")
    assert list(found.columns) == ["date", "kind", "severity", "alerts", "aircraft", "median_seconds"]
    check(found, (FIRST, "squawk", "critical", 1, 1, 0.0), (SECOND, "overspeed", "warning", 3, 2, 30.0))
    found = history_queries.flags_by_day(warehouse, DAYS, "opensky")
    assert list(found.columns) == ["date", "flag", "records", "aircraft"]
    check(found, (SECOND, "isolation_forest", 9, 5), (SECOND, "low_altitude", 8, 4))


def test_alert_history_is_newest_first(keep, open_loaded):
    keep(
        ALERTS,
        {"date": FIRST, "id": "a", "since": 100, "resolved_at": 300, "evidence": "7700 ✈"},
        {"date": SECOND, "id": "c", "since": 200},
        {"date": SECOND, "id": "b", "since": 200},
    )
    warehouse = open_loaded()
    found = history_queries.alert_history(warehouse, DAYS, "opensky", most=2)
    assert list(found.columns) == [column.name for column in ALERTS.columns]
    assert list(found["id"]) == ["b", "c"]
    found = history_queries.alert_history(warehouse, DAYS, "opensky", most=9)
    assert found.iloc[2][["id", "since", "resolved_at", "evidence"]].to_list() == ["a", 100, 300, "7700 ✈"]
    assert found["resolved_at"].isna().to_list() == [True, True, False]
    assert history_queries.alert_history(warehouse, DAYS, "simulated", most=9).empty


@pytest.mark.parametrize("source", ["' OR '1'='1", "opensky'; DROP TABLE flightwatch.airline_flights; --"])
def test_a_source_cannot_change_the_question(keep, open_loaded, source):
    keep(AIRLINE_FLIGHTS, {"date": FIRST, "airline": "IBE"})
    warehouse = open_loaded()
    assert history_queries.flights_by_airline(warehouse, DAYS, source).empty
    assert len(history_queries.flights_by_airline(warehouse, DAYS, "opensky")) == 1
