"""Faults as spoofing, slow errors and copied flights make them (kinds 18 to 26).

Each function takes the scene, a random generator and a size (1 as in the protocol), and returns the rows that replace
those recorded during the fault.
"""

import numpy as np
import pandas as pd

from ml.evaluation.faults.geometry import Floats, move_rows, moved
from ml.evaluation.faults.motion_faults import ALTITUDES, drifting_altitude
from ml.evaluation.faults.path_faults import long_enough, motion_of, unused_address
from ml.evaluation.faults.scenes import Scene
from ml.evaluation.flights import Rows

CIRCLE_M = 5_000.0
"""Radius of the circle that a spoofed receiver is led on."""

CRAWL_MS = 26.0
"""Speed of a spoofed airliner at FL380, as observed over 25 minutes."""

AWAY_M = 30_000.0
"""How far from its path the crawling aircraft reappears."""


def no_speed(scene: Scene, _: np.random.Generator, __: float) -> Rows:
    """Report a speed of 0 with the recorded positions."""
    return scene.window().assign(velocity=0.0)


def jump_without_speed(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Move the position by 20 km, in a direction drawn once, and report no speed."""
    rows = scene.window()
    move_rows(rows, bearing=rng.uniform(0, 360), distance_m=20_000 * size)
    return rows.assign(velocity=np.nan)


def sideways_drift(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Let the position drift to the left or right of the track at 5 m/s."""
    rows = scene.window()
    move_rows(rows, bearing=_track(rows) + _side(rng), distance_m=5 * size * _elapsed_s(rows, scene))
    return rows


def slow_altitude_drift(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Let the altitude drift at 1 m/s, up or down."""
    return drifting_altitude(scene, rng, 1.0 * size)


def circle(scene: Scene, rng: np.random.Generator, _: float) -> Rows:
    """Let the position fly a circle of CIRCLE_M at the aircraft's own speed; the track follows, the speed stays."""
    rows = scene.window()
    side = _side(rng)
    first = rows.iloc[:1]
    centre = moved(
        first["longitude"].to_numpy(), first["latitude"].to_numpy(), bearing=_track(first) + side, distance_m=CIRCLE_M
    )
    turned = np.sign(side) * np.degrees(rows["velocity"].median() * _elapsed_s(rows, scene) / CIRCLE_M)
    begin = _track(first)[0]
    longitude, latitude = moved(
        *(np.repeat(place, len(rows)) for place in centre), bearing=begin - side + turned, distance_m=CIRCLE_M
    )
    return rows.assign(longitude=longitude, latitude=latitude, true_track=(begin + turned) % 360)


def copy_above(scene: Scene, rng: np.random.Generator, _: float) -> Rows:
    """Add a second aircraft 1 km aside and 300 m above, under an unused address and without a callsign."""
    clone = _copy_aside(scene, rng)
    clone[ALTITUDES] += 300.0
    return pd.concat([scene.window(), clone])


def faster_copy(scene: Scene, rng: np.random.Generator, _: float) -> Rows:
    """Add a second aircraft 1 km aside that flies 5 m/s faster, under an unused address and without a callsign."""
    clone = _copy_aside(scene, rng)
    move_rows(clone, bearing=_track(clone), distance_m=5.0 * _elapsed_s(clone, scene))
    clone["velocity"] += 5.0
    return pd.concat([scene.window(), clone])


def shared_callsign(scene: Scene, rng: np.random.Generator, _: float) -> Rows:
    """Add a second aircraft that sends the same callsign, on another flight's route of another time."""
    rows = scene.window()
    routes = long_enough(scene)
    other = routes[rng.integers(len(routes))]
    begin = int(rng.integers(other.first, other.last - scene.pace.fault_s))
    second = motion_of(other, scene, later_s=begin - scene.start).assign(icao24=unused_address(scene, rng))
    return pd.concat([rows, second])


def crawl(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Fall silent for a third of the fault, then crawl at CRAWL_MS from a place AWAY_M away, at the recorded height.

    Positions, speed and track agree with each other, and the vertical rate is 0.
    """
    rows = scene.window()
    gap_s = scene.pace.fault_s / 3
    rows = rows[rows["time_position"] >= scene.start + gap_s].copy()
    course, first = rng.uniform(0, 360), rows.iloc[:1]
    away = moved(
        first["longitude"].to_numpy(), first["latitude"].to_numpy(), bearing=rng.uniform(0, 360), distance_m=AWAY_M
    )
    flown_m = CRAWL_MS * size * (_elapsed_s(rows, scene) - gap_s)
    longitude, latitude = moved(*(np.repeat(place, len(rows)) for place in away), bearing=course, distance_m=flown_m)
    return rows.assign(
        longitude=longitude, latitude=latitude, velocity=CRAWL_MS * size, true_track=course, vertical_rate=0.0
    )


def _copy_aside(scene: Scene, rng: np.random.Generator) -> Rows:
    clone = scene.window().assign(icao24=unused_address(scene, rng), callsign=None)
    move_rows(clone, bearing=_track(clone) + _side(rng), distance_m=1_000.0)
    return clone


def _track(rows: Rows) -> Floats:
    track: Floats = rows["true_track"].fillna(0).to_numpy(float)
    return track


def _elapsed_s(rows: Rows, scene: Scene) -> Floats:
    elapsed: Floats = rows["time_position"].to_numpy(float) - scene.start
    return elapsed


def _side(rng: np.random.Generator) -> float:
    return float(rng.choice([-90, 90]))
