"""One valid record, and others as what differs from it."""

from collections import Counter
from typing import Any

import orjson
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


UNUSABLE: list[tuple[dict[str, Any], str]] = [
    ({"icao24": None}, "missing icao24"),
    ({"icao24": "4B1814"}, "impossible icao24"),
    ({"icao24": "4b181"}, "impossible icao24"),
    ({"icao24": "4b1814\n"}, "impossible icao24"),
    ({"icao24": "4b1814\r\n"}, "impossible icao24"),
    ({"icao24": "4b1814\u2028"}, "impossible icao24"),
    ({"latitude": None}, "missing latitude"),
    ({"latitude": 90.1}, "impossible latitude"),
    ({"longitude": -180.1}, "impossible longitude"),
    ({"time_position": None}, "missing time_position"),
    ({"on_ground": None}, "missing on_ground"),
    ({"velocity": -1}, "impossible velocity"),
    ({"velocity": 1_684.0}, "impossible velocity"),
    ({"baro_altitude": 40_001}, "impossible baro_altitude"),
    ({"geo_altitude": -1_501}, "impossible geo_altitude"),
    ({"vertical_rate": 1_001}, "impossible vertical_rate"),
    ({"true_track": 361}, "impossible true_track"),
    ({"source": ""}, "missing source"),
    ({"source": "  "}, "missing source"),
    ({"source": "é" * 256}, "impossible source"),
    ({"origin_country": "é" * 256}, "impossible origin_country"),
    ({"callsign": "A" * 256}, "impossible callsign"),
    ({"poll_time": None}, "missing poll_time"),
    ({"poll_time": POLL_TIME * 1_000}, "impossible poll_time"),
    ({"time_position": POLL_TIME + 61}, "time_position later than its poll"),
    ({"last_contact": POLL_TIME + 61}, "last_contact later than its poll"),
    ({"poll_time": POLL_TIME + 63}, "poll_time later than its arrival"),
]
"""Records that are understood and cannot be used: what differs from the cruising record, and the problem."""


SENT_CALLSIGNS: list[tuple[str | None, str | None]] = [
    (None, None),
    ("", None),
    ("        ", None),
    *(
        (text, None)
        for text in ("@@@@@@@@", "????????", "--------", "________", "00000000", "0", "0@ ?-_00", "#.*/+~!")
    ),
    ("DLH123__", "DLH123"),
    ("DLH3@@@@", "DLH3"),
    ("__DLH123", "DLH123"),
    ("  DLH3  ", "DLH3"),
    ("DLH100", "DLH100"),
    ("0123", "0123"),
    ("EC OFO", "EC OFO"),
    ("É1", "É1"),
]
"""What an aircraft sends as its callsign, and the callsign that is."""


def encoded(**differences: Any) -> bytes:
    """The cruising record with these fields instead, as the value of a message."""
    return orjson.dumps(record(**differences))


def record(**differences: Any) -> dict[str, Any]:
    """The cruising record with these fields instead."""
    return CRUISING | differences


def records(*differences: dict[str, Any]) -> pd.DataFrame:
    """A frame of cruising records, one for each set of differences."""
    return pd.DataFrame([CRUISING | each for each in differences], columns=list(CRUISING))


def poll_of(time: int, states: list[dict[str, Any]]) -> Poll:
    """A poll with these records, of which nothing was skipped."""
    return Poll(time, {field.name: [state[field.name] for state in states] for field in FIELDS}, Counter())
