"""The aircraft icons: drawn here as SVG, packed into one image that travels inside the page."""

import base64
from functools import cache
from typing import Any

from dashboard.palette import BANDS, FLAGGED, ON_GROUND, UNKNOWN_ALTITUDE, Palette

CELL = 96
"""Pixels per icon in the atlas: four times the usual size on screen, so that a zoomed-in one stays sharp."""

_PLANE = (
    "M32 2 C35.8 2 37.8 7 37.8 13 L37.8 21.5 L61.5 36.5 L61.5 45 L37.8 38.6 L36.6 49.5 "
    "L44.5 55.5 L44.5 61.5 L32 58.4 L19.5 61.5 L19.5 55.5 L27.4 49.5 L26.2 38.6 L2.5 45 L2.5 36.5 L26.2 21.5 L26.2 13 "
    "C26.2 7 28.2 2 32 2 Z"
)
_DIAMOND = "M32 1 L63 32 L32 63 L1 32 Z"

UNKNOWN_BAND = len(BANDS)
HALO = "halo"
"""The diamond behind a flagged aircraft; drawn apart, so that it does not turn with the heading."""


def icon_name(*, band: int, heading: bool, flagged: bool, on_ground: bool) -> str:
    """The atlas's name for an aircraft: a plane, or a disc where its heading is not known."""
    shape = "plane" if heading else "disc"
    if flagged:
        return f"flagged-{shape}"
    return f"ground-{shape}" if on_ground else f"{shape}-{band}"


def _drawings(palette: Palette) -> dict[str, str]:
    edge = f'stroke="{palette.outline}" stroke-width="2.6" stroke-linejoin="round"'

    def plane(colour: str) -> str:
        return f'<path d="{_PLANE}" fill="{colour}" {edge}/>'

    def disc(colour: str) -> str:
        return f'<circle cx="32" cy="32" r="16" fill="{colour}" {edge}/>'

    halo = f'<path d="{_DIAMOND}" fill="{FLAGGED}" stroke="#fff" stroke-width="3.5" stroke-linejoin="round"/>'

    def white(inside: str) -> str:
        return f'<g transform="translate(32 32) scale(.56) translate(-32 -31)" fill="#fff">{inside}</g>'

    colours = [*palette.bands, UNKNOWN_ALTITUDE]
    return {
        **{f"plane-{index}": plane(colour) for index, colour in enumerate(colours)},
        **{f"disc-{index}": disc(colour) for index, colour in enumerate(colours)},
        "ground-plane": plane(ON_GROUND),
        "ground-disc": disc(ON_GROUND),
        HALO: halo,
        "flagged-plane": white(f'<path d="{_PLANE}"/>'),
        "flagged-disc": white('<circle cx="32" cy="32" r="18"/>'),
    }


@cache
def atlas(palette: Palette) -> tuple[str, dict[str, Any]]:
    """All icons side by side as a `data:` URI, and deck.gl's icon mapping into it."""
    drawings = _drawings(palette)
    cells, mapping = [], {}
    for index, (name, drawing) in enumerate(drawings.items()):
        cells.append(f'<svg x="{index * CELL}" width="{CELL}" height="{CELL}" viewBox="-1 -1 66 66">{drawing}</svg>')
        mapping[name] = {"x": index * CELL, "y": 0, "width": CELL, "height": CELL}
    width = CELL * len(drawings)
    return _data_uri(f'width="{width}" height="{CELL}"', "".join(cells)), mapping


@cache
def single(name: str, palette: Palette) -> str:
    """One icon, a flagged one with its diamond, as a `data:` URI for the legend."""
    drawings = _drawings(palette)
    behind = drawings[HALO] if name.startswith("flagged") else ""
    return _data_uri('width="64" height="64" viewBox="-1 -1 66 66"', behind + drawings[name])


def _data_uri(size: str, content: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{content}</svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
