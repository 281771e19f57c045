"""The motion that aircraft report: with their faults, with errors, and rounded to the steps of the messages.

Resolutions of ADS-B (RTCA DO-260B, ICAO Doc 9871): altitude 25 ft, vertical rate 64 ft/min, ground speed in whole knots
east and north; on the ground 0.5 kt (the finest step) and 360/128 degrees.
"""

from dataclasses import dataclass, replace

import numpy as np

from common.geodesy import EARTH_RADIUS_M
from simulator.faults.faults import FaultKind, Faults
from simulator.motion.fleet import Motion
from simulator.motion.great_circles import bearing_deg
from simulator.motion.profiles import Profiles
from simulator.world.arrays import Floats, Integers
from simulator.world.identities import MLAT
from simulator.world.randomness import Draws

_KNOT = 1852 / 3600
_ALTITUDE_STEP_M = 25 * 0.3048
_RATE_STEP_MS = 64 * 0.3048 / 60
_GROUND_TRACK_STEP_DEG = 360 / 128

_ERROR_M, _ERROR_MLAT_M, _ERROR_GROUND_M = 7.0, 60.0, 2.5
"""Standard deviations of positions along each axis: ADS-B, multilateration, on the ground."""


@dataclass(frozen=True)
class Transmissions:
    """m reports, (m,): degrees, m and m/s, rounded like OpenSky's."""

    latitude: Floats
    longitude: Floats
    baro_altitude: Floats
    geo_altitude: Floats
    velocity: Floats
    true_track: Floats
    vertical_rate: Floats


def descend_rapidly(motion: Motion, faults: Faults, time: Integers) -> Motion:
    """Return the motion with rapid descents flown: altitude and vertical rate change together."""
    some = np.flatnonzero(faults.are(FaultKind.RAPID_DESCENT))
    if not len(some):
        return motion
    lasts = (faults.ends - faults.starts)[some].astype(np.float64)
    sink = 20 + 8 * faults.draw[some]
    climb = sink * (0.28 * lasts - 10) / (0.62 * lasts - 15)  # equal areas: the aircraft returns to its altitude
    zero = np.zeros(len(some))
    times = (zero, zero + 10, 0.28 * lasts - 10, 0.28 * lasts, 0.38 * lasts, 0.38 * lasts + 15, lasts - 15, lasts)
    excursion = Profiles.through(
        np.column_stack(times), np.column_stack((zero, -sink, -sink, zero, zero, climb, climb, zero))
    )
    rate, height = excursion.at(np.arange(len(some)), (time - faults.starts)[some].astype(np.float64))
    vertical_rate, altitude = motion.vertical_rate.copy(), motion.altitude.copy()
    vertical_rate[some] += rate
    altitude[some] += height
    return replace(motion, vertical_rate=vertical_rate, altitude=altitude)


def transmit(
    motion: Motion, faults: Faults, draws: Draws, *, aircraft: Integers, time: Integers, position_source: Integers
) -> Transmissions:
    """Return the reports of m aircraft; `time` (m,) (epoch s) only selects the random errors."""
    ground_speed = np.hypot(motion.east, motion.north)
    factor = np.where(faults.are(FaultKind.OVERSPEED), (410 + 150 * faults.draw) / np.maximum(ground_speed, 1.0), 1.0)
    velocity, true_track = _velocity(motion, factor)
    latitude, longitude = _positions(motion, faults, draws, aircraft, time, position_source)
    baro = motion.altitude + np.where(faults.are(FaultKind.ALTITUDE_OFFSET), _signed(faults.draw, 300, 1_500), 0.0)
    baro = np.where(faults.are(FaultKind.LOW_ALTITUDE), 100 + 350 * faults.draw, baro)
    jitter = draws.between(-0.3, 0.3, "rate error", aircraft, time)
    steady = np.abs(motion.vertical_rate) < _RATE_STEP_MS / 4  # so that the error rounds to zero most of the time
    rate = np.round(motion.vertical_rate / _RATE_STEP_MS + np.where(steady, 1.8 * jitter, jitter)) * _RATE_STEP_MS
    geo = motion.altitude + _geo_above_baro(motion)
    return Transmissions(
        latitude=np.round(latitude, 4),
        longitude=np.round(longitude, 4),
        baro_altitude=_in_steps(baro, _ALTITUDE_STEP_M),
        geo_altitude=_in_steps(geo, _ALTITUDE_STEP_M),
        velocity=np.round(velocity, 2),
        true_track=np.round(true_track, 2) % 360.0,
        vertical_rate=np.round(rate, 2) + 0.0,  # no -0.0
    )


