"""Detectors of reported speeds at which no airplane flies: none in flight, or less than its height asks for."""

import re
from dataclasses import replace

import numpy as np

from common.geodesy import arc_m, on_sphere
from ml.arrays import Flags, Floats, Ints
from ml.detectors.detector import Detector
from ml.detectors.flight import UNKNOWN_KINDS
from ml.tracks.motion import Rates
from ml.tracks.reported_fields import callsign_text
from ml.tracks.tracks import Extended

_STANDING_MS = 20.0
"""Slower than any airplane flies, and than a helicopter on its way."""

_FLYING_MS = 60.0
"""An aircraft whose positions move faster than this flies, whatever it reports."""

_SHORTEST_S = 30
_LONGEST_STEP_S = 120
"""In a longer step a helicopter that hovers at both ends may have been on its way; two such steps in a row say more."""

_LATEST_FIXES = 8
"""How many of the newest fixes are searched for the last _SHORTEST_S: enough for a poll every 5 s."""


def _flown_without_speed(tracks: Extended) -> Rates:
    """Return how fast (m/s) positions went on while no speed was reported; 0 where a speed was."""
    flown = np.zeros(len(tracks.at))
    standing = (tracks.last("velocity", 2).max(axis=1) < _STANDING_MS) & (tracks.newest("on_ground") == 0)
    rows = np.flatnonzero(standing)
    if len(rows):
        flown[rows] = _speed_since(_at(tracks, rows))
    return flown


