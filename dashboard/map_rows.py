"""What the map is sent of each aircraft: position, heading, icon and the tooltip's texts, rounded, once per picture.

Keys are one letter because they are repeated for every aircraft and viewer: x longitude, y latitude, a deck.gl's angle,
i icon; n callsign, h icao24, o country, l altitude, v speed, r vertical rate, t track, g age, f flags and reasons.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
import pandas as pd

from dashboard import texts
from dashboard.icons import HALO, UNKNOWN_BAND, icon_name
from dashboard.palette import BANDS

_BAND_LIMITS = np.array([band.below_m for band in BANDS])


@dataclass(frozen=True)
class MapRows:
    """JSON arrays of rows, by what is drawn apart: on the ground, in the air, flagged (anywhere), what is behind."""

    ground: bytes
    airborne: bytes
    flagged: bytes
    halos: bytes
    counts: dict[str, int]


def map_rows(flights: pd.DataFrame) -> MapRows:
    """Split the mapped aircraft into the three groups and write each as JSON."""
    mapped = flights[flights["mapped"]]
    rows = _rows(mapped)
    groups: dict[str, list[dict[str, Any]]] = {"ground": [], "airborne": [], "flagged": []}
    for row, flagged, on_ground in zip(rows, mapped["flagged"], mapped["on_ground"], strict=True):
        groups["flagged" if flagged else "ground" if on_ground else "airborne"].append(row)
    return MapRows(
        **{name: orjson.dumps(group) for name, group in groups.items()},
        halos=orjson.dumps([{"x": row["x"], "y": row["y"], "i": HALO} for row in groups["flagged"]]),
        counts={name: len(group) for name, group in groups.items()},
    )


def altitude_bands(baro_altitude: pd.Series) -> np.ndarray:
    """The index of each altitude's band (metres), `UNKNOWN_BAND` where there is none."""
    bands = np.searchsorted(_BAND_LIMITS, baro_altitude.to_numpy(), side="right").clip(max=len(BANDS) - 1)
    return np.where(baro_altitude.isna(), UNKNOWN_BAND, bands)


# Rounded, the figures of 10,000 aircraft are a few hundred: the texts are made once.
_altitude, _speed, _vertical_rate, _track, _duration = (
    lru_cache(maxsize=20_000)(write)
    for write in (texts.altitude, texts.speed, texts.vertical_rate, texts.track, texts.duration)
)
_COLUMNS = (
    "longitude", "latitude", "true_track", "flagged", "on_ground", "callsign", "icao24", "origin_country",
    "baro_altitude", "velocity", "vertical_rate", "age_s", "flags", "reasons",
)  # fmt: skip
_DECIMALS = {
    "longitude": 4, "latitude": 4, "true_track": 0, "baro_altitude": 0, "velocity": 0, "vertical_rate": 1, "age_s": 0
}  # fmt: skip


def _rows(mapped: pd.DataFrame) -> list[dict[str, Any]]:
    bands = altitude_bands(mapped["baro_altitude"]).tolist()
    rounded = mapped[list(_COLUMNS)].round(_DECIMALS).replace({np.nan: None})
    rows = []
    for band, cells in zip(bands, zip(*(rounded[name].tolist() for name in _COLUMNS), strict=True), strict=True):
        x, y, degrees, flagged, on_ground, callsign, icao24, country, altitude, speed, rate, age, flags, reasons = cells
        heading = texts.known(degrees)
        rows.append(
            {
                "x": x,
                "y": y,
                "a": -degrees if heading else 0,
                "i": icon_name(band=band, heading=heading, flagged=flagged, on_ground=on_ground),
                "n": callsign or "no callsign",
                "h": icao24 or texts.NOTHING,
                "o": country or "country unknown",
                "l": "on the ground" if on_ground else _altitude(altitude),
                "v": _speed(speed),
                "r": _vertical_rate(rate),
                "t": _track(degrees),
                "g": _duration(age),
                "f": f"⚠ {flags}: {reasons}" if reasons else f"⚠ {flags}" if flagged else "",
            }
        )
    return rows
