"""The new fixes of a poll as rules use them: whole columns to match, single fixes to explain."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from common.coordinates import coordinates_in_words
from ml.arrays import Flags, Floats

_TEXTS = ("icao24", "callsign", "origin_country", "source")
_TIMES = ("time_position", "poll_time")
_NUMBERS = ("longitude", "latitude", "baro_altitude", "geo_altitude", "velocity", "vertical_rate")


@dataclass(frozen=True)
class Fix:
    """One fix with OpenSky's names and units; None where nothing is reported."""

    icao24: str
    callsign: str | None
    origin_country: str | None
    source: str | None
    time_position: int
    poll_time: int
    longitude: float
    latitude: float
    baro_altitude: float | None
    geo_altitude: float | None
    velocity: float | None
    vertical_rate: float | None

    @property
    def altitude(self) -> float | None:
        """Pressure altitude (m), or the geometric one if that is missing."""
        return self.geo_altitude if self.baro_altitude is None else self.baro_altitude

    @property
    def place(self) -> str:
        """Position and altitude in words."""
        height = "" if self.altitude is None else f", {self.altitude:,.0f} m"
        return f"{coordinates_in_words(self.longitude, self.latitude)}{height}"


@dataclass(frozen=True)
class FixColumns:
    """A data frame of fixes, one row each. Each column is converted once, when the first rule asks for it.

    All columns and results have shape (n,).
    """

    frame: pd.DataFrame

    def number(self, name: str) -> Floats:
        """Return a column of numbers, NaN where nothing is reported."""
        numbers: Floats = self.frame[name].to_numpy(dtype=float, na_value=np.nan)
        return numbers

    @cached_property
    def longitude(self) -> Floats:
        return self.number("longitude")

    @cached_property
    def latitude(self) -> Floats:
        return self.number("latitude")

    @cached_property
    def altitude(self) -> Floats:
        """Pressure altitude (m), or the geometric one if that is missing."""
        baro = self.number("baro_altitude")
        return np.where(np.isnan(baro), self.number("geo_altitude"), baro)

    @cached_property
    def airborne(self) -> Flags:
        airborne: Flags = ~self.frame["on_ground"].to_numpy(dtype=bool)
        return airborne

    @cached_property
    def _icao24s(self) -> Any:
        return pa.array(self.frame["icao24"], pa.string(), from_pandas=True)

    @cached_property
    def _callsigns(self) -> Any:
        return pa.array(self.frame["callsign"], pa.string(), from_pandas=True)

    @cached_property
    def _countries(self) -> Any:
        return pc.utf8_lower(pa.array(self.frame["origin_country"], pa.string(), from_pandas=True))

    def icao24_in(self, icao24s: Sequence[str]) -> Flags:
        """Return whether each address is one of these."""
        return _flags(pc.is_in(self._icao24s, pa.array(icao24s, pa.string())))

    def country_in(self, countries: Sequence[str]) -> Flags:
        """Return whether each country of registration is one of these, given in lower case."""
        return _flags(pc.is_in(self._countries, pa.array(countries, pa.string())))

    def callsign_like(self, globs: Sequence[str]) -> Flags:
        """Return whether each callsign matches one of these patterns; `*` is any text and `?` any character."""
        likes = [pc.match_like(self._callsigns, glob.replace("*", "%").replace("?", "_")) for glob in globs]
        matches: Flags = np.any([_flags(like) for like in likes], axis=0)
        return matches

    def at(self, places: npt.NDArray[np.intp]) -> list[Fix]:
        """Return the fixes of these rows."""
        rows = self.frame.iloc[places]
        columns = [
            *([value if isinstance(value, str) else None for value in rows[name]] for name in _TEXTS),
            *([int(value) for value in rows[name]] for name in _TIMES),
            *([None if np.isnan(value) else value for value in self._numbers_of(rows, name)] for name in _NUMBERS),
        ]
        return [Fix(*values) for values in zip(*columns, strict=True)]

    @staticmethod
    def _numbers_of(rows: pd.DataFrame, name: str) -> list[float]:
        numbers: list[float] = rows[name].to_numpy(dtype=float, na_value=np.nan).tolist()
        return numbers


def _flags(matches: Any) -> Flags:
    """Return Arrow's answer as an array; null counts as no match."""
    flags: Flags = matches.fill_null(False).to_numpy(zero_copy_only=False)
    return flags
