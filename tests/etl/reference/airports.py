"""The airport near a position, and whether an aircraft can be on the ground there: brute force over `airportsdata`."""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

import airportsdata

EARTH_RADIUS_M = 6_371_008.8
FOOT_M = 0.3048
NEAR_M = 10_000
LOW_M = 1_000
LOW_WHEN_SEEN_M = 2_000
TOO_HIGH_FOR_THE_GROUND_M = 500
_NEAR_DEG = 0.1
"""Degrees of latitude, 11 km: a farther airport is not near, and is not measured."""


@dataclass(frozen=True)
class Airport:
    """code: ICAO's; elevation_m: above the sea."""

    code: str
    longitude: float
    latitude: float
    elevation_m: float


def great_circle_m(longitude: float, latitude: float, to_longitude: float, to_latitude: float) -> float:
    """Return the haversine distance on a sphere of the mean radius."""
    north, to_north = math.radians(latitude), math.radians(to_latitude)
    half = math.sin((to_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(to_north) * math.sin(math.radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def airport_beside(longitude: float, latitude: float) -> Airport | None:
    """Return the nearest airport that airplanes use, None when it is more than 10 km away."""
    airports, latitudes = _by_latitude()
    first, last = bisect_left(latitudes, latitude - _NEAR_DEG), bisect_right(latitudes, latitude + _NEAR_DEG)
    measured = [
        (great_circle_m(longitude, latitude, each.longitude, each.latitude), each) for each in airports[first:last]
    ]
    distance_m, nearest = min(measured, key=lambda pair: pair[0], default=(math.inf, None))
    return nearest if distance_m <= NEAR_M else None


def airport_at_end(longitude: float, latitude: float, altitude: float | None, *, seen: bool) -> str | None:
    """Return the airport's code for a flight's first or last position; seen: the take-off or landing was seen."""
    airport = airport_beside(longitude, latitude)
    if airport is None:
        return None
    if altitude is None:
        return airport.code if seen else None
    return airport.code if altitude - airport.elevation_m <= (LOW_WHEN_SEEN_M if seen else LOW_M) else None


def is_above_airport(longitude: float, latitude: float, altitude: float) -> bool:
    """Return whether the position is too high to be on the ground."""
    airport = airport_beside(longitude, latitude)
    return airport is not None and altitude - airport.elevation_m > TOO_HIGH_FOR_THE_GROUND_M


@cache
def _by_latitude() -> tuple[list[Airport], list[float]]:
    """Return airports with a location indicator of four letters, except heliports and seaplane bases."""
    no_airplanes = ("heliport", "helicopter", "helipad", "seaplane")
    airports = [
        Airport(code, each["lon"], each["lat"], each["elevation"] * FOOT_M)
        for code, each in airportsdata.load("ICAO").items()
        if len(code) == 4 and code.isalpha() and not any(word in each["name"].lower() for word in no_airplanes)
    ]
    airports.sort(key=lambda each: each.latitude)
    return airports, [each.latitude for each in airports]
