"""Airports: the dimension, and which one a flight probably left from or went to."""

from functools import cache
from importlib.metadata import version

import airportsdata
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.spatial import cKDTree

from common.airports import FOOT_M
from common.geodesy import EARTH_RADIUS_M, Numbers, on_sphere
from etl.lake.partitions import Origin

NEAR_M = 10_000
"""An end of a flight farther away is at no airport: at 90 s between polls an airliner on approach (75 m/s) is seen
within 7 km of the runway, whose end may be 2 km from the airport's middle."""

LOW_M = 1_000
"""Height over the airport above which it was passed over: on a glide slope of 3 deg 10 km away one is 520 m high, and
pressure altitudes are up to 400 m off in a deep low (970 hPa)."""

LOW_WHEN_SEEN_M = 2_000
"""The same where the fix before or after was on the ground: within 90 s one climbs 1,800 m at 20 m/s."""

LANDED_BELOW_M = 500
"""Height over the nearest airport above which nothing is on the ground, whatever it says: twice what hills within
10 km of an airport are mostly, and more than pressure altitudes are off."""

Codes = npt.NDArray[np.object_]


def version_of_airports() -> int:
    """Of the rows of the dimension: the package's, a date."""
    return int(version("airportsdata").split(".")[0])


def origin_of_airports() -> Origin:
    """They come with the package and from no file of the lake."""
    return Origin((), version_of_airports())


def airport_rows() -> pa.Table:
    """The dimension's rows, by ICAO code."""
    rows = [
        {
            "airport": code,
            "iata": airport["iata"] or None,
            "name": airport["name"],
            "city": airport["city"] or None,
            "country": airport["country"],
            "longitude": float(airport["lon"]),
            "latitude": float(airport["lat"]),
            "elevation_m": airport["elevation"] * FOOT_M,
            "timezone": airport["tz"] or None,
        }
        for code, airport in sorted(airportsdata.load("ICAO").items())
    ]
    return pa.Table.from_pylist(rows)


def estimate_airports(longitude: Numbers, latitude: Numbers, altitude: Numbers, seen: npt.NDArray[np.bool_]) -> Codes:
    """ICAO codes of the airports at which flights began or ended, None where none is near enough.

    longitude, latitude (deg), altitude (m, NaN where none was sent): of their first or last positions in the air, shape
    (n,); seen: whether the take-off or landing was, so that they may be higher, or of unknown height.
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
    """Whether places (deg, m; shape (n,)) are too high over an airport beside them to be on the ground."""
    near, _, elevation = _nearest(longitude, latitude)
    return near & (altitude - elevation > LANDED_BELOW_M)


def _nearest(longitude: Numbers, latitude: Numbers) -> tuple[npt.NDArray[np.bool_], Codes, Numbers]:
    """Of the airport nearest to each place (deg): whether it is within NEAR_M, its code and elevation (m)."""
    tree, codes, elevation = _airports()
    chords, which = tree.query(on_sphere(np.radians(longitude), np.radians(latitude)))
    return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chords / 2, 1)) <= NEAR_M, codes[which], elevation[which]


@cache
def _airports() -> tuple[cKDTree, Codes, Numbers]:
    """Those with a location indicator of ICAO's, four letters (others of the package are national codes of private
    strips), that airplanes use. The package has no closed ones. Of two at one place (Brussels and its military side)
    the one with an IATA code counts, then the first in the alphabet."""
    known = airportsdata.load("ICAO").items()
    airports = {  # the last of a place stays
        (airport["lon"], airport["lat"]): (code, airport["elevation"] * FOOT_M)
        for code, airport in sorted(known, key=lambda each: (not each[1]["iata"], each[0]), reverse=True)
        if len(code) == 4 and code.isalpha() and not any(word in airport["name"].lower() for word in _NOT_FOR_AIRPLANES)
    }
    longitude, latitude = np.radians(list(airports)).T
    codes, elevation = zip(*airports.values(), strict=True)
    return cKDTree(on_sphere(longitude, latitude)), np.array(codes, dtype=object), np.array(elevation)


_NOT_FOR_AIRPLANES = ("heliport", "helicopter", "helipad", "seaplane")
