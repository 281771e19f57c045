"""Whom a page is drawn for."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.reading.store import Outlook, Sky, Store
from dashboard.sections.notices import show_banners, show_empty_state
from dashboard.viewing.display import Display


@dataclass(frozen=True)
class Viewer:
    """What is there to show, and how they want it; refresh_s: seconds between refreshes, None when it is off."""

    store: Store
    display: Display
    refresh_s: float | None

    def show_refreshing(self, name: str, draw: Callable[[Outlook], None]) -> None:
        """Say whose traffic it is, and draw, again and again with what is new by then.

        Containers are laid out in the same order in every run, so that the map and the inputs keep their place and with
        it what the viewer did to them.
        """
        st.fragment(self._show, run_every=self.refresh_s, key=name)(draw)

    def _show(self, draw: Callable[[Outlook], None]) -> None:
        began = time.perf_counter()
        outlook = self.store.look(now=time.time())
        notices, content = st.container(key="notices"), st.container(key="content")
        with notices:
            show_banners(outlook)
        with content:
            draw(outlook)
        took_ms = (time.perf_counter() - began) * 1_000
        when = self.display.date_and_clock(outlook.now)
        st.caption(f"Refreshed {when} in {took_ms:.0f} ms. Map: Natural Earth, public domain.")


def show_with_sky(outlook: Outlook, draw: Callable[[Sky, Outlook], None]) -> None:
    """Draw what needs a picture of the sky, or how to get one."""
    if outlook.sky.value is None:
        show_empty_state(outlook)
    else:
        draw(outlook.sky.value, outlook)
