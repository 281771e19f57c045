"""A pydeck map of plain land, on which one layer is drawn."""

import numpy as np
import pandas as pd
import pydeck as pdk

from dashboard.drawing.palette import Palette
from dashboard.drawing.static_files import STATIC_FILES

HEIGHT = 480
LAND = f"{STATIC_FILES}/world.geojson"
_LEAST_WIDTH = 1_100
"""Smallest width of the map on a desktop, pixels."""


def land_map(layer: pdk.Layer, view: pdk.ViewState, palette: Palette, *, tooltip: str) -> pdk.Deck:
    """Draw a layer over land in the palette's colours; tooltip: template with the layer's `{columns}`."""
    # A layer with a fixed id survives a new picture: the land is neither loaded nor triangulated again.
    colours = {"get_fill_color": palette.land, "get_line_color": palette.border, "line_width_min_pixels": 0.6}
    return pdk.Deck(
        [pdk.Layer("GeoJsonLayer", LAND, id="land", **colours), layer],
        views=[pdk.View(type="MapView", controller=True, repeat=True)],  # repeats the world on a wide page
        initial_view_state=view,
        map_provider=None,
        tooltip={"text": tooltip},
    )


def view_around(places: pd.DataFrame) -> pdk.ViewState:
    """Return a Web Mercator view that holds all but the outermost 1 % of the places (`longitude`, `latitude`)."""
    if places.empty:
        return pdk.ViewState(longitude=8, latitude=28, zoom=0.8)
    west, east = places["longitude"].quantile([0.01, 0.99])
    south, north = np.arcsinh(np.tan(np.radians(places["latitude"].quantile([0.01, 0.99]))))
    # At zoom 0 the world is 512 pixels wide, and 512 high from 85 degrees south to 85 north.
    fits_wide = np.log2(_LEAST_WIDTH * 360 / (512 * max(east - west, 1.0)))
    fits_high = np.log2(HEIGHT * 2 * np.pi / (512 * max(north - south, 0.02)))
    middle = np.degrees(np.arctan(np.sinh((south + north) / 2)))
    zoom = float(np.clip(min(fits_wide, fits_high) - 0.15, 0, 7))
    return pdk.ViewState(longitude=(west + east) / 2, latitude=middle, zoom=zoom)
