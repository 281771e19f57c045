"""Colours of the map for the light and the dark theme."""

from dataclasses import asdict, dataclass
from typing import Any

FLAGGED = "#e0115f"
UNKNOWN_ALTITUDE = "#9aa5b1"
ON_GROUND = "#8391a2"
SEVERITY = {"critical": "#d6142f", "warning": "#b45f06", "info": "#2a6fbd"}
"""Each is dark enough for white text (contrast of 4.5 to 1, WCAG 2)."""


@dataclass(frozen=True)
class Palette:
    """Colours of the aircraft, one per value band, and of the map's background (red, green, blue for deck.gl).

    Lightness changes steadily from band to band, so their order shows without colour vision too.
    """

    bands: tuple[str, ...]
    ocean: str
    land: tuple[int, int, int]
    border: tuple[int, int, int]
    label: tuple[int, int, int]
    text: tuple[int, int, int]
    halo: tuple[int, int, int]
    """Drawn behind names and around each aircraft."""
    selected: tuple[int, int, int]

    @property
    def selected_colour(self) -> str:
        """`selected` as `#rrggbb`."""
        return "#" + bytes(self.selected).hex()

    def as_theme(self) -> dict[str, Any]:
        """Return the colours under the names that the map's JavaScript expects."""
        return {**asdict(self), "edge": self.halo}


DARK = Palette(
    bands=("#fff3b0", "#c3ea7c", "#63d596", "#2fc0bd", "#5ba6ff", "#9a86ff"),
    ocean="#0a1420",
    land=(26, 39, 55),
    border=(54, 73, 96),
    label=(134, 153, 176),
    text=(228, 235, 245),
    halo=(6, 11, 18),
    selected=(255, 255, 255),
)
LIGHT = Palette(
    bands=("#c58a00", "#6d9c12", "#12955f", "#0a7f90", "#1d5fc9", "#4a2ba6"),
    ocean="#d3e1ee",
    land=(246, 247, 245),
    border=(176, 189, 202),
    label=(104, 118, 134),
    text=(19, 34, 56),
    halo=(255, 255, 255),
    selected=(19, 34, 56),
)


def palette_of(theme: str | None) -> Palette:
    """Return the palette for Streamlit's theme type; LIGHT when it is unknown."""
    return DARK if theme == "dark" else LIGHT
