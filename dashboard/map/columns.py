"""The columns from which the map draws each aircraft: position, motion, shape, colour and level of attention."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.map.packet import PackedColumns, pack_columns

SHAPES = ("jet", "heavy", "fast", "light", "helicopter", "glider", "balloon", "drone", "vehicle", "disc")
"""In the same order as in frontend/src/shapes.js."""

_SHAPE_OF_CATEGORY = {
    2: "light",
    6: "heavy",
    7: "fast",
    8: "helicopter",
    9: "glider",
    10: "balloon",
    11: "balloon",
    12: "light",
    14: "drone",
    15: "fast",
    **dict.fromkeys(range(16, 21), "vehicle"),
}
"""By OpenSky's emitter category; other and unreported categories are drawn as a jet."""

CALM, INFO, WARNING, CRITICAL, FLAGGED = range(5)
"""Levels of attention: the severity of an open alert, or a flag alone."""
SEVERITIES = {"info": INFO, "warning": WARNING, "critical": CRITICAL}

FULL_UNTIL_S, FAINT_FROM_S = 30, 300
_FAINTEST = 90


def aircraft_columns(
    flights: pd.DataFrame, colours: npt.NDArray[np.uint8], attention: npt.NDArray[np.uint8]
) -> PackedColumns:
    """Pack the columns of these aircraft, rows of a `flights.flight_table` that all have a position.

    colours: red, green, blue, shape (n, 3). attention: CALM to FLAGGED, shape (n,).
    """
    on_ground = flights["on_ground"].to_numpy(bool)
    country, countries = pd.factorize(flights["origin_country"])
    columns: dict[str, npt.NDArray[Any]] = {
        "longitude": _floats(flights["longitude"]),
        "latitude": _floats(flights["latitude"]),
        "altitude": _floats(flights["baro_altitude"]),
        "speed": _floats(flights["velocity"]),
        "track": _floats(flights["true_track"]),
        "climb": _floats(flights["vertical_rate"]),
        "age": _floats(flights["age_s"].fillna(0)),
        "carried": (~on_ground).astype(np.uint8),
        "ground": on_ground.astype(np.uint8),
        "shape": shapes(flights),
        "attention": attention,
        "colour": np.column_stack([colours, opacity(flights["age_s"])]),
        "country": np.where((country < 0) | (country > 254), 255, country).astype(np.uint8),
    }
    texts = {name: flights[name].tolist() for name in ("icao24", "callsign")}
    flagged = np.flatnonzero(flights["flagged"].to_numpy(bool))
    reasons, flags = flights["reasons"].to_numpy(object), flights["flags"].to_numpy(object)
    words = {str(row): f"{flags[row]}: {reasons[row]}" if reasons[row] else flags[row] for row in flagged.tolist()}
    about = {"texts": texts, "countries": list(countries)[:255], "flags": words}
    return pack_columns(columns, about, count=len(flights))


def shapes(flights: pd.DataFrame) -> npt.NDArray[np.uint8]:
    """Return an index into SHAPES for each aircraft: by category, or a disc when its track is unknown."""
    jet = SHAPES.index("jet")
    by_category = np.full(256, jet, np.uint8)
    for category, shape in _SHAPE_OF_CATEGORY.items():
        by_category[category] = SHAPES.index(shape)
    category = np.clip(np.nan_to_num(flights["category"].to_numpy()), 0, 255).astype(np.uint8)
    has_track = flights["true_track"].notna().to_numpy(bool)
    return np.where(has_track, by_category[category], SHAPES.index("disc")).astype(np.uint8)


def opacity(age_s: pd.Series) -> npt.NDArray[np.uint8]:
    """Return the opacity of each aircraft: 255 for a fresh position, fading with age but never invisible."""
    ages: npt.NDArray[np.float64] = np.nan_to_num(age_s.to_numpy(np.float64))
    share = np.clip((ages - FULL_UNTIL_S) / (FAINT_FROM_S - FULL_UNTIL_S), 0, 1)
    return (255 - share * (255 - _FAINTEST)).astype(np.uint8)


def _floats(values: pd.Series) -> npt.NDArray[np.float32]:
    floats: npt.NDArray[np.float32] = values.to_numpy(np.float32, na_value=np.nan)
    return floats
