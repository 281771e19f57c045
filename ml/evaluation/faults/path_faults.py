"""Faults in which an aircraft reports a path that is not its own (kinds 9 to 11, 13 and 14).

Each takes the scene, a generator and a size (1 as in the protocol), and returns the rows that replace those of the
fault's time.
"""

import numpy as np
import pandas as pd

from ml.evaluation.faults.geometry import moved
from ml.evaluation.faults.scenes import FAULT_S, Flight, Scene
from ml.evaluation.flights import Rows

MOTION = [
    "longitude",
    "latitude",
    "baro_altitude",
    "geo_altitude",
    "velocity",
    "true_track",
    "vertical_rate",
]
"""All that says where an aircraft is and how it moves."""


def frozen(scene: Scene, _: np.random.Generator, __: float) -> Rows:
    """Position and motion stay as they were at the first fix of the fault, while `time_position` goes on."""
    rows = scene.window()
    for name in MOTION:
        rows[name] = rows[name].iloc[0]
    return rows


def other_route(scene: Scene, rng: np.random.Generator, _: float) -> Rows:
    """Position and motion of another flight, from a moment drawn of it, with each fix at the same time after it."""
    long_enough = [flight for flight in scene.others() if flight.last - flight.first > FAULT_S]
    other = long_enough[rng.integers(len(long_enough))]
    begin = int(rng.integers(other.first, other.last - FAULT_S))
    return _as_reported_by(other, scene, later_s=begin - scene.start)


def replay(scene: Scene, _: np.random.Generator, size: float) -> Rows:
    """Position and motion of the aircraft itself 120 s before; of its first fix where it was not heard then."""
    return _as_reported_by(scene.victim, scene, later_s=-round(120 * size))


def ghost(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """A second aircraft 2 km to the left or right of the first, on the same path, under an address not in use.

    It sends no callsign, so that only the path can tell; its address is of the same block, hence the same country.
    """
    rows = scene.window()
    clone = rows.assign(icao24=_unused_address(scene, rng), callsign=None)
    side = float(rng.choice([-90, 90]))
    track = clone["true_track"].fillna(0).to_numpy() + side
    clone["longitude"], clone["latitude"] = moved(
        clone["longitude"].to_numpy(), clone["latitude"].to_numpy(), bearing=track, distance_m=2_000 * size
    )
    return pd.concat([rows, clone])


def two_places(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Every other fix 50 km away, as if a second aircraft on a parallel path used the same address."""
    rows = scene.window()
    of_fix = np.unique(rows["time_position"], return_inverse=True)[1]
    away = of_fix % 2 == 1
    rows["longitude"], rows["latitude"] = moved(
        rows["longitude"].to_numpy(),
        rows["latitude"].to_numpy(),
        bearing=rng.uniform(0, 360),
        distance_m=np.where(away, 50_000.0 * size, 0.0),
    )
    return rows


def _as_reported_by(source: Flight, scene: Scene, *, later_s: int) -> Rows:
    """The victim's rows with, for each, the motion of the source's newest fix `later_s` after it."""
    fixes = source.rows.drop_duplicates("time_position").sort_values("time_position")
    rows = scene.window()
    wanted = rows["time_position"].to_numpy() + later_s
    newest = np.searchsorted(fixes["time_position"].to_numpy(), wanted, side="right") - 1
    rows[MOTION] = fixes[MOTION].to_numpy()[newest.clip(min=0)]
    return rows


def _unused_address(scene: Scene, rng: np.random.Generator) -> str:
    used = {flight.icao24 for flight in scene.flights.values()}
    block = int(scene.victim.icao24, 16) & 0xFFF000
    free = [f"{address:06x}" for address in range(block, block + 0x1000) if f"{address:06x}" not in used]
    return free[rng.integers(len(free))]
