"""Flights made from rows of state vectors."""

from contracts.lake.silver import FLIGHTS
from etl.silver.flights import refresh as silver_flights
from tests.etl.lake_rows import (
    HOUR_S,
    MIDNIGHT,
    content,
    settings_of,
    write_states,
)

NOON = MIDNIGHT + 12 * HOUR_S


AT_ZURICH = {"longitude": 8.549167, "latitude": 47.458056}


def flights_of(lake, rows):
    """Write these state vectors and return their flights."""
    write_states(lake, rows)
    silver_flights.run(settings_of(lake.root.parent), None)
    return sorted(content(lake, FLIGHTS), key=lambda row: (row["source"], row["icao24"], row["first_seen"]))


def spans(flights):
    return [(row["first_seen"] - MIDNIGHT, row["last_seen"] - MIDNIGHT) for row in flights]
