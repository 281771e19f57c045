"""The map of the traffic, with the choice of its colours."""

from collections.abc import Sequence, Set
from dataclasses import asdict

import pandas as pd
import streamlit as st

from dashboard.drawing.palette import SEVERITY, Palette
from dashboard.map.colouring import COLOURINGS
from dashboard.map.component import show_sky_map
from dashboard.map.fences import fence_shapes
from dashboard.map.packet import make_packet
from dashboard.map.sky_view import Look, rings, trail
from dashboard.reading.alerts import ShownAlert
from dashboard.reading.store import Store
from dashboard.sections.filters import INSIDE_VIEW
from dashboard.sections.search_hits import show_hits
from dashboard.viewing.display import Display
from dashboard.viewing.flight_filter import FlightFilter, Mask
from dashboard.viewing.scene import MapScene
from dashboard.viewing.selection import pick, selected_aircraft, wanted_focus

MOST_TRAILS = 20


def show_map(scene: MapScene, store: Store, display: Display, chosen: FlightFilter) -> Mask:
    """Draw the aircraft that pass the filter, and return a mask of these over the picture's flights.

    The map keeps its pan and zoom across refreshes.
    """
    flights = scene.sky.picture.flights
    hits = st.container(horizontal=True, key="search-hits")
    colouring, moving = _ask_looks()
    drawn = store.drawn.draw(
        scene.version, flights, scene.alerts, Look(chosen, colouring, display.palette, display.units)
    )
    with hits:
        if len(flights) and not drawn.remaining:
            st.info("No aircraft passes your filters.", icon=":material/filter_list:")
        elif chosen.search.strip():
            show_hits(flights, drawn.passed)
    pace = scene.pace if moving else 0.0
    selected = selected_aircraft()
    packet = make_packet(
        drawn.columns,
        {
            "theme": display.palette.as_theme(),
            "legend": drawn.legend,
            "rings": rings(),
            "units": asdict(display.units),
            "elapsed": scene.elapsed_s,
            "pace": pace,
            "report_bounds": bool(st.session_state.get(INSIDE_VIEW)),
            "alt": f"Map of {drawn.columns.count:,} aircraft; the switch below it lists them in a table",
            "note": _note(drawn.columns.count, drawn.remaining, len(flights), moving=pace > 0),
            "selected": selected,
            "focus": wanted_focus(),
            "fences": fence_shapes(store.rules.current()),
            "trails": scene_trails(scene, drawn.passed, selected, display.palette),
            "style": display.map_style,
        },
    )
    show_sky_map(packet, on_click=pick)
    return drawn.passed


def _ask_looks() -> tuple[str, bool]:
    with st.container(horizontal=True, vertical_alignment="center", key="map-looks"):
        colouring = st.segmented_control(
            "Colour by", tuple(COLOURINGS), default="Altitude", required=True, key="colouring", bind="query-params"
        )
        moving = st.toggle(
            "Animate between polls",
            value=True,
            key="moving",
            bind="query-params",
            help="Positions are extrapolated along the reported track at the reported speed, for at most a minute.",
        )
    return colouring or "Altitude", moving


def scene_trails(scene: MapScene, passed: Mask, selected: str | None, palette: Palette) -> list[dict[str, object]]:
    """Return the trails of the aircraft with the most severe alerts, and on top that of the selected one.

    Hidden aircraft have none. When an alert's aircraft has no remembered fixes, the fixes behind the alert are used.
    """
    of_aircraft = [alert for alert in scene.alerts if alert.icao24]
    shown = _shown({*(alert.icao24 for alert in of_aircraft), selected}, scene.sky.picture.flights, passed)
    worst: dict[str, ShownAlert] = {}
    for alert in of_aircraft:
        if alert.icao24 and alert.icao24 in shown and alert.icao24 != selected:
            worst.setdefault(alert.icao24, alert)
    alerts = list(worst.items())[:MOST_TRAILS]
    remembered = scene.trails_of([icao24 for icao24, _ in alerts])
    ways: list[tuple[Sequence[tuple[float, float]], str]] = []
    for icao24, alert in alerts:
        way = _way(remembered[icao24]) if icao24 in remembered else []
        ways.append((way if len(way) > 1 else alert.track, SEVERITY[alert.severity]))
    if selected in shown and selected:
        ways.append((_way(scene.trail_of(selected)), palette.selected_colour))
    return [trail(way, colour) for way, colour in ways if len(way) > 1]


def _shown(icao24s: Set[str | None], flights: pd.DataFrame, passed: Mask) -> Set[str | None]:
    """Return the aircraft that pass the filter; when all pass, aircraft outside the picture are included."""
    return icao24s if passed.all() else icao24s & set(flights.loc[passed & flights["icao24"].isin(icao24s), "icao24"])


def _way(fixes: pd.DataFrame) -> Sequence[tuple[float, float]]:
    return list(zip(fixes["longitude"].tolist(), fixes["latitude"].tolist(), strict=True))


def _note(drawn: int, remaining: int, known: int, *, moving: bool) -> str:
    words = f"{drawn:,} aircraft on the map."
    if known and not remaining:
        return f"No aircraft passes your filters: all {known:,} are hidden."
    if remaining < known:
        words = f"{remaining:,} of {known:,} aircraft pass the filters; {drawn:,} are on the map."
    elif drawn < known:
        words = f"{drawn:,} of {known:,} aircraft on the map; the others have no position."
    return f"{words} Positions between polls are estimated." if moving else words
