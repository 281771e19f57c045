"""A recording of simulated traffic without faults: the same each time, over a part of the world where flights meet."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import orjson

from contracts.state_vector import SIMULATED
from opensky.headers import SOURCE_KEY
from simulator.backends.simulated import SimulatedTraffic

AIRCRAFT = 1_500
"""In the world; some 300 of them over EUROPE."""
SEED = 2
"""Other aircraft than those that the shipped calibration is of."""
EUROPE = (42.0, 56.0, -6.0, 20.0)
"""South, north, west, east (deg): interference takes groups of aircraft, which over the whole world hardly meet."""
FIRST_POLL = 1_780_300_800  # 2026-06-01 08:00 UTC
INTERVAL_S = 10

_LONGITUDE, _LATITUDE = 5, 6


def record_simulated(path: Path, *, minutes: int) -> Iterator[int]:
    """Write polls INTERVAL_S apart to `path`, compressed; yields after each how many are still to come."""
    traffic = SimulatedTraffic(aircraft=AIRCRAFT, seed=SEED, faults_per_hour=0.0)
    with gzip.GzipFile(path, "wb", compresslevel=1, mtime=0) as lines:  # the same bytes each time
        count = minutes * 60 // INTERVAL_S
        for number in range(count):
            answer = traffic.at(FIRST_POLL + number * INTERVAL_S)
            states = [row for row in answer.rows if _is_over_europe(row[_LATITUDE], row[_LONGITUDE])]
            content = {"time": answer.time, "states": states, SOURCE_KEY: SIMULATED}
            lines.write(orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE))
            yield count - number - 1


def _is_over_europe(latitude: float | None, longitude: float | None) -> bool:
    south, north, west, east = EUROPE
    return latitude is not None and longitude is not None and south <= latitude <= north and west <= longitude <= east
