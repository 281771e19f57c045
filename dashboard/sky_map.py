"""The map: outlines and aircraft as a deck.gl specification that asks nothing of any other host."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd
import pydeck as pdk

from dashboard.icons import atlas
from dashboard.map_rows import MapRows
from dashboard.palette import Palette

WORLD_FILE = Path(__file__).parent / "assets" / "world.geojson"
HEIGHT = 560
WIDE, NARROW = 900, 360
"""Pixels that the first view is fitted to; the server doesn't know how wide the browser is, only that it is a phone."""
_SCREEN_UNIT = 512
"""Pixels of the whole world at zoom 0."""
CROWDS = (300, 4_000)
"""Aircraft from which on the icons start smaller."""
_SIZES = {
    "ground": (11, 8, 6, 18),
    "airborne": (22, 14, 11, 34),
    "halos": (30, 24, 19, 46),
    "flagged": (30, 24, 19, 46),
}
"""Pixels at the least, for few aircraft, many and a crowd, and at the most; in between, icons grow with the map."""

TOOLTIP = {
    "html": (
        '<div style="font-size:14px;font-weight:700">{n} <span style="font-weight:400;opacity:.75">{h}</span></div>'
        '<div style="opacity:.85;margin-bottom:4px">{o}</div>'
        "<div>Altitude: {l}</div><div>Speed: {v}</div><div>Vertical rate: {r}</div><div>Track: {t}</div>"
        "<div>Position age: {g}</div>"
        '<div style="color:#ff9dbb;font-weight:600;max-width:280px;white-space:normal">{f}</div>'
    ),
    "style": {
        "backgroundColor": "rgba(12,20,32,.94)",
        "color": "#eef3fa",
        "fontSize": "12.5px",
        "lineHeight": "1.45",
        "padding": "8px 11px",
        "borderRadius": "8px",
        "zIndex": "5",
    },
}
"""Streamlit (1.60 and later) escapes the values it puts in; a test shows it."""


@dataclass(frozen=True)
class View:
    """Where the map looks at first."""

    longitude: float
    latitude: float
    zoom: float


WORLD = View(longitude=8.0, latitude=28.0, zoom=1.0)


def fit_view(flights: pd.DataFrame, *, width: int = WIDE) -> View:
    """The view that holds nearly all aircraft (the outermost 1 % don't count); the world when there are none."""
    mapped = flights[flights["mapped"]]
    if mapped.empty:
        return WORLD
    west, east = np.percentile(mapped["longitude"], [1, 99])
    south, north = _mercator(np.percentile(mapped["latitude"].clip(-80, 80), [1, 99]))
    by_width = width / (max(east - west, 0.01) / 360 * _SCREEN_UNIT)
    by_height = HEIGHT / (max(north - south, 0.01) / 360 * _SCREEN_UNIT)
    zoom = float(np.clip(log2(min(by_width, by_height)) - 0.15, WORLD.zoom, 7.5))
    if zoom < WORLD.zoom + 0.3:
        return WORLD
    middle = np.degrees(2 * np.arctan(np.exp(np.radians((south + north) / 2))) - np.pi / 2)
    return View(round(float(west + east) / 2, 3), round(float(middle), 3), round(zoom, 2))


def _mercator(latitude: np.ndarray) -> Any:
    """Web Mercator's northing in degrees of longitude at the equator."""
    return np.degrees(np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2)))


class PreparedDeck(pdk.Deck):
    """A deck whose specification is already text: pydeck would write 10,000 rows indented and sorted, in 0.3 s."""

    def __init__(self, specification: str) -> None:
        super().__init__(layers=[], map_provider=None, tooltip=TOOLTIP)
        self._specification = specification

    def to_json(self) -> str:
        return self._specification


def build_map(rows: MapRows, palette: Palette, *, view: View, groups: Sequence[str]) -> PreparedDeck:
    """Put the named groups of aircraft over the world's outline.

    The map style stays pydeck's default: with `None`, Streamlit fetches CARTO's tiles.
    """
    layers, data = [*_world_layers(palette)], {"land": _world(), "names": _labels()}
    crowd = bisect_right(CROWDS, sum(rows.counts.values()))
    for group in groups:
        for layer in ("halos", "flagged") if group == "flagged" else (group,):
            layers.append(_icon_layer(layer, palette, crowd=crowd))
            data[layer] = getattr(rows, layer)
    deck = pdk.Deck(
        layers=layers,
        views=[pdk.View(type="MapView", controller=True, repeat=True)],
        initial_view_state=pdk.ViewState(**asdict(view), min_zoom=0.3, max_zoom=12),
        map_provider=None,
    )
    specification: dict[str, Any] = orjson.loads(deck.to_json())
    for layer in specification["layers"]:
        layer["data"] = orjson.Fragment(data[layer["id"]])
    return PreparedDeck(orjson.dumps(specification).decode())


def _world_layers(palette: Palette) -> list[pdk.Layer]:
    land = pdk.Layer(
        "GeoJsonLayer",
        id="land",
        get_fill_color=list(palette.land),
        get_line_color=list(palette.border),
        line_width_min_pixels=0.8,
        get_line_width=0,
        stroked=True,
        pickable=False,
    )
    names = pdk.Layer(
        "TextLayer",
        id="names",
        get_position="[x, y]",
        get_text="n",
        get_size="s",
        # In units of the map, so that a name comes up as its country fills the screen.
        size_units=pdk.types.String("common"),
        size_max_pixels=15,
        get_color=list(palette.label),
        font_family=pdk.types.String("Source Sans, sans-serif"),
        character_set=pdk.types.String("auto"),
        pickable=False,
    )
    return [land, names]


def _icon_layer(name: str, palette: Palette, *, crowd: int) -> pdk.Layer:
    image, mapping = atlas(palette)
    *smallest, largest = _SIZES[name]
    return pdk.Layer(
        "IconLayer",
        id=name,
        icon_atlas=pdk.types.String(image),
        icon_mapping=mapping,
        get_icon="i",
        get_position="[x, y]",
        get_angle=0 if name == "halos" else "a",
        get_size=1.0,
        size_units=pdk.types.String("common"),
        size_min_pixels=smallest[crowd],
        size_max_pixels=largest,
        pickable=name != "halos",
    )


@cache
def _world() -> bytes:
    return WORLD_FILE.read_bytes()


@cache
def _labels() -> bytes:
    """Names by country, sized by the root of its area so that large countries are named first."""
    features = [feature["properties"] for feature in orjson.loads(_world())["features"]]
    return orjson.dumps(
        [
            {
                "x": item["label"][0],
                "y": item["label"][1],
                "n": item["name"],
                "s": min(max(item["area"] ** 0.5 / 12, 0.4), 0.8),
            }
            for item in features
        ]
    )
