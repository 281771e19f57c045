"""The coverage of OpenSky's volunteer receivers, as a chance per cell of latitude and longitude."""

import numpy as np
from scipy.spatial import cKDTree

from common.geodesy import EARTH_RADIUS_M, on_sphere
from simulator.world.airports import all_airports
from simulator.world.arrays import Floats

_WELL_COVERED = (
    "US CA BR GB IE FR DE NL BE LU CH AT IT ES PT DK SE NO FI PL CZ HU RO GR SK SI HR BG EE LV LT IS TR CY MT "
    "JP KR TW SG AU NZ AE QA IL ZA"
)
_CELL_DEG = 4.0


class Coverage:
    """The chance that a receiver is near, on a grid.

    Receivers stand where people live, and so do airports: the chance falls from full within 300 km of an airport to
    nearly nothing at 800 km, and is lower where OpenSky has few volunteers.
    """

    def __init__(self) -> None:
        airports = list(all_airports().values())
        place = on_sphere(*np.radians([[each[name] for each in airports] for name in ("lon", "lat")]))
        well_covered = frozenset(_WELL_COVERED.split())
        many = np.array([each["country"] in well_covered for each in airports])
        latitude, longitude = (np.arange(-end, end, _CELL_DEG) + _CELL_DEG / 2 for end in (90, 180))
        cells = on_sphere(*np.radians(np.meshgrid(longitude, latitude)))
        fall = []
        for some in (place[many], place[~many]):
            chord, _ = cKDTree(some).query(cells)
            nearest_m = 2 * EARTH_RADIUS_M * np.arcsin(chord / 2)
            fall.append(np.interp(nearest_m, [300e3, 800e3], [1.0, 0.05]))
        self._grid = np.maximum(0.985 * fall[0], 0.7 * fall[1])

    def at(self, latitude: Floats, longitude: Floats) -> Floats:
        """Return the chance (m,) at coordinates (m,) in degrees."""
        row = ((latitude + 90) / _CELL_DEG).astype(np.int64) % self._grid.shape[0]
        column = ((longitude + 180) / _CELL_DEG).astype(np.int64) % self._grid.shape[1]
        return np.asarray(self._grid[row, column], dtype=np.float64)