def _speed_since(tracks: Extended) -> Floats:
    """Return the speed (m/s) from the latest fix that is old enough to measure by, 0 if a speed was reported since."""
    times = tracks.last("time", _LATEST_FIXES)
    back_s = times[:, -1:] - times
    is_long = np.zeros(times.shape, bool)
    is_long[:, :-1] = np.diff(times) > _LONGEST_STEP_S
    is_alone = is_long & (np.arange(times.shape[1]) == times.shape[1] - 2)
    enough = (back_s >= _SHORTEST_S) & ~is_alone
    start = times.shape[1] - 1 - np.argmax(enough[:, ::-1], axis=1)
    since = np.arange(times.shape[1]) >= start[:, None]
    speed, on_ground = tracks.last("velocity", _LATEST_FIXES), tracks.last("on_ground", _LATEST_FIXES)
    is_standing = ~(speed >= _STANDING_MS) & (on_ground == 0)  # true where no speed is reported at all
    judged = enough.any(axis=1) & (is_standing | ~since).all(axis=1)
    seconds = np.take_along_axis(back_s, start[:, None], axis=1)[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(judged, _moved_m(tracks, start, _LATEST_FIXES) / seconds, 0.0)


def _at(tracks: Extended, rows: Ints) -> Extended:
    """Return the tracks with only these of the new fixes."""
    return replace(tracks, at=tracks.at[rows])


def _moved_m(tracks: Extended, start: Ints, count: int) -> Floats:
    """Return the great-circle distance (m) from one of the last `count` fixes to the newest, shape (m,)."""
    longitude, latitude = (np.radians(tracks.last(name, count)) for name in ("longitude", "latitude"))
    then = np.take_along_axis(longitude, start[:, None], 1)[:, 0], np.take_along_axis(latitude, start[:, None], 1)[:, 0]
    chord = on_sphere(longitude[:, -1], latitude[:, -1]) - on_sphere(*then)
    return arc_m(np.sqrt((chord**2).sum(axis=-1)))


def _no_speed_words(tracks: Extended, row: int, flown_ms: float) -> str:
    return f"reports {tracks.newest('velocity')[row]:.0f} m/s, but its positions go on at {flown_ms:.0f} m/s"


NO_SPEED_IN_FLIGHT = Detector(
    name="no_speed_in_flight",
    family="motion",
    severity="warning",
    limit=_FLYING_MS,
    unit="m/s",
    source="no airplane flies at 20 m/s, and none that reports it is 1.8 km further after 30 s",
    residual=_flown_without_speed,
    words=_no_speed_words,
)

LOWEST_M = 9_000.0
_HIGHEST_M = 15_800.0
"""Above this, slow aircraft of unknown kind are balloons."""

_JETS = (3, 4, 5, 6)
"""Categories: small, large, high vortex, heavy. Light ones and those of high performance may fly slower."""

_FAST_MS = 150.0
"""An aircraft of unknown kind that has reported this speed is no balloon, glider or helicopter."""

_SLOWEST_CLEAN_MS = 103.0
_STRONGEST_WIND_MS = 100.0
_MOST_MS = 100.0

_HELD_S = 120
_SEARCHED_FIXES = 30

_AIRLINE_FLIGHT = re.compile(r"[A-Z]{3}[0-9][0-9A-Z]{0,4}").fullmatch


def needed_ms(altitude_m: Floats) -> Floats:
    """Return the least ground speed (m/s) of a jet at a pressure altitude (m), against the strongest wind.

    Jets don't fly below 200 kt of indicated airspeed with flaps in; the true airspeed is that over the root of the
    relative density of the standard atmosphere (ISO 2533). 100 m/s of it may be headwind: winds above that are rare in
    the strongest jet streams. That leaves 67 m/s at 9,000 m and 98 m/s at FL 380; no more than 100 m/s is asked for.
    """
    below_11_km = np.maximum(1 - 2.25577e-5 * np.minimum(altitude_m, 11_000), 0) ** 4.2559
    density = below_11_km * np.exp(-np.maximum(altitude_m - 11_000, 0) / 6_341.6)
    return np.minimum(_SLOWEST_CLEAN_MS / np.sqrt(density) - _STRONGEST_WIND_MS, _MOST_MS)


def _slowness(tracks: Extended) -> Rates:
    """Return the speed that a jet needs at its height over the one it has had for _HELD_S; 0 where it has not."""
    slowness = np.zeros(len(tracks.at))
    altitude, speed = tracks.last("altitude", 2).min(axis=1), tracks.last("velocity", 2).max(axis=1)
    with np.errstate(invalid="ignore"):
        slow = (altitude >= LOWEST_M) & (altitude < _HIGHEST_M) & (speed < _MOST_MS)
    rows = np.flatnonzero(slow & np.isin(tracks.now("category"), (*_JETS, *UNKNOWN_KINDS)))
    if len(rows):
        few = _at(tracks, rows)
        start, speed_ms, needed = _slow_run(few)
        slowness[rows] = np.where(_is_jet(few), needed / np.maximum(speed_ms, 1.0), 0.0)
        slowness[rows[~_is_held(few, start)]] = 0.0
    return slowness


def _slow_run(tracks: Extended) -> tuple[Ints, Floats, Floats]:
    """Return where the newest run of slow fixes begins, its speed by report or positions, and the speed needed (m/s).

    Fixes without a speed or an altitude neither confirm nor end it.
    """
    altitude, velocity = tracks.last("altitude", _SEARCHED_FIXES), tracks.last("velocity", _SEARCHED_FIXES)
    exists = ~np.isnan(tracks.last("time", _SEARCHED_FIXES))
    known = exists & ~np.isnan(altitude) & ~np.isnan(velocity)
    with np.errstate(invalid="ignore"):
        is_slow = (altitude >= LOWEST_M) & (velocity < needed_ms(altitude))
    columns = np.arange(_SEARCHED_FIXES)
    ended = np.where((known & ~is_slow) | ~exists, columns, -1).max(axis=1)
    of_run = known & (columns > ended[:, None])
    start = np.where(of_run, columns, _SEARCHED_FIXES - 1).min(axis=1)
    reported = np.where(of_run, velocity, 0.0).max(axis=1)
    needed = np.where(of_run, needed_ms(np.nan_to_num(altitude)), np.inf).min(axis=1)
    times = tracks.last("time", _SEARCHED_FIXES)
    seconds = times[:, -1] - np.take_along_axis(times, start[:, None], axis=1)[:, 0]
    shown = _moved_m(tracks, start, _SEARCHED_FIXES) / np.maximum(seconds, 1)
    return start, np.maximum(reported, shown), np.where(np.isinf(needed), 0.0, needed)


def _is_held(tracks: Extended, start: Ints) -> Flags:
    times = tracks.last("time", _SEARCHED_FIXES)
    held_s: Floats = times[:, -1] - np.take_along_axis(times, start[:, None], axis=1)[:, 0]
    held: Flags = held_s >= _HELD_S
    return held


def _is_jet(tracks: Extended) -> Flags:
    """Return whether the category says so or, for an unknown kind, an earlier speed or the callsign of an airline."""
    was_fast = (np.nan_to_num(tracks.last("velocity", _SEARCHED_FIXES)) > _FAST_MS).any(axis=1)
    of_airline = [bool(_AIRLINE_FLIGHT(callsign_text(number))) for number in tracks.now("callsign").tolist()]
    is_jet: Flags = np.isin(tracks.now("category"), _JETS) | was_fast | np.array(of_airline, bool)
    return is_jet


def _slow_words(tracks: Extended, row: int, _ratio: float) -> str:
    (start,), (speed_ms,), (needed,) = (each[[0]] for each in _slow_run(_at(tracks, np.array([row]))))
    seconds = tracks.newest("time")[row] - tracks.last("time", _SEARCHED_FIXES)[row, start]
    return (
        f"flew at {speed_ms:.0f} m/s for {seconds:.0f} s at {tracks.newest('altitude')[row]:.0f} m, where a jet needs "
        f"{needed:.0f} m/s even against {_STRONGEST_WIND_MS:.0f} m/s of wind: moves as a spoofed position would"
    )


TOO_SLOW_FOR_HEIGHT = Detector(
    name="too_slow_for_height",
    family="flight",
    severity="warning",
    source="jets fly 200 kt indicated or more with flaps in, winds seldom exceed 100 m/s: that leaves 98 m/s at FL 380",
    residual=_slowness,
    words=_slow_words,
)

SLOWNESS = (NO_SPEED_IN_FLIGHT, TOO_SLOW_FOR_HEIGHT)
