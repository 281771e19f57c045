"""The map with its switches and legend."""

from dataclasses import astuple

import streamlit as st

from dashboard.icons import UNKNOWN_BAND, icon_name, single
from dashboard.markup import fill
from dashboard.palette import BANDS, Palette
from dashboard.sky_map import HEIGHT, NARROW, WIDE, View, build_map, fit_view
from dashboard.store import Sky

_LEGEND_ITEM = '<li><img src="{image}" alt="" width="{size}" height="{size}">{words}</li>'


def show_map(sky: Sky, palette: Palette) -> None:
    """Draw the aircraft; where the viewer has panned and zoomed to stays, whatever is refreshed."""
    with st.container(horizontal=True, vertical_alignment="center", key="map-switches"):
        st.subheader("Map")
        ground = st.toggle("On the ground", value=True, key="show_ground")
        flagged_only = st.toggle("Flagged only", value=False, key="show_flagged_only")
        refit = st.button("Fit to aircraft", icon=":material/fit_screen:", key="fit")
    groups = ["flagged"] if flagged_only else [*(["ground"] if ground else []), "airborne", "flagged"]
    shown = sum(sky.map_rows.counts[group] for group in groups)
    deck = build_map(sky.map_rows, palette, view=_view(sky, refit=refit), groups=groups)
    with st.container(key="sky"):
        st.html(f"<style>.st-key-sky .stDeckGlJsonChart {{ background: {palette.ocean}; }}</style>")
        st.pydeck_chart(
            deck, height=HEIGHT, key="sky-map", alt=f"Map of {shown:,} aircraft; the table below lists them"
        )
    st.html(_legend(palette))
    st.caption(_count_words(shown, len(sky.picture.flights)))


def _view(sky: Sky, *, refit: bool) -> View:
    """The first view, kept for the session: the same numbers in each refresh leave the viewer's own view alone."""
    state = st.session_state
    if refit or ("view" not in state and sky.picture.flights["mapped"].any()):
        # Streamlit moves the map only by what differs from the view before, hence the hair's breadth.
        state["fits"] = state.get("fits", 0) + 1
        state["view"] = View(*(value + state["fits"] * 1e-6 for value in astuple(_fitted(sky))))
    return state.get("view") or _fitted(sky)


def _fitted(sky: Sky) -> View:
    """The view that holds the aircraft; phones are told by what their browsers call themselves."""
    phone = "Mobi" in st.context.headers.get("User-Agent", "")
    return fit_view(sky.picture.flights, width=NARROW if phone else WIDE)


def _count_words(shown: int, known: int) -> str:
    if shown == known:
        return f"{shown:,} aircraft on the map."
    return f"{shown:,} of {known:,} aircraft on the map; the others are switched off or have no position."


def _legend(palette: Palette) -> str:
    bands = [*((index, band.label) for index, band in enumerate(BANDS)), (UNKNOWN_BAND, "altitude unknown")]
    items = [
        _item(icon_name(band=index, heading=True, flagged=False, on_ground=False), words, 20, palette)
        for index, words in bands
    ]
    items.append(
        _item(icon_name(band=UNKNOWN_BAND, heading=False, flagged=False, on_ground=False), "no heading", 18, palette)
    )
    items.append(_item(icon_name(band=0, heading=True, flagged=False, on_ground=True), "on the ground", 14, palette))
    items.append(_item(icon_name(band=0, heading=True, flagged=True, on_ground=False), "flagged", 22, palette))
    title = '<li class="fw-legend-title">Altitude</li>'
    return f'<ul class="fw-legend" aria-label="Legend of the map">{title}{"".join(items)}</ul>'


def _item(icon: str, words: str, size: int, palette: Palette) -> str:
    return fill(_LEGEND_ITEM, image=single(icon, palette), words=words, size=size)
