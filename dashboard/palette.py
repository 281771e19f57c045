"""Colours of the map, for each theme, and the altitude bands they stand for."""

from dataclasses import dataclass

FLAGGED = "#e0115f"
UNKNOWN_ALTITUDE = "#9aa5b1"
ON_GROUND = "#8391a2"


@dataclass(frozen=True)
class Band:
    """Altitudes below `below_m`, down to the band before."""

    below_m: float
    label: str


BANDS = (
    Band(1_000, "under 1 km"),
    Band(3_000, "1–3 km"),
    Band(6_000, "3–6 km"),
    Band(9_000, "6–9 km"),
    Band(11_000, "9–11 km"),
    Band(float("inf"), "over 11 km"),
)


@dataclass(frozen=True)
class Palette:
    """Colours of the map's ground (red, green, blue, as deck.gl takes them) and of the aircraft, one per band.

    The bands go from light to dark with altitude, so that their order shows without colour vision too.
    """

    bands: tuple[str, ...]
    outline: str
    ocean: str
    land: tuple[int, int, int]
    border: tuple[int, int, int]
    label: tuple[int, int, int]


DARK = Palette(
    bands=("#fff3b0", "#c3ea7c", "#63d596", "#2fc0bd", "#5ba6ff", "#9a86ff"),
    outline="#060b12",
    ocean="#0a1420",
    land=(26, 39, 55),
    border=(54, 73, 96),
    label=(134, 153, 176),
)
LIGHT = Palette(
    bands=("#c58a00", "#6d9c12", "#12955f", "#0a7f90", "#1d5fc9", "#4a2ba6"),
    outline="none",  # deck.gl darkens an edge by itself; a light outline turns grey there
    ocean="#d3e1ee",
    land=(246, 247, 245),
    border=(176, 189, 202),
    label=(104, 118, 134),
)


def palette_of(theme: str | None) -> Palette:
    """The palette for Streamlit's theme type; light where it isn't known."""
    return DARK if theme == "dark" else LIGHT
