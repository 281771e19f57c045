"""How one viewer wants things shown: units, time zone, theme."""

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
    """What the sections are drawn with.

    map_style: a MapLibre style's address, None for the plain outlines; sound, badge: whether a new alert is heard, and
    whether the tab's title has the number of open ones.
    """

    units: Units
    zone: tzinfo
    palette: Palette
    map_style: str | None
    sound: bool
    badge: bool

    def clock(self, epoch_s: float | None) -> str:
        """`09:12:31 UTC`, or the zone's own abbreviation."""
        moment = self._moment(epoch_s)
        return f"{moment:%H:%M:%S %Z}" if moment else NOTHING

    def date_and_clock(self, epoch_s: float | None) -> str:
        """`2026-06-17 09:12:31 UTC`, or the zone's own abbreviation."""
        moment = self._moment(epoch_s)
        return f"{moment:%Y-%m-%d %H:%M:%S %Z}" if moment else NOTHING

    def _moment(self, epoch_s: float | None) -> datetime | None:
        moment = moment_of(epoch_s)
        return moment.astimezone(self.zone) if moment else None


def ask_display(*, map_style: str | None) -> Display:
    """Draw the inputs and return what they say; the theme is the page's own."""
    with st.popover("Display", icon=":material/tune:", key="display"):
        units = st.segmented_control(
            "Units", tuple(_UNITS), default="Metric", required=True, key="units", bind="query-params"
        )
        zone = st.segmented_control(
            "Times", (_UTC, _LOCAL), default=_UTC, required=True, key="zone", bind="query-params"
        )
        sound = st.toggle("Sound at a new alert", key="sound", bind="query-params")
        badge = st.toggle("Number of alerts in the tab's title", key="badge", bind="query-params")
    return Display(
        units=_UNITS[units or "Metric"],
        zone=_local_zone() if zone == _LOCAL else UTC,
        palette=palette_of(st.context.theme.type),
        map_style=map_style,
        sound=sound,
        badge=badge,
    )


def _local_zone() -> tzinfo:
    """The browser's zone; UTC where it doesn't say, or says one that this system doesn't know."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
