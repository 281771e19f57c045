"""A range that is filtered by: kept in the record's own unit, here and in the page's address, shown in the viewer's."""

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
    """What is asked for; `name` is that of the address, `highest` (in the record's unit) where a range is open above,
    `step` what the slider moves by in whatever unit it shows."""

    name: str
    title: str
    highest: float
    step: int

    @property
    def kept_as(self) -> str:
        return f"{self.name}_range"


def ask_range(quantity: Quantity, unit: str, *, per_unit: float) -> Range | None:
    """Draw a slider in the viewer's unit, `per_unit` of which are one of the record's; None when all is let through."""
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
    """The range chosen, at first that of the page's address."""
    if quantity.kept_as not in st.session_state:
        st.session_state[quantity.kept_as] = _parse(st.query_params.get(quantity.name, ""))
    kept: Range = st.session_state[quantity.kept_as]
    return kept


def ask_for_everything(quantity: Quantity) -> None:
    """To be called from a widget's callback."""
    st.session_state[quantity.kept_as] = EVERYTHING


def _parse(words: str) -> Range:
    """`3000-9144.5`, `3000-`, `-9144.5`."""
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
