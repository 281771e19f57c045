"""Prepares the aircraft for one viewer's map: filtered, coloured, with rings, trails and a legend."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.drawing.palette import FLAGGED as FLAGGED_COLOUR
from dashboard.drawing.palette import SEVERITY, Palette
from dashboard.drawing.units import Units
from dashboard.map.colouring import COLOURINGS, LegendEntry
from dashboard.map.columns import CALM, FLAGGED, SEVERITIES, aircraft_columns
from dashboard.map.packet import PackedColumns
from dashboard.reading.alerts import ShownAlert
from dashboard.viewing.flight_filter import FlightFilter, Mask

_MOST_KEPT = 16
_STRONG, _FAINT = (235, 2.6), (130, 1.0)
"""Opacity (0 to 255) and width (px) of rings."""


@dataclass(frozen=True)
class Look:
    """A viewer's filter, colouring, palette and units."""

    filter: FlightFilter
    colouring: str
    palette: Palette
    units: Units


@dataclass(frozen=True)
class DrawnAircraft:
    """The aircraft of one map.

    columns: those that pass the filter and have a position. passed: which flights of the picture pass the filter.
    """

    columns: PackedColumns
    passed: Mask
    legend: list[LegendEntry]

    @property
    def remaining(self) -> int:
        """How many flights pass the filter, with or without a position."""
        return int(self.passed.sum())


class DrawnCache:
    """Shares drawn aircraft between viewers with the same picture and look."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, DrawnAircraft] = OrderedDict()

    def draw(self, version: Hashable, flights: pd.DataFrame, alerts: Sequence[ShownAlert], look: Look) -> DrawnAircraft:
        """Return what `draw_aircraft` draws, once per version and look; version: identifies the flights and alerts."""
        key = (version, look)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = draw_aircraft(flights, alerts, look)
                while len(self._kept) > _MOST_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


def draw_aircraft(flights: pd.DataFrame, alerts: Sequence[ShownAlert], look: Look) -> DrawnAircraft:
    """Filter, colour and pack the rows of a `flights.flight_table`."""
    passed = look.filter.passes(flights)
    attention = attention_of(flights, alerts)
    places = np.flatnonzero(passed & flights["mapped"].to_numpy())
    places = places[np.argsort(attention[places] != CALM, kind="stable")]  # alerts and flags are drawn on top
    shown, attention = flights.iloc[places], attention[places]
    coloured = COLOURINGS[look.colouring](shown, look.palette, look.units)
    columns = aircraft_columns(shown, coloured.colours, attention)
    return DrawnAircraft(columns, passed, [*coloured.legend, *_ring_legend(attention)])


def attention_of(flights: pd.DataFrame, alerts: Sequence[ShownAlert]) -> npt.NDArray[np.uint8]:
    """Return each aircraft's level: its most severe open alert, own or related, else FLAGGED or CALM."""
    levels: dict[str, int] = {}
    for alert in alerts:
        for icao24 in filter(None, (alert.icao24, *alert.related)):
            levels[icao24] = max(levels.get(icao24, 0), SEVERITIES[alert.severity])
    by_alert = flights["icao24"].map(levels).fillna(0).to_numpy(np.uint8)
    return np.where((by_alert == 0) & flights["flagged"].to_numpy(), FLAGGED, by_alert).astype(np.uint8)


RINGS = {FLAGGED: ("flagged", FLAGGED_COLOUR)} | {
    level: (f"{severity} alert", SEVERITY[severity]) for severity, level in SEVERITIES.items()
}


def rings() -> list[dict[str, Any] | None]:
    """Return `colour` (red, green, blue, opacity) and `width` (px) of the ring by level; None where there is no ring.

    Flags are frequent, so their rings are faint and thin, and those of alerts stand out.
    """
    looks = {level: _FAINT if level == FLAGGED else _STRONG for level in RINGS}
    return [
        {"colour": [*bytes.fromhex(RINGS[level][1][1:]), looks[level][0]], "width": looks[level][1]}
        if level in RINGS
        else None
        for level in range(max(RINGS) + 1)
    ]


def _ring_legend(attention: npt.NDArray[np.uint8]) -> list[LegendEntry]:
    present = set(np.unique(attention).tolist())
    return [{"words": words, "ring": colour} for level, (words, colour) in RINGS.items() if level in present]


def trail(path: Sequence[tuple[float, float]], colour: str) -> dict[str, Any]:
    """Return a line of (longitude, latitude) for the map; across the date line, longitudes continue beyond 180."""
    longitudes = np.unwrap([longitude for longitude, _ in path], period=360.0)
    places = [[round(float(x), 5), y] for x, (_, y) in zip(longitudes, path, strict=True)]
    return {"path": places, "colour": [*bytes.fromhex(colour[1:]), 200]}
