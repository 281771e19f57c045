"""Gold against the same numbers computed in pandas, from the rows below it: tables of flights."""

import pandas as pd

from contracts.lake.gold import AIRLINE_FLIGHTS, AIRPORT_TRAFFIC, COUNTRY_TRAFFIC, ROUTE_TRAFFIC
from contracts.lake.silver import FLIGHTS
from tests.etl.gold.gold_rows import assert_equal, by_hour
from tests.etl.lake_rows import (
    frame_of,
)


def test_airline_flights_are_those_of_pandas(traffic_lake):
    flights = frame_of(traffic_lake, FLIGHTS)
    assert set(flights["airline"].dropna()) == {"SWR", "AFR"}
    flights["seconds"] = flights["last_seen"] - flights["first_seen"]
    expected = flights.groupby(["date", "source", "airline"]).agg(
        flights=("icao24", "size"),
        aircraft=("icao24", "nunique"),
        seconds=("seconds", "sum"),
        distance_m=("distance_m", "sum"),
    )

    assert_equal(frame_of(traffic_lake, AIRLINE_FLIGHTS), expected.reset_index(), AIRLINE_FLIGHTS)


def test_airport_traffic_is_that_of_pandas(traffic_lake):
    flights = frame_of(traffic_lake, FLIGHTS)
    ends = [
        flights.assign(airport=flights[column], departures=int(column[0] == "d"), arrivals=int(column[0] == "a"))
        for column in ("departure_airport", "arrival_airport")
    ]
    expected = pd.concat(ends).groupby(["date", "source", "airport"])[["departures", "arrivals"]].sum()

    assert len(expected) > 5
    assert_equal(frame_of(traffic_lake, AIRPORT_TRAFFIC), expected.reset_index(), AIRPORT_TRAFFIC)


def test_route_traffic_is_that_of_pandas(traffic_lake):
    flights = frame_of(traffic_lake, FLIGHTS)
    flights["seconds"] = flights["last_seen"] - flights["first_seen"]
    expected = flights.groupby(["date", "source", "departure_airport", "arrival_airport"]).agg(
        flights=("icao24", "size"), median_seconds=("seconds", "median")
    )

    assert len(expected)
    assert_equal(frame_of(traffic_lake, ROUTE_TRAFFIC), expected.reset_index(), ROUTE_TRAFFIC)


def test_country_traffic_is_that_of_pandas(traffic_lake, states):
    keys = ["date", "source", "origin_country"]
    heard = by_hour(states).groupby(keys).agg(aircraft=("icao24", "nunique"), fixes=("icao24", "size"))
    flights = frame_of(traffic_lake, FLIGHTS).astype({"date": str}).groupby(keys).size().rename("flights")
    expected = heard.join(flights, how="outer").fillna(0)

    assert_equal(frame_of(traffic_lake, COUNTRY_TRAFFIC), expected.reset_index(), COUNTRY_TRAFFIC)
