"""Colours each aircraft by the quantity that the viewer chose, with the legend that explains the colours."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.drawing.palette import ON_GROUND, UNKNOWN_ALTITUDE, Palette
from dashboard.drawing.units import Units

MOST_COUNTRIES = 6
_SCORE_LIMITS = (0.45, 0.5, 0.55, 0.6, 0.65)

LegendEntry = dict[str, Any]
Colours = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Coloured:
    """Red, green and blue of each aircraft, shape (n, 3), and the entries of the legend."""

    colours: Colours
    legend: list[LegendEntry]


def colour_by_altitude(flights: pd.DataFrame, palette: Palette, units: Units) -> Coloured:
    """Colour by bands of barometric altitude; aircraft on the ground have their own colour."""
    coloured = _in_bands(
        flights["baro_altitude"] * units.per_metre,
        units.altitude_limits,
        palette,
        title="Altitude",
        words=f"{{:,.0f}} {units.altitude_unit}",
        unknown="not reported",
    )
    on_ground = flights["on_ground"].to_numpy(bool)
    coloured.colours[on_ground] = _rgb(ON_GROUND)
    return Coloured(coloured.colours, [*coloured.legend, _entry("on the ground", ON_GROUND)])


def colour_by_speed(flights: pd.DataFrame, palette: Palette, units: Units) -> Coloured:
    """Colour by bands of ground speed."""
    return _in_bands(
        flights["velocity"] * units.per_ms,
        units.speed_limits,
        palette,
        title="Ground speed",
        words=f"{{:,.0f}} {units.speed_unit}",
        unknown="not reported",
    )


def colour_by_score(flights: pd.DataFrame, palette: Palette, _units: Units) -> Coloured:
    """Colour by bands of the Isolation Forest's score; a higher score is more unusual."""
    return _in_bands(
        flights["anomaly_score"],
        _SCORE_LIMITS,
        palette,
        title="Anomaly score",
        words="{:.2f}",
        unknown="not scored",
    )


def colour_by_country(flights: pd.DataFrame, palette: Palette, _units: Units) -> Coloured:
    """Colour by country of registration; only the countries with the most aircraft have their own colour."""
    countries = flights["origin_country"].fillna("")
    first = countries[countries != ""].value_counts().index[:MOST_COUNTRIES]
    colours = np.tile(_rgb(UNKNOWN_ALTITUDE), (len(flights), 1))
    legend: list[LegendEntry] = [{"title": "Country of registration"}]
    for country, colour in zip(first, palette.bands, strict=False):
        colours[(countries == country).to_numpy()] = _rgb(colour)
        legend.append(_entry(str(country), colour))
    return Coloured(colours, [*legend, _entry("others", UNKNOWN_ALTITUDE)])


COLOURINGS: dict[str, Callable[[pd.DataFrame, Palette, Units], Coloured]] = {
    "Altitude": colour_by_altitude,
    "Speed": colour_by_speed,
    "Anomaly score": colour_by_score,
    "Country": colour_by_country,
}


def _in_bands(
    values: pd.Series,
    limits: tuple[float, ...],
    palette: Palette,
    *,
    title: str,
    words: str,
    unknown: str,
) -> Coloured:
    table = np.array([_rgb(colour) for colour in (*palette.bands, UNKNOWN_ALTITUDE)], np.uint8)
    bands = np.searchsorted(limits, values.to_numpy(float), side="right")
    bands[values.isna().to_numpy()] = len(palette.bands)
    written = [words.format(limit) for limit in limits]
    between = [f"{low} to {high}" for low, high in pairwise(written)]
    named = [f"under {written[0]}", *between, f"over {written[-1]}"]
    legend: list[LegendEntry] = [{"title": title}]
    legend += [_entry(band, colour) for band, colour in zip(named, palette.bands, strict=True)]
    return Coloured(table[bands], [*legend, _entry(unknown, UNKNOWN_ALTITUDE)])


def _entry(words: str, colour: str) -> LegendEntry:
    return {"words": words, "colour": colour, "shape": "jet"}


def _rgb(colour: str) -> Colours:
    return np.frombuffer(bytes.fromhex(colour.removeprefix("#")), np.uint8)
