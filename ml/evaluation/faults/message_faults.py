"""Faults of what is heard of aircraft: gaps, codes, names, and positions lost or moved together (kinds 15 to 17).

Each takes the scene, a generator and a size (1 as in the protocol), and returns the rows that replace those of the
fault's time.
"""

import numpy as np

from ml.evaluation.faults.geometry import moved
from ml.evaluation.faults.scenes import Scene
from ml.evaluation.flights import Rows

EMERGENCY = "7700"


def drop_outs(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Of the rows, 40 % are missing."""
    rows = scene.window()
    return rows[rng.random(len(rows)) >= 0.4 * size]


def silence(scene: Scene, _: np.random.Generator, size: float) -> Rows:
    """Nothing is heard for the first 120 s."""
    rows = scene.window()
    return rows[rows["time_position"] >= scene.start + 120 * size]


def emergency_squawk(scene: Scene, _: np.random.Generator, __: float, *, fixes: int) -> Rows:
    """A squawk 7700 for that many fixes."""
    rows = scene.window()
    of_fix = np.unique(rows["time_position"], return_inverse=True)[1]
    rows.loc[of_fix < fixes, "squawk"] = EMERGENCY
    return rows


def swapped_callsign(scene: Scene, rng: np.random.Generator, _: float) -> Rows:
    """The callsign of another flight."""
    own = set(scene.victim.rows["callsign"])
    others = [flight.rows["callsign"].iloc[0] for flight in scene.others()]
    others = sorted({callsign for callsign in others if callsign and callsign not in own})
    return scene.window().assign(callsign=others[rng.integers(len(others))])


def jump_together(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """All of the group 2 km off in the same direction, as receivers of a false GNSS signal are."""
    rows = scene.touched.copy()
    rows["longitude"], rows["latitude"] = moved(
        rows["longitude"].to_numpy(),
        rows["latitude"].to_numpy(),
        bearing=rng.uniform(0, 360),
        distance_m=2_000 * size,
    )
    return rows


def lost_together(scene: Scene, _: np.random.Generator, __: float) -> Rows:
    """No new position of any of the group: the last one stays, with its time, while contact and the rest go on.

    This is what OpenSky gives of an aircraft that is heard but says no position.
    """
    rows = scene.touched.copy()
    for name in ("time_position", "longitude", "latitude"):
        rows[name] = rows.groupby("flight")[name].transform("first")
    return rows
