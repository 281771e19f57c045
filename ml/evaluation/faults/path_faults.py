"""Faults in which an aircraft reports a path that is not its own (kinds 9 to 11, 13 and 14).

Each function takes the scene, a random generator and a size (1 as in the protocol), and returns the rows that replace
those recorded during the fault.
"""

import numpy as np
import pandas as pd

from ml.evaluation.faults.geometry import move_rows
from ml.evaluation.faults.scenes import Flight, Scene
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
"""The fields of position and motion."""


def frozen(scene: Scene, _: np.random.Generator, __: float) -> Rows:
    """Keep position and motion as at the fault's first fix, while `time_position` goes on."""
    rows = scene.window()
    for name in MOTION:
        rows[name] = rows[name].iloc[0]
    return rows


def other_route(scene: Scene, rng: np.random.Generator, _: float) -> Rows:
    """Report position and motion of another flight, from a moment drawn once, at that flight's own pace."""
    routes = long_enough(scene)
    other = routes[rng.integers(len(routes))]
    begin = int(rng.integers(other.first, other.last - scene.pace.fault_s))
    return motion_of(other, scene, later_s=begin - scene.start)


def long_enough(scene: Scene) -> list[Flight]:
    """Return the flights of other aircraft that are longer than the fault."""
    return [flight for flight in scene.others() if flight.last - flight.first > scene.pace.fault_s]


def replay(scene: Scene, _: np.random.Generator, size: float) -> Rows:
    """Report the aircraft's own position and motion of 120 s earlier, or of its first fix where that is later."""
    return motion_of(scene.victim, scene, later_s=-round(120 * size))


def ghost(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Add a second aircraft 2 km to the left or right, on a parallel path, under an unused address.

    It sends no callsign, so that only the path gives it away; its address is in the same block, hence the same country.
    """
    rows = scene.window()
    clone = rows.assign(icao24=unused_address(scene, rng), callsign=None)
    side = float(rng.choice([-90, 90]))
    track = clone["true_track"].fillna(0).to_numpy() + side
    move_rows(clone, bearing=track, distance_m=2_000 * size)
    return pd.concat([rows, clone])


def two_places(scene: Scene, rng: np.random.Generator, size: float) -> Rows:
    """Move every other fix by 50 km, as if a second aircraft on a parallel path used the same address."""
    rows = scene.window()
    of_fix = np.unique(rows["time_position"], return_inverse=True)[1]
    away = of_fix % 2 == 1
    move_rows(rows, bearing=rng.uniform(0, 360), distance_m=np.where(away, 50_000.0 * size, 0.0))
    return rows


def motion_of(source: Flight, scene: Scene, *, later_s: int) -> Rows:
    """Return the victim's rows, each with the motion of the source's newest fix at that row's time plus `later_s`."""
    fixes = source.rows.drop_duplicates("time_position").sort_values("time_position")
    rows = scene.window()
    wanted = rows["time_position"].to_numpy() + later_s
    newest = np.searchsorted(fixes["time_position"].to_numpy(), wanted, side="right") - 1
    rows[MOTION] = fixes[MOTION].to_numpy()[newest.clip(min=0)]
    return rows


def unused_address(scene: Scene, rng: np.random.Generator) -> str:
    """Return an address of the victim's block that no flight has."""
    used = {flight.icao24 for flight in scene.flights.values()}
    block = int(scene.victim.icao24, 16) & 0xFFF000
    free = [f"{address:06x}" for address in range(block, block + 0x1000) if f"{address:06x}" not in used]
    return free[rng.integers(len(free))]
