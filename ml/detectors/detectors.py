"""The detectors of one aircraft's motion: each looks at one contradiction, or one danger, in its last fixes.

A detector fires where its residual (`ml.detectors.residuals`) is above its limit. The limits are physical, with
their source beside them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from common.airports import SAME_TERRAIN_KM, nearest_airports
from ml.detectors.findings import Severity
from ml.detectors.residuals import (
    EMERGENCIES,
    LOWEST_M,
    Drift,
    altitude_jump,
    beyond_performance,
    callsign_change,
    circling,
    column,
    duplicate,
    emergency,
    erratic,
    frozen,
    low_flight,
    position_jump,
    rapid_descent,
    signal_gaps,
    silence,
    speed_jump,
)
from ml.tracks.motion import Rates
from ml.tracks.tracks import Extended, callsign_text

Words = Callable[[Extended, int, float], str]


@dataclass(frozen=True)
class Detector:
    """A name for what it sees, the family whose cause it shares, how bad it is, and how it says why.

    residual: in `unit`, shape (m,) for the m new fixes, NaN where it can't be said. source: where the limit is from.
    """

    name: str
    family: str
    severity: Severity
    limit: float
    unit: str
    source: str
    residual: Callable[[Extended], Rates]
    words: Words


COURSE = Drift("across", ((4, 16.0), (6, 8.0), (8, 6.0)))
SPEED = Drift("along", ((6, 20.0), (8, 14.0), (10, 8.0)))
CLIMB = Drift("climb", ((2, 6.0), (4, 3.0), (6, 2.0), (10, 1.5)))

_STANDING = 0.2
"""Of the way that its speed leads it, who comes no further stands still."""


def _course_words(tracks: Extended, row: int, _value: float) -> str:
    steps, rate, limit = COURSE.furthest(tracks, row)
    side = "right" if rate > 0 else "left"
    seconds = tracks.last("dt", steps)[row].sum()
    return f"drifts {abs(rate):.0f} m/s to the {side} of its reported track for {seconds:.0f} s (limit {limit:.0f})"


def _speed_words(tracks: Extended, row: int, _value: float) -> str:
    steps, rate, limit = SPEED.furthest(tracks, row)
    seconds, speed = tracks.last("dt", steps)[row].sum(), tracks.last("velocity", steps)[row].mean()
    moved_m = tracks.last("moved", steps)[row].sum()
    if moved_m < _STANDING * speed * seconds:
        return f"moved {moved_m:.0f} m in {seconds:.0f} s, reports {speed:.0f} m/s"
    than = "faster" if rate > 0 else "slower"
    return f"moves {abs(rate):.0f} m/s {than} than the {speed:.0f} it reports for {seconds:.0f} s (limit {limit:.0f})"


def _climb_words(tracks: Extended, row: int, _value: float) -> str:
    steps, _, _ = CLIMB.furthest(tracks, row)
    rate, altitudes = tracks.last("vertical_rate", steps + 1)[row].mean(), tracks.last("altitude", steps + 1)[row]
    seconds = tracks.last("dt", steps)[row].sum()
    return f"reported climb {rate:.1f} m/s, altitude changed {altitudes[-1] - altitudes[0]:+.0f} m in {seconds:.0f} s"


def _jump_words(tracks: Extended, row: int, _value: float) -> str:
    dt, along, across = (float(column(tracks, name)[row]) for name in ("dt", "along", "across"))
    km = np.hypot(along, across) * dt / 1000
    return f"position {km:.1f} km from where speed and track lead in {dt:.0f} s"


def _altitude_jump_words(tracks: Extended, row: int, _value: float) -> str:
    before, after, _ = tracks.last("altitude", 3)[row]
    rate, seconds = np.nanmean(tracks.last("vertical_rate", 3)[row]), tracks.before("dt")[row]
    if abs(after - before) < abs(rate * seconds) / 2:
        return f"altitude stayed at {after:.0f} m for {seconds:.0f} s, reported climb {rate:.1f} m/s"
    return f"altitude went from {before:.0f} to {after:.0f} m in {seconds:.0f} s, reported climb {rate:.1f} m/s"


def _low_flight_words(tracks: Extended, row: int, value: float) -> str:
    distance_km, _ = nearest_airports(column(tracks, "longitude")[[row]], column(tracks, "latitude")[[row]])
    ground = "the nearest airport's elevation" if distance_km[0] <= SAME_TERRAIN_KM else "the sea"
    speed = column(tracks, "velocity")[row]
    return (
        f"pressure altitude {(2 - value) * LOWEST_M:.0f} m above {ground}, {distance_km[0]:.0f} km from any airport, "
        f"at {speed:.0f} m/s and not descending"
    )


DETECTORS = (
    Detector(
        "position_jump",
        "motion",
        "warning",
        1.0,
        "tolerance",
        "positions up to 12 s late (OpenSky), 1.8 km aside; readsb's speed_check allows less",
        position_jump,
        _jump_words,
    ),
    Detector(
        "course_mismatch",
        "motion",
        "warning",
        1.0,
        "limit",
        "velocity is reported to 0.5 m/s and track to 0.1 deg: 8 m/s for a minute is far beyond both",
        COURSE,
        _course_words,
    ),
    Detector(
        "speed_mismatch",
        "motion",
        "warning",
        1.0,
        "limit",
        "as for the course; along the track late positions add up to some 10 m/s",
        SPEED,
        _speed_words,
    ),
    Detector(
        "speed_jump",
        "motion",
        "warning",
        1.0,
        "limit",
        "1.5 m/s2 in 10 s, which airliners don't reach (OpenAP); trainers and tankers do, and then positions agree",
        speed_jump,
        lambda tracks, row, _: (
            f"reported speed went from {tracks.last('velocity', 3)[row, 0]:.0f} to "
            f"{tracks.last('velocity', 3)[row, 1]:.0f} m/s in {tracks.before('dt')[row]:.0f} s, its positions did not"
        ),
    ),
    Detector(
        "frozen",
        "motion",
        "warning",
        18.0,
        "s",
        "two polls of new positions that are all the same",
        frozen,
        lambda tracks, row, value: (
            f"same position, speed, track and altitude for {value:.0f} s at {column(tracks, 'velocity')[row]:.0f} m/s"
        ),
    ),
    Detector(
        "erratic",
        "motion",
        "warning",
        1.0,
        "limit",
        "25 m/s sideways and 2.5 m/s upward on half of five fixes",
        erratic,
        lambda tracks, row, _: (
            f"scatters by {np.nanmedian(np.abs(tracks.last('across', 5)[row])):.0f} m/s sideways and "
            f"{np.nanmedian(np.abs(tracks.last('climb', 5)[row])):.0f} m/s in height"
        ),
    ),
    Detector(
        "duplicate_address",
        "motion",
        "critical",
        30.0,
        "km",
        "no aircraft flies 800 m/s there and back",
        duplicate,
        lambda _tracks, _row, value: f"one address alternates between two places {value:.0f} km apart",
    ),
    Detector(
        "altitude_jump",
        "altitude",
        "warning",
        1.0,
        "limit",
        "150 m in 10 s without a vertical rate: half a flight level's separation",
        altitude_jump,
        _altitude_jump_words,
    ),
    Detector(
        "climb_mismatch",
        "altitude",
        "warning",
        1.0,
        "limit",
        "vertical rate is reported to 0.33 m/s and altitude to 7.6 m",
        CLIMB,
        _climb_words,
    ),
    Detector(
        "rapid_descent",
        "flight",
        "critical",
        25.0,
        "m/s",
        "airliners descend at up to 15 m/s (OpenAP), emergency descents at 30",
        rapid_descent,
        lambda tracks, row, value: (
            f"descends {value:.0f} m/s, altitude {tracks.last('altitude', 2)[row, 0]:.0f} to "
            f"{tracks.last('altitude', 2)[row, 1]:.0f} m in {column(tracks, 'dt')[row]:.0f} s"
        ),
    ),
    Detector(
        "beyond_performance",
        "flight",
        "warning",
        1.0,
        "limit",
        "ceilings and speeds by category (OpenAP, type certificates); record airliner ground speed 358 m/s",
        beyond_performance,
        lambda tracks, row, _: (
            f"{column(tracks, 'velocity')[row]:.0f} m/s at {column(tracks, 'altitude')[row]:.0f} m: beyond its kind"
        ),
    ),
    Detector(
        "low_flight",
        "flight",
        "warning",
        1.0,
        "limit",
        "minimum heights of ICAO Annex 2 (300 m over built-up areas), airports from airportsdata",
        low_flight,
        _low_flight_words,
    ),
    Detector(
        "circling",
        "circling",
        "info",
        1_080.0,
        "deg",
        "three turns; a holding pattern has fewer in the time",
        circling,
        lambda _tracks, _row, value: f"turned {value / 360:.1f} times one way",
    ),
    Detector(
        "emergency_squawk",
        "emergency",
        "critical",
        29.5,
        "s",
        "ICAO Doc 4444: 7500, 7600, 7700; held for 3 fixes or 30 s, since single codes are usually garbled",
        emergency,
        lambda tracks, row, _: (
            f"squawk {int(tracks.now('squawk')[row]):04d}: {EMERGENCIES[int(tracks.now('squawk')[row])]}"
        ),
    ),
    Detector(
        "callsign_change",
        "identity",
        "warning",
        0.5,
        "",
        "a callsign belongs to a flight (ICAO Annex 10)",
        callsign_change,
        lambda tracks, row, _: (
            f"callsign changed in flight from {callsign_text(tracks.columns['callsign'][tracks.at[row] - 3])} to "
            f"{callsign_text(tracks.now('callsign')[row])}"
        ),
    ),
    Detector(
        "signal_gaps",
        "reception",
        "info",
        0.25,
        "share",
        "en route 1 in 100 fixes of a well received aircraft is missing",
        signal_gaps,
        lambda _tracks, _row, value: f"not heard at {value:.0%} of the last polls, though it had come with each",
    ),
    Detector(
        "silence",
        "reception",
        "info",
        110.0,
        "s",
        "a single minute is lost now and then (captures over Iberia); beyond 300 s it has flown out of reach",
        silence,
        lambda _tracks, _row, value: f"not heard for {value:.0f} s, though it had come with each poll",
    ),
)
"""Every detector of one aircraft's own fixes, in the order in which they explain a cause."""
