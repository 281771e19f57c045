"""Counts aircraft by cell of the H3 grid and draws the counts as a map."""

import math

import h3
import numpy as np
import pandas as pd
import pydeck as pdk

from dashboard.drawing.land_map import land_map, view_around
from dashboard.drawing.palette import Palette

CELLS = {"Coarse": 2, "Medium": 3, "Fine": 4}
"""H3 resolutions by name: cells with edges of 183, 69 and 26 km (h3geo.org, "Tables of Cell Statistics")."""
_OPACITY = 205


def count_by_cell(flights: pd.DataFrame, *, resolution: int) -> pd.DataFrame:
    """Count aircraft by cell, most first: cell (H3 index as text), aircraft, longitude and latitude of its centre.

    flights: a `flights.flight_table`; aircraft without a position are not counted.
    """
    placed = flights[flights["mapped"]]
    cells = [
        h3.latlng_to_cell(latitude, longitude, resolution)
        for latitude, longitude in zip(placed["latitude"].tolist(), placed["longitude"].tolist(), strict=True)
    ]
    counts = pd.Series(cells, dtype=object).value_counts()
    return with_centres(pd.DataFrame({"cell": counts.index, "aircraft": counts.to_numpy()}))


def with_centres(cells: pd.DataFrame) -> pd.DataFrame:
    """Add `longitude` and `latitude` of the centre of each cell (deg)."""
    centres = [h3.cell_to_latlng(cell) for cell in cells["cell"]]
    return cells.assign(
        longitude=[round(longitude, 2) for _, longitude in centres],
        latitude=[round(latitude, 2) for latitude, _ in centres],
    )


def least_of_bands(most: int, *, bands: int) -> list[int]:
    """Return the lowest count of each colour band when the fullest cell has `most`; bands grow geometrically."""
    return [math.ceil(round(max(most, 1) ** (band / bands), 6)) for band in range(bands)]


def band_words(least: list[int], most: int) -> list[str]:
    """Return the range of counts of each band, such as `1`, `2–3`, `4–6`; empty for a band that no count falls into."""
    highest = [following - 1 for following in least[1:]] + [most]
    return [
        "" if high < low else f"{low:,}" if high == low else f"{low:,}–{high:,}"
        for low, high in zip(least, highest, strict=True)
    ]


def density_deck(cells: pd.DataFrame, palette: Palette, *, least_pixels: int = 0) -> pdk.Deck:
    """Draw cells over plain land, coloured by their number of aircraft.

    cells: `cell`, `aircraft`, `longitude`, `latitude`. least_pixels: width of an edge that keeps small cells visible.
    """
    colours = [[*bytes.fromhex(band[1:]), _OPACITY] for band in palette.bands]
    least = least_of_bands(int(cells["aircraft"].max()) if len(cells) else 1, bands=len(colours))
    bands = np.maximum(np.searchsorted(least, cells["aircraft"].to_numpy(float), side="right") - 1, 0)
    rows = cells[["cell", "aircraft"]].assign(colour=[colours[band] for band in bands])
    looks = {"get_fill_color": "colour", "extruded": False, "stroked": least_pixels > 0, "pickable": True}
    looks |= {"get_line_color": "colour", "line_width_min_pixels": least_pixels}
    hexagons = pdk.Layer("H3HexagonLayer", rows, id="cells", get_hexagon="cell", **looks)
    return land_map(hexagons, view_around(cells), palette, tooltip="{aircraft} aircraft")
