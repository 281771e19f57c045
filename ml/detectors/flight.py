"""Detectors of dangerous or unusual flying, where the reports agree with each other."""

import numpy as np
import numpy.typing as npt

from common.airports import AT_AIRPORT_KM, HIGHEST_M, SAME_TERRAIN_KM, heights_over_ground, nearest_airports
from ml.detectors.detector import Detector
from ml.detectors.steps import SHORT_STEP_S, largest
from ml.tracks.motion import Rates
from ml.tracks.tracks import FIXES_KEPT, Extended


def _descent(tracks: Extended) -> Rates:
    """Return the rate of descent (m/s) that two fixes report and the altitude confirms; 0 if it is not credible."""
    rates, altitudes = tracks.last("vertical_rate", 2), tracks.last("altitude", 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = -np.diff(altitudes)[:, 0] / tracks.newest("dt")
    reported = -rates.max(axis=1)
    credible = (-rates.min(axis=1) <= 63.5) & (lost > 0.7 * reported)
    return np.where(np.isnan(lost), np.nan, np.where(credible, np.maximum(reported, 0), 0.0))


def _descent_words(tracks: Extended, row: int, rate_ms: float) -> str:
    before, after = tracks.last("altitude", 2)[row]
    seconds = tracks.newest("dt")[row]
    return f"descended at {rate_ms:.0f} m/s: altitude fell from {before:.0f} to {after:.0f} m in {seconds:.0f} s"


RAPID_DESCENT = Detector(
    name="rapid_descent",
    family="flight",
    severity="critical",
    limit=25.0,
    unit="m/s",
    source="airliners descend at up to 15 m/s (OpenAP), emergency descents at 30",
    residual=_descent,
    words=_descent_words,
)

_CEILINGS_M = {2: 13_800, 3: 15_600, 7: 25_000, 8: 6_500, 9: 12_000, 10: 40_000, 12: 5_500, 14: 25_000, 15: 40_000}
_SPEEDS_MS = {2: 290, 7: 1_000, 8: 110, 9: 120, 10: 90, 12: 70, 15: 1_000}
"""Highest altitude and ground speed by category. Light aircraft (below 7 t) include jets with a ceiling of 45,000 ft
that fly 214 m/s; small ones (below 34 t) include jets with a ceiling of 51,000 ft that fly Mach 0.92 (type certificates
of Cessna 525A and 750). Unmanned aircraft have flown at 23,200 m (Zephyr). Wind adds to the speed."""
_ANY_CEILING_M, _ANY_SPEED_MS = 15_800, 370

_BALLOON = 10
UNKNOWN_KINDS = (-1, 0, 1, 13)
"""Categories that do not say what flies: not reported, no information, none given, reserved."""

_FASTEST_BALLOON_MS = 100.0
"""A balloon moves with the wind. A slower aircraft of unknown kind may be one, and float at 21,000 m."""


def _performance(tracks: Extended) -> Rates:
    """Return speed or altitude on two fixes as a multiple of what the category (or any airliner) reaches."""
    categories = tracks.now("category").astype(int)
    ceiling = _by_category(categories, _CEILINGS_M, _ANY_CEILING_M)
    may_float = np.isin(categories, UNKNOWN_KINDS) & ~(tracks.last("velocity", 2).min(axis=1) > _FASTEST_BALLOON_MS)
    ceiling[may_float] = _CEILINGS_M[_BALLOON]
    fastest = _by_category(categories, _SPEEDS_MS, _ANY_SPEED_MS)
    high, fast = tracks.last("altitude", 2).min(axis=1) / ceiling, tracks.last("velocity", 2).min(axis=1) / fastest
    flying = ~(tracks.last("on_ground", 2) != 0).any(axis=1)
    return np.where(flying, largest([high, fast]), np.nan)


def _by_category(categories: npt.NDArray[np.int_], limits: dict[int, int], other: int) -> Rates:
    table = np.full(256, float(other))
    table[list(limits)] = list(limits.values())
    return np.take(table, categories)


def _performance_words(tracks: Extended, row: int, _times_the_limit: float) -> str:
    speed, altitude = tracks.newest("velocity")[row], tracks.newest("altitude")[row]
    reported = [f"{speed:.0f} m/s"] if not np.isnan(speed) else []
    reported += [f"{altitude:.0f} m"] if not np.isnan(altitude) else []
    return f"{' at '.join(reported)}: beyond the limits of its category"


BEYOND_PERFORMANCE = Detector(
    name="beyond_performance",
    family="flight",
    severity="warning",
    source="ceilings and speeds by category (OpenAP, type certificates); record airliner ground speed 358 m/s",
    residual=_performance,
    words=_performance_words,
)

MAY_FLY_LOW = (2, 8, 9, 10, 11, 12, 14)
"""Categories: light, rotorcraft, glider, balloon, parachutist, ultralight, unmanned."""

TOO_FAST_FOR_THOSE_MS = 90.0
"""An aircraft of unknown category that is no faster may be a light one, or a helicopter."""

_LOWEST_M = 300.0
"""Least height over built-up areas (ICAO Annex 2)."""


def _lowness(tracks: Extended) -> Rates:
    """Return how low an aircraft flies, far from airports and not descending: 1 at _LOWEST_M, 2 at the ground."""
    heights = tracks.last("altitude", 2)
    speed, rate = tracks.last("velocity", 2).min(axis=1), tracks.last("vertical_rate", 2).min(axis=1)
    judged = ~np.isin(tracks.now("category"), MAY_FLY_LOW) & (speed > TOO_FAST_FOR_THOSE_MS) & (rate > -1)
    judged &= ~(tracks.last("on_ground", 2) != 0).any(axis=1) & (heights.max(axis=1) < HIGHEST_M)
    lowness = np.zeros(len(judged))
    rows = np.flatnonzero(judged)
    if len(rows):
        longitude, latitude = tracks.newest("longitude")[rows], tracks.newest("latitude")[rows]
        height_m, distance_km = heights_over_ground(longitude, latitude, heights[rows].max(axis=1))
        lowness[rows] = np.where(distance_km > AT_AIRPORT_KM, np.maximum(0, 2 - height_m / _LOWEST_M), 0)
    return np.where(np.isnan(heights).any(axis=1), np.nan, lowness)


def _lowness_words(tracks: Extended, row: int, lowness: float) -> str:
    distance_km, _ = nearest_airports(tracks.newest("longitude")[[row]], tracks.newest("latitude")[[row]])
    ground = "the nearest airport's elevation" if distance_km[0] <= SAME_TERRAIN_KM else "sea level"
    height_m, speed = (2 - lowness) * _LOWEST_M, tracks.newest("velocity")[row]
    return (
        f"pressure altitude {height_m:.0f} m above {ground}, {distance_km[0]:.0f} km from any airport, "
        f"at {speed:.0f} m/s and not descending"
    )


LOW_FLIGHT = Detector(
    name="low_flight",
    family="flight",
    severity="warning",
    source="minimum heights of ICAO Annex 2 (300 m over built-up areas), airports from airportsdata",
    residual=_lowness,
    words=_lowness_words,
)


def _degrees_turned(tracks: Extended) -> Rates:
    """Return the degrees turned one way over the fixes kept."""
    turns = np.diff(tracks.last("track", FIXES_KEPT))
    turns = (turns + 180) % 360 - 180
    close = tracks.last("dt", FIXES_KEPT - 1) <= SHORT_STEP_S
    # Not `sum`: it adds in another order for a single aircraft, which changes the last digit.
    turned: Rates = np.where(close & ~np.isnan(turns), turns, 0.0).cumsum(axis=1)[:, -1]
    return np.abs(turned)


CIRCLING = Detector(
    name="circling",
    family="circling",
    severity="info",
    limit=1_080.0,
    unit="deg",
    source="three full turns; an aircraft in a holding pattern makes fewer in the time that the kept fixes span",
    residual=_degrees_turned,
    words=lambda _tracks, _row, degrees: f"made {degrees / 360:.1f} full turns in one direction",
)

FLIGHT = (RAPID_DESCENT, BEYOND_PERFORMANCE, LOW_FLIGHT, CIRCLING)
