"""How many aircraft are over each cell of the H3 grid, and the map of it."""

import math

import h3
import numpy as np
import pandas as pd
import pydeck as pdk

from dashboard.drawing.palette import Palette
from dashboard.drawing.static_files import STATIC_FILES

CELLS = {"Coarse": 2, "Medium": 3, "Fine": 4}
"""H3 resolutions by name: cells of 183, 69 and 26 km edge length (h3geo.org, "Tables of Cell Statistics")."""
HEIGHT = 480
_OPACITY = 205
LAND = f"{STATIC_FILES}/world.geojson"


def count_by_cell(flights: pd.DataFrame, *, resolution: int) -> pd.DataFrame:
    """The cells that have aircraft, most first: cell (H3 index as text), aircraft, longitude, latitude of its middle.

    flights: as of `flights.flight_table`; those without a place are left out.
    """
    placed = flights[flights["mapped"]]
    cells = [
        h3.latlng_to_cell(latitude, longitude, resolution)
        for latitude, longitude in zip(placed["latitude"].tolist(), placed["longitude"].tolist(), strict=True)
    ]
    counts = pd.Series(cells, dtype=object).value_counts()
    return with_middles(pd.DataFrame({"cell": counts.index, "aircraft": counts.to_numpy()}))


def with_middles(cells: pd.DataFrame) -> pd.DataFrame:
    """With `longitude` and `latitude` of the middle of each cell (deg)."""
    middles = [h3.cell_to_latlng(cell) for cell in cells["cell"]]
    return cells.assign(
        longitude=[round(longitude, 2) for _, longitude in middles],
        latitude=[round(latitude, 2) for latitude, _ in middles],
    )


def least_of_bands(most: int, *, bands: int) -> list[int]:
    """The least count of each colour, when the fullest cell has `most`: counts grow from band to band by one factor."""
    return [math.ceil(round(max(most, 1) ** (band / bands), 6)) for band in range(bands)]


def density_deck(cells: pd.DataFrame, palette: Palette, *, least_pixels: int = 0) -> pdk.Deck:
    """Cells (`cell`, `aircraft`, `longitude`, `latitude`) over plain land, coloured by how many aircraft they have;
    small ones are drawn with an edge of `least_pixels`."""
    colours = [[*bytes.fromhex(band[1:]), _OPACITY] for band in palette.bands]
    least = least_of_bands(int(cells["aircraft"].max()) if len(cells) else 1, bands=len(colours))
    bands = np.maximum(np.searchsorted(least, cells["aircraft"].to_numpy(float), side="right") - 1, 0)
    rows = cells[["cell", "aircraft"]].assign(colour=[colours[band] for band in bands])
    # With a name of its own a layer stays when a new picture comes: the land is neither loaded nor cut up again.
    ground = {"get_fill_color": palette.land, "get_line_color": palette.border, "line_width_min_pixels": 0.6}
    land = pdk.Layer("GeoJsonLayer", LAND, id="land", **ground)
    looks = {"get_fill_color": "colour", "extruded": False, "stroked": least_pixels > 0, "pickable": True}
    looks |= {"get_line_color": "colour", "line_width_min_pixels": least_pixels}
    hexagons = pdk.Layer("H3HexagonLayer", rows, id="cells", get_hexagon="cell", **looks)
    return pdk.Deck(
        [land, hexagons],
        views=[pdk.View(type="MapView", controller=True, repeat=True)],  # the world goes on where the page is wider
        initial_view_state=view_around(cells),
        map_provider=None,
        tooltip={"text": "{aircraft} aircraft"},
    )


_LEAST_WIDTH = 1_100
"""Pixels that the map has at least on a desktop."""


def view_around(places: pd.DataFrame) -> pdk.ViewState:
    """A view that holds nearly all of the places (`longitude`, `latitude`), by the Web Mercator projection."""
    if places.empty:
        return pdk.ViewState(longitude=8, latitude=28, zoom=0.8)
    west, east = places["longitude"].quantile([0.01, 0.99])
    south, north = np.arcsinh(np.tan(np.radians(places["latitude"].quantile([0.01, 0.99]))))
    # At zoom 0 the world is 512 pixels wide, and as high between 85 degrees south and north.
    fits_wide = np.log2(_LEAST_WIDTH * 360 / (512 * max(east - west, 1.0)))
    fits_high = np.log2(HEIGHT * 2 * np.pi / (512 * max(north - south, 0.02)))
    middle = np.degrees(np.arctan(np.sinh((south + north) / 2)))
    zoom = float(np.clip(min(fits_wide, fits_high) - 0.15, 0, 7))
    return pdk.ViewState(longitude=(west + east) / 2, latitude=middle, zoom=zoom)
