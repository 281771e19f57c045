"""Airports: the dimension, and which one a flight probably left from or went to."""

from functools import cache
from importlib.metadata import version

import airportsdata
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.spatial import cKDTree

from etl.partitions import Origin
from ml.airports import FOOT_M
from ml.geodesy import EARTH_RADIUS_M, Numbers, on_sphere

NEAR_M = 10_000
"""An end of a flight farther away is at no airport: at 90 s between polls an airliner on approach (75 m/s) is seen
within 7 km of the runway, whose end may be 2 km from the airport's middle."""

LOW_M = 1_000
"""Height over the airport above which it was passed over: on a glide slope of 3 deg 10 km away one is 520 m high, and
pressure altitudes are up to 400 m off in a deep low (970 hPa)."""

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
    (n,); seen: whether the take-off or landing was, so that the height doesn't matter.
    """
    tree, codes, elevation = _airports()
    known = ~(np.isnan(longitude) | np.isnan(latitude))
    found = np.full(len(longitude), None, dtype=object)
    if not known.any():
        return found
    chords, which = tree.query(on_sphere(np.radians(longitude[known]), np.radians(latitude[known])))
    near = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chords / 2, 1)) <= NEAR_M
    low = seen[known] | (altitude[known] <= elevation[which] + LOW_M)
    found[known] = np.where(near & low, codes[which], None)
    return found


@cache
def _airports() -> tuple[cKDTree, Codes, Numbers]:
    """Those with a location indicator of ICAO's, four letters (others of the package are national codes of private
    strips), that airplanes use. The package has no closed ones."""
    airports = {
        code: airport
        for code, airport in sorted(airportsdata.load("ICAO").items())
        if len(code) == 4 and code.isalpha() and not any(word in airport["name"].lower() for word in _NOT_FOR_AIRPLANES)
    }
    longitude, latitude = (np.radians([airport[name] for airport in airports.values()]) for name in ("lon", "lat"))
    elevation = np.array([airport["elevation"] * FOOT_M for airport in airports.values()])
    return cKDTree(on_sphere(longitude, latitude)), np.array(list(airports), dtype=object), elevation


_NOT_FOR_AIRPLANES = ("heliport", "helicopter", "helipad", "seaplane")
