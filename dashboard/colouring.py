"""The colour of each aircraft, by what the viewer chose, and the legend that explains it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.palette import ON_GROUND, UNKNOWN_ALTITUDE, Palette
from dashboard.units import Units

MOST_COUNTRIES = 6
_SCORE_STEPS = (0.45, 0.5, 0.55, 0.6, 0.65)
_SPEED_STEPS = (75.0, 125.0, 175.0, 225.0, 260.0)
_ALTITUDE_STEPS = (1_000.0, 3_000.0, 6_000.0, 9_000.0, 11_000.0)

LegendEntry = dict[str, Any]
Colours = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Coloured:
    """Red, green and blue of each aircraft, shape (n, 3), and the legend's entries for them."""

    colours: Colours
    legend: list[LegendEntry]


def colour_by_altitude(flights: pd.DataFrame, palette: Palette, units: Units) -> Coloured:
    """Barometric altitude in bands, those on the ground apart."""
    coloured = _in_bands(
        flights["baro_altitude"], _ALTITUDE_STEPS, palette, title="Altitude", write=units.altitude, unknown="unknown"
    )
    on_ground = flights["on_ground"].to_numpy(bool)
    coloured.colours[on_ground] = _rgb(ON_GROUND)
    return Coloured(coloured.colours, [*coloured.legend, _entry("on the ground", ON_GROUND)])


def colour_by_speed(flights: pd.DataFrame, palette: Palette, units: Units) -> Coloured:
    """Ground speed in bands."""
    return _in_bands(
        flights["velocity"], _SPEED_STEPS, palette, title="Ground speed", write=units.speed, unknown="not reported"
    )


def colour_by_score(flights: pd.DataFrame, palette: Palette, _units: Units) -> Coloured:
    """The Isolation Forest's score in bands; the higher the more unusual."""
    return _in_bands(
        flights["anomaly_score"],
        _SCORE_STEPS,
        palette,
        title="Anomaly score",
        write=lambda score: f"{score:.2f}",
        unknown="not scored",
    )


def colour_by_country(flights: pd.DataFrame, palette: Palette, _units: Units) -> Coloured:
    """The countries of registration with most aircraft, all others alike."""
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
    steps: tuple[float, ...],
    palette: Palette,
    *,
    title: str,
    write: Callable[[float], str],
    unknown: str,
) -> Coloured:
    table = np.array([_rgb(colour) for colour in (*palette.bands, UNKNOWN_ALTITUDE)], np.uint8)
    bands = np.searchsorted(steps, values.to_numpy(float), side="right")
    bands[values.isna().to_numpy()] = len(palette.bands)
    limits = [write(step) for step in steps]
    between = [f"{low} to {high}" for low, high in pairwise(limits)]
    words = [f"under {limits[0]}", *between, f"over {limits[-1]}"]
    legend: list[LegendEntry] = [{"title": title}]
    legend += [_entry(band, colour) for band, colour in zip(words, palette.bands, strict=True)]
    return Coloured(table[bands], [*legend, _entry(unknown, UNKNOWN_ALTITUDE)])


def _entry(words: str, colour: str) -> LegendEntry:
    return {"words": words, "colour": colour, "shape": "jet"}


def _rgb(colour: str) -> Colours:
    return np.frombuffer(bytes.fromhex(colour.removeprefix("#")), np.uint8)
