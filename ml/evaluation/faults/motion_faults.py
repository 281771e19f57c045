"""Faults of one aircraft's reported motion: errors that come and stay, grow, or scatter (kinds 1 to 8 and 12).

Each takes the scene, a generator and a size (1 as in the protocol), and returns the rows that replace those of the
fault's time. Only what the fault is about changes; both altitudes count as the altitude.
"""

import numpy as np

from ml.evaluation.faults.geometry import Floats, moved
from ml.evaluation.faults.scenes import Scene
from ml.evaluation.flights import Rows

ALTITUDES = ["baro_altitude", "geo_altitude"]


def noise(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Scatter of σ 500 m in position (north and east each), 60 m in altitude, 5 m/s in speed."""
    rows = scene.window()
    north, east = (_per_fix(rows, rng) * 500 * size for _ in range(2))
    _move(rows, bearing=np.degrees(np.arctan2(east, north)), distance_m=np.hypot(north, east))
    rows[ALTITUDES] = rows[ALTITUDES].add(_per_fix(rows, rng) * 60 * size, axis=0)
    rows["velocity"] = (rows["velocity"] + _per_fix(rows, rng) * 5 * size).clip(lower=0)
    return rows


def position_offset(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """The position 5 km off, in a direction drawn once."""
    rows = scene.window()
    _move(rows, bearing=rng.uniform(0, 360), distance_m=5_000 * size)
    return rows


def position_drift(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """The position drifting away at 20 m/s, in a direction drawn once."""
    rows = scene.window()
    _move(rows, bearing=rng.uniform(0, 360), distance_m=20 * size * _elapsed_s(rows, scene))
    return rows


def altitude_drift(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """The altitude drifting at 3 m/s, up or down."""
    rows = scene.window()
    rows[ALTITUDES] = rows[ALTITUDES].add(_sign(rng) * 3 * size * _elapsed_s(rows, scene), axis=0)
    return rows


def altitude_offset(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """The altitude 300 m off, up or down."""
    rows = scene.window()
    rows[ALTITUDES] += _sign(rng) * 300 * size
    return rows


def velocity_drift(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """The speed changing by 0.25 m/s each second, up or down, but never below 0."""
    rows = scene.window()
    rows["velocity"] = (rows["velocity"] + _sign(rng) * 0.25 * size * _elapsed_s(rows, scene)).clip(lower=0)
    return rows


def velocity_offset(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """The speed 30 m/s off, up or down, but never below 0."""
    rows = scene.window()
    rows["velocity"] = (rows["velocity"] + _sign(rng) * 30 * size).clip(lower=0)
    return rows


def track_bias(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """The track 20° off, left or right."""
    rows = scene.window()
    rows["true_track"] = (rows["true_track"] + _sign(rng) * 20 * size) % 360
    return rows


def false_descent(scene: Scene, _: np.random.Generator, size: float) -> Rows:
    """A vertical rate of -12 m/s while the altitude goes on as it does."""
    rows = scene.window()
    rows["vertical_rate"] = -12.0 * size
    return rows


def _elapsed_s(rows: Rows, scene: Scene) -> Floats:
    elapsed: Floats = rows["time_position"].to_numpy(float) - scene.start
    return elapsed


def _per_fix(rows: Rows, rng: np.random.Generator) -> Floats:
    """Standard normal numbers, the same for rows that repeat a fix."""
    fixes, of_fix = np.unique(rows["time_position"], return_inverse=True)
    return rng.standard_normal(len(fixes))[of_fix]


def _sign(rng: np.random.Generator) -> float:
    return float(rng.choice([-1, 1]))


def _move(rows: Rows, *, bearing: Floats | float, distance_m: Floats | float) -> None:
    rows["longitude"], rows["latitude"] = moved(
        rows["longitude"].to_numpy(), rows["latitude"].to_numpy(), bearing=bearing, distance_m=distance_m
    )
