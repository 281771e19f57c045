"""One valid record, and others as what differs from it."""

from collections import Counter
from typing import Any

import pandas as pd

from contracts.state_vector import FIELDS
from opensky.answers import Poll

POLL_TIME = 1_700_000_000

CRUISING: dict[str, Any] = {
    "icao24": "4b1814",
    "callsign": "SWR7EA",
    "origin_country": "Switzerland",
    "time_position": POLL_TIME - 1,
    "last_contact": POLL_TIME - 1,
    "longitude": 8.5,
    "latitude": 47.4,
    "baro_altitude": 11_000.0,
    "on_ground": False,
    "velocity": 230.0,
    "true_track": 90.0,
    "vertical_rate": 0.0,
    "sensors": None,
    "geo_altitude": 11_100.0,
    "squawk": "1000",
    "spi": False,
    "position_source": 0,
    "category": 4,
    "poll_time": POLL_TIME,
    "source": "simulated",
    "feed": None,
    "schema_version": 1,
}


def record(**differences: Any) -> dict[str, Any]:
    """The cruising record with these fields instead."""
    return CRUISING | differences


def records(*differences: dict[str, Any]) -> pd.DataFrame:
    """A frame of cruising records, one for each set of differences."""
    return pd.DataFrame([CRUISING | each for each in differences], columns=list(CRUISING))


def poll_of(time: int, states: list[dict[str, Any]]) -> Poll:
    """A poll with these records, of which nothing was skipped."""
    return Poll(time, {field.name: [state[field.name] for state in states] for field in FIELDS}, Counter())
