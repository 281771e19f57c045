"""The airports at which flights probably began and ended."""

from functools import cache

import airportsdata
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from common.airports import FOOT_M
from common.geodesy import Numbers, arc_m, on_sphere

NEAR_M = 10_000
"""Greatest distance between a flight's first or last position and its airport. With 90 s between polls, an airliner on
approach (75 m/s) is seen within 7 km of the runway, whose end may be 2 km from the airport's reference point."""

LOW_M = 1_000
"""A flight first or last seen higher than this above an airport did not begin or end there. On a glide slope of 3 deg,
an aircraft 10 km out is 520 m high, and pressure altitudes are up to 400 m off in a deep low (970 hPa)."""

LOW_WHEN_SEEN_M = 2_000
"""The same limit where the take-off or landing was seen: in 90 s an aircraft climbs 1,800 m at 20 m/s."""

LANDED_BELOW_M = 500
"""Height over the nearest airport above which a ground fix is not believed: about twice the height of hills within
10 km of an airport, and more than the error of pressure altitudes."""

Codes = npt.NDArray[np.object_]


def estimate_airports(longitude: Numbers, latitude: Numbers, altitude: Numbers, seen: npt.NDArray[np.bool_]) -> Codes:
    """Return the ICAO codes of the airports at which flights began or ended, None where no airport is near enough.

    longitude, latitude (deg), altitude (m, NaN where none was sent): first or last positions in the air, shape (n,).
    seen: the take-off or landing was seen; such a position may be higher, or of unknown height.
    """
    found = np.full(len(longitude), None, dtype=object)
    known = ~(np.isnan(longitude) | np.isnan(latitude))
    near, codes, elevation = _nearest(longitude[known], latitude[known])
    height = altitude[known] - elevation
    low = np.where(seen[known], ~(height > LOW_WHEN_SEEN_M), height <= LOW_M)
    found[known] = codes
    found[np.flatnonzero(known)[~(near & low)]] = None
    return found


def are_above_airports(longitude: Numbers, latitude: Numbers, altitude: Numbers) -> npt.NDArray[np.bool_]:
    """Return which positions (deg, m; shape (n,)) are too high above the nearest airport to be on the ground."""
    near, _, elevation = _nearest(longitude, latitude)
    return near & (altitude - elevation > LANDED_BELOW_M)


def _nearest(longitude: Numbers, latitude: Numbers) -> tuple[npt.NDArray[np.bool_], Codes, Numbers]:
    """Return for each position (deg) whether the nearest airport is within NEAR_M, its code and its elevation (m)."""
    tree, codes, elevation = _airports()
    chords, which = tree.query(on_sphere(np.radians(longitude), np.radians(latitude)))
    return arc_m(chords) <= NEAR_M, codes[which], elevation[which]


@cache
def _airports() -> tuple[cKDTree, Codes, Numbers]:
    """Return a tree over the airports that airplanes use, their codes and their elevations (m).

    An airport has an ICAO location indicator of four letters; the package's other codes are national codes of private
    strips. The package lists no closed airports. Where two airports share a place (Brussels and its military side), the
    one with an IATA code counts; ties are broken alphabetically.
    """
    known = airportsdata.load("ICAO").items()
    airports = {  # the last entry of a place wins
        (airport["lon"], airport["lat"]): (code, airport["elevation"] * FOOT_M)
        for code, airport in sorted(known, key=lambda each: (not each[1]["iata"], each[0]), reverse=True)
        if len(code) == 4 and code.isalpha() and not any(word in airport["name"].lower() for word in _NOT_FOR_AIRPLANES)
    }
    longitude, latitude = np.radians(list(airports)).T
    codes, elevation = zip(*airports.values(), strict=True)
    return cKDTree(on_sphere(longitude, latitude)), np.array(codes, dtype=object), np.array(elevation)


_NOT_FOR_AIRPLANES = ("heliport", "helicopter", "helipad", "seaplane")
