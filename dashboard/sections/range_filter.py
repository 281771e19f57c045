"""A slider for a range, shown in the viewer's unit, and stored and put in the page's address in the record's unit."""

import re
from dataclasses import dataclass
from math import inf

import streamlit as st

from dashboard.viewing.flight_filter import Range

EVERYTHING: Range = (-inf, inf)
_EDGE = r"(\d{1,5}(?:\.\d{1,4})?)?"
_RANGE = re.compile(f"{_EDGE}-{_EDGE}")


@dataclass(frozen=True)
class Quantity:
    """A quantity to filter by.

    name: its parameter in the page's address. highest: end of the slider, in the record's unit; a range up to it has no
    upper limit. step: of the slider, in the unit shown.
    """

    name: str
    title: str
    highest: float
    step: int

    @property
    def kept_as(self) -> str:
        return f"{self.name}_range"


def ask_range(quantity: Quantity, unit: str, *, per_unit: float) -> Range | None:
    """Draw a slider and return the range in the record's unit, None for everything.

    per_unit: factor from the record's unit to the viewer's.
    """
    step = quantity.step
    kept = asked_range(quantity)
    end = round(quantity.highest * per_unit / step) * step
    low, high = (round(min(max(edge * per_unit, 0), end) / step) * step for edge in kept)
    key = f"{quantity.name}_in_{unit}"
    st.session_state[key] = low, high

    def take() -> None:
        new_low, new_high = st.session_state[key]
        st.session_state[quantity.kept_as] = (
            kept[0] if new_low == low else new_low / per_unit if new_low > 0 else -inf,
            kept[1] if new_high == high else new_high / per_unit if new_high < end else inf,
        )

    st.slider(f"{quantity.title}, {unit}", 0, end, step=step, key=key, on_change=take)
    _keep_in_address(quantity, kept)
    return None if kept == EVERYTHING else kept


def asked_range(quantity: Quantity) -> Range:
    """Return the chosen range, initially from the page's address."""
    if quantity.kept_as not in st.session_state:
        st.session_state[quantity.kept_as] = _parse(st.query_params.get(quantity.name, ""))
    kept: Range = st.session_state[quantity.kept_as]
    return kept


def ask_for_everything(quantity: Quantity) -> None:
    """Clear the range; only callable from a widget's callback."""
    st.session_state[quantity.kept_as] = EVERYTHING


def _parse(words: str) -> Range:
    """Parse `3000-9144.5`, `3000-` or `-9144.5`; anything else is EVERYTHING."""
    if not (edges := _RANGE.fullmatch(words)):
        return EVERYTHING
    low, high = float(edges[1] or -inf), float(edges[2] or inf)
    return (low, high) if low <= high else EVERYTHING


def _keep_in_address(quantity: Quantity, kept: Range) -> None:
    low, high = (f"{edge:g}" if abs(edge) < inf else "" for edge in kept)
    words = "" if kept == EVERYTHING else f"{low}-{high}"
    if words == st.query_params.get(quantity.name, ""):
        return
    if words:
        st.query_params[quantity.name] = words
    else:
        del st.query_params[quantity.name]
