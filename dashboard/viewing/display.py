"""A viewer's display settings: units, time zone, theme, alert signals."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from dashboard.drawing.palette import Palette, palette_of
from dashboard.drawing.texts import NOTHING, moment_of
from dashboard.drawing.units import AVIATION, METRIC, Units

_UNITS = {"Metric": METRIC, "Aviation": AVIATION}
_UTC, _LOCAL = "UTC", "Local time"


@dataclass(frozen=True)
class Display:
    """How the sections are drawn.

    map_style: address of a MapLibre style, None for plain outlines. sound: whether a new alert makes a sound. badge:
    whether the tab's title shows the number of open alerts.
    """

    units: Units
    zone: tzinfo
    palette: Palette
    map_style: str | None
    sound: bool
    badge: bool

    def clock(self, epoch_s: float | None) -> str:
        """Format as `09:12:31 UTC`, with the abbreviation of the viewer's zone."""
        moment = self._moment(epoch_s)
        return f"{moment:%H:%M:%S %Z}" if moment else NOTHING

    def date_and_clock(self, epoch_s: float | None) -> str:
        """Format as `2026-06-17 09:12:31 UTC`, with the abbreviation of the viewer's zone."""
        moment = self._moment(epoch_s)
        return f"{moment:%Y-%m-%d %H:%M:%S %Z}" if moment else NOTHING

    def _moment(self, epoch_s: float | None) -> datetime | None:
        moment = moment_of(epoch_s)
        return moment.astimezone(self.zone) if moment else None


def ask_display(*, map_style: str | None) -> Display:
    """Draw the inputs and return the settings; the theme is that of the page."""
    with st.popover("Display", icon=":material/tune:", key="display"):
        units = st.segmented_control(
            "Units", tuple(_UNITS), default="Metric", required=True, key="units", bind="query-params"
        )
        zone = st.segmented_control(
            "Times", (_UTC, _LOCAL), default=_UTC, required=True, key="zone", bind="query-params"
        )
        sound = st.toggle("Sound for new alerts", key="sound", bind="query-params")
        badge = st.toggle("Alert count in the tab title", key="badge", bind="query-params")
    return Display(
        units=_UNITS[units or "Metric"],
        zone=_local_zone() if zone == _LOCAL else UTC,
        palette=palette_of(st.context.theme.type),
        map_style=map_style,
        sound=sound,
        badge=badge,
    )


def _local_zone() -> tzinfo:
    """Return the browser's zone; UTC when it reports none or one that this system does not know."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
