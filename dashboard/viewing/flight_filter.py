"""The viewer's filter of aircraft."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

SEARCHED = ("callsign", "icao24", "origin_country", "squawk")
ANYWHERE, IN_THE_AIR, ON_THE_GROUND = "Anywhere", "In the air", "On the ground"

CATEGORIES = {
    2: "light",
    3: "small",
    4: "large",
    5: "high vortex",
    6: "heavy",
    7: "high performance",
    8: "rotorcraft",
    9: "glider",
    10: "lighter than air",
    11: "parachutist",
    12: "ultralight",
    14: "unmanned",
    15: "space",
    16: "emergency vehicle",
    17: "service vehicle",
    18: "point obstacle",
    19: "cluster obstacle",
    20: "line obstacle",
}
"""OpenSky's emitter categories; 0, 1 and 13 carry no information."""
NO_CATEGORY = "not reported"

Range = tuple[float, float]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class FlightFilter:
    """Criteria that an aircraft must meet; by default every aircraft meets them.

    search: words, each of which must occur in one of SEARCHED. altitude_m: barometric, from and to. speed_ms: ground
    speed, from and to. bounds: west, south, east, north (deg); west is greater than east across the date line.
    """

    search: str = ""
    altitude_m: Range | None = None
    speed_ms: Range | None = None
    countries: tuple[str, ...] = ()
    place: str = ANYWHERE
    categories: tuple[str, ...] = ()
    flagged_only: bool = False
    bounds: tuple[float, float, float, float] | None = None

    def passes(self, flights: pd.DataFrame) -> Mask:
        """Return which rows of a `flights.flight_table` meet the criteria."""
        passed = np.ones(len(flights), bool)
        for word in self.search.split():
            passed &= _mentions(flights, word)
        if self.altitude_m:
            passed &= flights["baro_altitude"].between(*self.altitude_m).to_numpy()
        if self.speed_ms:
            passed &= flights["velocity"].between(*self.speed_ms).to_numpy()
        if self.countries:
            passed &= flights["origin_country"].isin(self.countries).to_numpy()
        if self.place != ANYWHERE:
            passed &= flights["on_ground"].to_numpy() == (self.place == ON_THE_GROUND)
        if self.categories:
            passed &= flights["category"].map(CATEGORIES).fillna(NO_CATEGORY).isin(self.categories).to_numpy()
        if self.flagged_only:
            passed &= flights["flagged"].to_numpy()
        if self.bounds:
            passed &= _inside(flights, self.bounds)
        return passed


def _mentions(flights: pd.DataFrame, word: str) -> Mask:
    texts = (flights[name].fillna("").str.casefold() for name in SEARCHED)
    found = [text.str.contains(word.casefold(), regex=False) for text in texts]
    return np.asarray(np.logical_or.reduce(found), bool)


def _inside(flights: pd.DataFrame, bounds: tuple[float, float, float, float]) -> Mask:
    west, south, east, north = bounds
    inside: Mask = flights["latitude"].between(south, north).to_numpy(bool)
    if east - west < 360:
        # Degrees eastward of the western edge have no jump at the date line.
        eastward = (flights["longitude"] - west) % 360
        inside &= (eastward <= (east - west) % 360).to_numpy(bool)
    return inside
