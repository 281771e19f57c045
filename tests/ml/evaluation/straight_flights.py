"""Recordings of aircraft that fly straight and level, with every number known."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path
from typing import Any

import orjson

from ml.evaluation.flights import Recording, read_flights, split_of

START = 1_700_000_000
POLL_S = 10
SPEED_MS = 200.0
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class StraightFlight:
    """An aircraft flying east at SPEED_MS from a place (deg), heard at every poll of [first, last] (s after START).

    wobble: largest error of the reported altitude (m), speed, vertical rate (m/s) and track (deg), from start to end.
    """

    icao24: str
    longitude: float = 8.0
    latitude: float = 47.0
    first: int = 0
    last: int = 900
    wobble: float = 0.0
    changes: tuple[tuple[str, Any], ...] = ()

    def row(self, second: int) -> dict[str, Any]:
        """Return the state vector at that second, by field name."""
        off = self.wobble * sin(second)
        metres_per_degree = METRES_PER_DEGREE * cos(radians(self.latitude))
        return {
            "icao24": self.icao24,
            "callsign": f"T{self.icao24.upper()}",
            "origin_country": "Switzerland",
            "time_position": START + second,
            "last_contact": START + second,
            "longitude": self.longitude + (second - self.first) * SPEED_MS / metres_per_degree,
            "latitude": self.latitude,
            "baro_altitude": 10_000.0 + off,
            "on_ground": False,
            "velocity": SPEED_MS + off,
            "true_track": 90.0 + off,
            "vertical_rate": off,
            "sensors": None,
            "geo_altitude": 10_100.0,
            "squawk": "1000",
            "spi": False,
            "position_source": 0,
            "category": 4,
        } | dict(self.changes)


def addresses(split: str) -> Iterator[str]:
    """Yield the addresses of a split, without end."""
    return (address for number in itertools.count(0x4B0000) if split_of(address := f"{number:06x}") == split)


def write_recording(path: Path, *flights: StraightFlight) -> Path:
    """Write the flights as answers of `/states/all`, one per line."""
    lines = []
    for second in range(0, max(flight.last for flight in flights) + 1, POLL_S):
        rows = [list(flight.row(second).values()) for flight in flights if flight.first <= second <= flight.last]
        lines.append(orjson.dumps({"time": START + second, "states": rows or None}))
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def recorded(folder: Path, *flights: StraightFlight) -> Recording:
    """Return the flights as read from a recording."""
    return read_flights(write_recording(folder / "straight.jsonl", *flights))
