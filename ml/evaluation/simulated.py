"""Record simulated traffic without faults: the same bytes each time, over a region where flights meet."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import orjson

from contracts.state_vector import SIMULATED
from opensky.headers import SOURCE_KEY
from simulator.backends.simulated import SimulatedTraffic

AIRCRAFT = 1_500
"""Worldwide; about 300 of them over EUROPE."""
SEED = 2
"""Not the seed of the shipped calibration, so that the aircraft are different ones."""
EUROPE = (42.0, 56.0, -6.0, 20.0)
"""South, north, west, east (deg). Interference needs groups of aircraft, which are rare over the whole world."""
FIRST_POLL = 1_780_300_800  # 2026-06-01 08:00 UTC

_LONGITUDE, _LATITUDE = 5, 6


def record_simulated(path: Path, *, minutes: int, interval_s: int) -> Iterator[int]:
    """Write polls `interval_s` apart to `path`, compressed; yield after each poll how many remain."""
    traffic = SimulatedTraffic(aircraft=AIRCRAFT, seed=SEED, faults_per_hour=0.0)
    with gzip.GzipFile(path, "wb", compresslevel=1, mtime=0) as lines:  # the same bytes each time
        count = minutes * 60 // interval_s
        for number in range(count):
            answer = traffic.at(FIRST_POLL + number * interval_s)
            states = [row for row in answer.rows if _is_over_europe(row[_LATITUDE], row[_LONGITUDE])]
            content = {"time": answer.time, "states": states, SOURCE_KEY: SIMULATED}
            lines.write(orjson.dumps(content, option=orjson.OPT_APPEND_NEWLINE))
            yield count - number - 1


def _is_over_europe(latitude: float | None, longitude: float | None) -> bool:
    south, north, west, east = EUROPE
    return latitude is not None and longitude is not None and south <= latitude <= north and west <= longitude <= east