def _in_steps(value: Floats, step: float) -> Floats:
    return np.round(np.round(value / step) * step, 2) + 0.0


def _signed(draw: Floats, least: float, most: float) -> Floats:
    """Return sizes from `least` to `most`, positive for draws from 0.5 up, negative below."""
    upward = draw >= 0.5
    size = least + (most - least) * np.where(upward, 2 * draw - 1, 1 - 2 * draw)
    return np.where(upward, size, -size)


def _velocity(motion: Motion, factor: Floats) -> tuple[Floats, Floats]:
    """Return ground speed (m/s) and track (deg) as decoded from a message; `factor` scales the true speed."""
    east, north = (np.round(part * factor / _KNOT) * _KNOT for part in (motion.east, motion.north))
    surface = np.round(2 * np.hypot(motion.east, motion.north) / _KNOT) / 2 * _KNOT
    surface_track = np.round(motion.true_track / _GROUND_TRACK_STEP_DEG) * _GROUND_TRACK_STEP_DEG
    return (
        np.where(motion.on_ground, surface, np.hypot(east, north)),
        np.where(motion.on_ground, surface_track, bearing_deg(east, north)),
    )


def _positions(
    motion: Motion, faults: Faults, draws: Draws, aircraft: Integers, time: Integers, position_source: Integers
) -> tuple[Floats, Floats]:
    """Return latitude and longitude with random errors and position jumps."""
    spread = np.where(position_source == MLAT, _ERROR_MLAT_M, _ERROR_M)
    spread = np.where(motion.on_ground, _ERROR_GROUND_M, spread)
    # The difference of two uniform draws has no outliers and a standard deviation of 1 / sqrt(6).
    east, north = (
        spread * np.sqrt(6) * (draws.uniform(f"{axis} 1", aircraft, time) - draws.uniform(f"{axis} 2", aircraft, time))
        for axis in ("east error", "north error")
    )
    jumps = faults.are(FaultKind.POSITION_JUMP)
    far = np.where(jumps, 5_000 + 25_000 * faults.draw, 0.0)
    toward = 2 * np.pi * draws.uniform("jump direction", aircraft, faults.starts)
    east, north = east + far * np.sin(toward), north + far * np.cos(toward)
    per_degree = np.radians(EARTH_RADIUS_M)
    latitude = motion.latitude + north / per_degree
    longitude = motion.longitude + east / (per_degree * np.maximum(np.cos(np.radians(motion.latitude)), 0.01))
    return latitude, (longitude + 180) % 360 - 180


def _geo_above_baro(motion: Motion) -> Floats:
    """Return the height above the ellipsoid minus the pressure altitude (m), smooth over some 1,000 km.

    The sum of a pattern of highs, lows and the geoid, and of the greater thickness of warm air; within the 0 to 800 m
    seen in captures.
    """
    phi, lam = np.radians(motion.latitude), np.radians(motion.longitude)
    pattern = 60 + 90 * np.sin(2 * lam + 1) * np.cos(phi) + 60 * np.sin(3 * phi + lam)
    return np.asarray(pattern + motion.altitude * (0.045 * np.cos(phi) ** 2 - 0.01), dtype=np.float64)
