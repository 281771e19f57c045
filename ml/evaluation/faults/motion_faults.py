"""Faults in one aircraft's reported motion: errors that stay constant, grow, or scatter (kinds 1 to 8 and 12).

Each function takes the scene, a random generator and a size (1 as in the protocol), and returns the rows that replace
those recorded during the fault. Only the named fields change; an altitude fault changes both altitudes.
"""

import numpy as np

from ml.evaluation.faults.geometry import Floats, move_rows
from ml.evaluation.faults.scenes import Scene
from ml.evaluation.flights import Rows

ALTITUDES = ["baro_altitude", "geo_altitude"]


def noise(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Add noise of σ 500 m to the position (north and east each), 60 m to the altitude, 5 m/s to the speed."""
    rows = scene.window()
    north, east = (_per_fix(rows, rng) * 500 * size for _ in range(2))
    move_rows(rows, bearing=np.degrees(np.arctan2(east, north)), distance_m=np.hypot(north, east))
    rows[ALTITUDES] = rows[ALTITUDES].add(_per_fix(rows, rng) * 60 * size, axis=0)
    rows["velocity"] = (rows["velocity"] + _per_fix(rows, rng) * 5 * size).clip(lower=0)
    return rows


def position_offset(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Move the position by 5 km, in a direction drawn once."""
    rows = scene.window()
    move_rows(rows, bearing=rng.uniform(0, 360), distance_m=5_000 * size)
    return rows


def position_drift(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Let the position drift away at 20 m/s, in a direction drawn once."""
    rows = scene.window()
    move_rows(rows, bearing=rng.uniform(0, 360), distance_m=20 * size * _elapsed_s(rows, scene))
    return rows


def altitude_drift(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Let the altitude drift at 3 m/s, up or down."""
    return drifting_altitude(scene, rng, 3 * size)


def drifting_altitude(scene: Scene, rng: np.random.Generator, rate_ms: float) -> Rows:
    """Let the altitude drift at a rate (m/s), up or down, with the recorded vertical rate."""
    rows = scene.window()
    rows[ALTITUDES] = rows[ALTITUDES].add(_sign(rng) * rate_ms * _elapsed_s(rows, scene), axis=0)
    return rows


def altitude_offset(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Shift the altitude by 300 m, up or down."""
    rows = scene.window()
    rows[ALTITUDES] += _sign(rng) * 300 * size
    return rows


def velocity_drift(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Let the speed drift at 0.25 m/s², up or down, but never below 0."""
    rows = scene.window()
    rows["velocity"] = (rows["velocity"] + _sign(rng) * 0.25 * size * _elapsed_s(rows, scene)).clip(lower=0)
    return rows


def velocity_offset(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Shift the speed by 30 m/s, up or down, but never below 0."""
    rows = scene.window()
    rows["velocity"] = (rows["velocity"] + _sign(rng) * 30 * size).clip(lower=0)
    return rows


def track_bias(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Turn the track by 20°, left or right."""
    rows = scene.window()
    rows["true_track"] = (rows["true_track"] + _sign(rng) * 20 * size) % 360
    return rows


def false_descent(scene: Scene, _: np.random.Generator, size: float) -> Rows:
    """Report a vertical rate of -12 m/s with the recorded altitude."""
    rows = scene.window()
    rows["vertical_rate"] = -12.0 * size
    return rows


def _elapsed_s(rows: Rows, scene: Scene) -> Floats:
    elapsed: Floats = rows["time_position"].to_numpy(float) - scene.start
    return elapsed


def _per_fix(rows: Rows, rng: np.random.Generator) -> Floats:
    """Return standard normal numbers, one per row; rows that repeat a fix share theirs."""
    fixes, of_fix = np.unique(rows["time_position"], return_inverse=True)
    return rng.standard_normal(len(fixes))[of_fix]


def _sign(rng: np.random.Generator) -> float:
    return float(rng.choice([-1, 1]))
