"""One viewer of a page, and the refreshing part of a page."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.reading.store import Outlook, SharedSky, Store
from dashboard.sections.notices import show_banners, show_empty_state, show_source_alerts
from dashboard.viewing.display import Display


@dataclass(frozen=True)
class Viewer:
    """The data, the display settings and the seconds between refreshes (None: off) of one viewer."""

    store: Store
    display: Display
    refresh_s: float | None

    def show_refreshing(self, name: str, draw: Callable[[Outlook], None]) -> None:
        """Draw the banners and then `draw`, again after every refresh; name: key of the fragment.

        Containers keep their order in every run, so that the map and the inputs keep their state.
        """
        st.fragment(self._show, run_every=self.refresh_s, key=name)(draw)

    def _show(self, draw: Callable[[Outlook], None]) -> None:
        began = time.perf_counter()
        outlook = self.store.look(now=time.time())
        notices, content = st.container(key="notices"), st.container(key="content")
        with notices:
            show_banners(outlook)
            seen = self.store.acknowledged.ids()
            show_source_alerts([alert for alert in outlook.open_alerts if alert.id not in seen], self.display)
        with content:
            draw(outlook)
        took_ms = (time.perf_counter() - began) * 1_000
        when = self.display.date_and_clock(outlook.now)
        st.caption(f"Refreshed {when} in {took_ms:.0f} ms. Map: Natural Earth, public domain.")


def show_with_sky(outlook: Outlook, draw: Callable[[SharedSky, Outlook], None]) -> None:
    """Call `draw` with the picture of the sky; without one, show how to start the pipeline."""
    if outlook.sky.value is None:
        show_empty_state(outlook)
    else:
        draw(outlook.sky.value, outlook)
