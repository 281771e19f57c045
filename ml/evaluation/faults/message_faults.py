"""Faults in reception, codes and callsigns, and positions lost or moved together (kinds 15 to 17).

Each function takes the scene, a random generator and a size (1 as in the protocol), and returns the rows that replace
those recorded during the fault.
"""

import numpy as np

from ml.evaluation.faults.geometry import move_rows
from ml.evaluation.faults.scenes import Scene
from ml.evaluation.flights import Rows

EMERGENCY = "7700"


def drop_outs(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Drop 40 % of the rows."""
    rows = scene.window()
    return rows[rng.random(len(rows)) >= 0.4 * size]


def silence(scene: Scene, _: np.random.Generator, size: float) -> Rows:
    """Drop the rows of the first 120 s, or of three polls where that is longer."""
    rows = scene.window()
    return rows[rows["time_position"] >= scene.start + max(120, 3 * scene.pace.seconds) * size]


def emergency_squawk(scene: Scene, _: np.random.Generator, __: float, *, fixes: int) -> Rows:
    """Set squawk 7700 for the first `fixes` fixes."""
    rows = scene.window()
    of_fix = np.unique(rows["time_position"], return_inverse=True)[1]
    rows.loc[of_fix < fixes, "squawk"] = EMERGENCY
    return rows


def swapped_callsign(scene: Scene, rng: np.random.Generator, _: float) -> Rows:
    """Replace the callsign with that of another flight."""
    own = set(scene.victim.rows["callsign"])
    others = [flight.rows["callsign"].iloc[0] for flight in scene.others()]
    others = sorted({callsign for callsign in others if callsign and callsign not in own})
    return scene.window().assign(callsign=others[rng.integers(len(others))])


def jump_together(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Move the whole group by 2 km in one direction, as a false GNSS signal does to its receivers."""
    rows = scene.touched.copy()
    move_rows(rows, bearing=rng.uniform(0, 360), distance_m=2_000 * size)
    return rows


def lost_together(scene: Scene, _: np.random.Generator, __: float) -> Rows:
    """Freeze the position and its time for the whole group, while contact and the other fields continue.

    OpenSky reports an aircraft this way when it is heard but sends no position.
    """
    rows = scene.touched.copy()
    for name in ("time_position", "longitude", "latitude"):
        rows[name] = rows.groupby("flight")[name].transform("first")
    return rows
