"""One card of the History page: a title, a chart of the warehouse's rows, and the rows as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.drawing.history_charts import MOST_BARS, bar_figure
from dashboard.sections.chart_card import show_chart, show_numbers
from dashboard.viewing.display import Display
from warehouse.history_queries import alerts_by_day, flags_by_day, flights_by_airline, traffic_by_country
from warehouse.reader import Days, Warehouse


@dataclass(frozen=True)
class HistoryChoice:
    """The days and the source that the viewer chose, with the rows that several parts of the page show.

    Every property raises WarehouseError.
    """

    warehouse: Warehouse
    days: Days
    source: str

    @cached_property
    def airlines(self) -> pd.DataFrame:
        """Rows of `flights_by_airline`."""
        return flights_by_airline(self.warehouse, self.days, self.source)

    @cached_property
    def countries(self) -> pd.DataFrame:
        """Rows of `traffic_by_country`."""
        return traffic_by_country(self.warehouse, self.days, self.source)

    @cached_property
    def alerts(self) -> pd.DataFrame:
        """Rows of `alerts_by_day`."""
        return alerts_by_day(self.warehouse, self.days, self.source)

    @cached_property
    def flags(self) -> pd.DataFrame:
        """Rows of `flags_by_day`."""
        return flags_by_day(self.warehouse, self.days, self.source)


@dataclass(frozen=True)
class HistoryCard:
    """A card of the History page.

    key: of its widgets. title: may contain `{altitude_unit}`. empty: shown when there is nothing to draw. rows: queries
    the warehouse. draw: draws the rows that `drawn` keeps, under the key.
    """

    key: str
    title: str
    empty: str
    rows: Callable[[HistoryChoice], pd.DataFrame]
    draw: Callable[[pd.DataFrame, str, Display], None]
    drawn: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows
    caption: str | None = None
    table: tuple[str, ...] | None = ()
    """Columns of the table below the chart; all when empty, no table when None."""

    def show(self, choice: HistoryChoice, display: Display) -> None:
        """Draw the card."""
        with st.container(border=True, key=f"{self.key}-card"):
            st.subheader(self.title.format(altitude_unit=display.units.altitude_unit), anchor=False)
            self.show_rows(choice, display)

    def show_rows(self, choice: HistoryChoice, display: Display) -> None:
        """Draw the content of the card alone."""
        rows = self.rows(choice)
        drawn = self.drawn(rows)
        if drawn.empty:
            st.write(self.empty)
            return
        self.draw(drawn, self.key, display)
        if self.caption:
            st.caption(self.caption.format(count=len(drawn)))
        if self.table is not None:
            show_numbers(rows[list(self.table)] if self.table else rows, self.key)


@dataclass(frozen=True)
class Bars:
    """Draws the first MOST_BARS rows as bars.

    names: columns, of which the first that is not null names a bar. value: its length. words: its hover text.
    """

    alt: str
    names: tuple[str, ...]
    value: Callable[[pd.DataFrame], pd.Series]
    words: Callable[[Any], str]

    def __call__(self, rows: pd.DataFrame, key: str, _display: Display) -> None:
        first = rows.head(MOST_BARS)
        names = first[list(self.names)].bfill(axis=1).iloc[:, 0]
        words = [self.words(row) for row in first.itertuples()]
        show_chart(bar_figure(names, self.value(first), words), key, self.alt)
