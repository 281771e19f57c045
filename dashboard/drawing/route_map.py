"""Draws the busiest routes as great circles over plain land."""

import pandas as pd
import pydeck as pdk

from dashboard.drawing.land_map import land_map, view_around
from dashboard.drawing.palette import Palette

_WIDEST = 7.0
_NARROWEST = 1.5
_OPACITY = 190


def route_deck(routes: pd.DataFrame, palette: Palette) -> pdk.Deck:
    """Draw the routes of `busiest_routes` between known airports; the more flights, the wider the arc."""
    placed = routes.dropna(subset=["departure_longitude", "arrival_longitude"])
    most = float(placed["flights"].max()) if len(placed) else 1.0
    widths = _NARROWEST + (_WIDEST - _NARROWEST) * placed["flights"].astype(float) / most
    rows = pd.DataFrame(
        {
            "start": placed[["departure_longitude", "departure_latitude"]].to_numpy(float).tolist(),
            "end": placed[["arrival_longitude", "arrival_latitude"]].to_numpy(float).tolist(),
            "width": widths.round(2),
            "route": placed["departure_airport"] + " to " + placed["arrival_airport"],
            "flights": placed["flights"].astype(int),
        }
    )
    start, end = ([*bytes.fromhex(palette.bands[band][1:]), _OPACITY] for band in (2, 4))
    circles = pdk.Layer(
        "GreatCircleLayer",
        rows,
        id="routes",
        get_source_position="start",
        get_target_position="end",
        get_width="width",
        get_source_color=start,
        get_target_color=end,
        pickable=True,
    )
    ends = pd.DataFrame([*rows["start"], *rows["end"]], columns=["longitude", "latitude"])
    return land_map(circles, view_around(ends), palette, tooltip="{route}: {flights} flights")
