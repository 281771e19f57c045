"""The Explorer page: the kept records as a table, filtered by a word or by SQL, with exports."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta

import pyarrow as pa
import streamlit as st

from dashboard.archive.batches import Span
from dashboard.archive.exports import to_csv, to_geojson, to_parquet, why_not
from dashboard.archive.plain_queries import TIME, plain_query, tables_of
from dashboard.archive.queries import MOST_SECONDS, QueryFailed, QueryResult
from dashboard.archive.tables import TABLES, KeptTable
from dashboard.sections.notices import show_origin
from dashboard.viewing.display import Display
from dashboard.viewing.viewer import Viewer

MOST_ROWS = 50_000
MOST_SHOWN = 2_000
"""Rows in the page's table; exports contain the whole result."""
MOST_SQL = 2_000
"""Characters of a query, limited because the page's address contains it."""
SPANS_S = {"10 min": 600, "1 h": 3_600, "6 h": 21_600, "24 h": 86_400, "All": None}
FROM_TO = "Custom range"

_RESULT = "explorer_result"
_MOST_WORD = 100
_OUTPUTS = {table.name: table for table in TABLES}
_FAR_FUTURE = 1e10
_FORMATS: tuple[tuple[str, str, str, Callable[[pa.Table], bytes]], ...] = (
    ("CSV", "csv", "text/csv", to_csv),
    ("Parquet", "parquet", "application/vnd.apache.parquet", to_parquet),
    ("GeoJSON", "geojson", "application/geo+json", to_geojson),
)


@dataclass(frozen=True)
class _TimeRange:
    """The last `seconds` before the newest row, or from `start` to `end` (epoch s; None: open)."""

    seconds: float | None = None
    start: float | None = None
    end: float | None = None

    def within(self, kept: Span) -> Span:
        """Return the start and end (epoch s) of the range, given the span of the kept rows."""
        if self.seconds is not None:
            return kept[1] - self.seconds, _FAR_FUTURE
        return self.start or 0.0, _FAR_FUTURE if self.end is None else self.end


@dataclass(frozen=True)
class _Request:
    """A query over the rows of a time range."""

    sql: str
    time_range: _TimeRange


@dataclass(frozen=True)
class _Response:
    """The result of a request, or the error that prevented it; refused_exports: reasons by format."""

    request: _Request
    asked: Span
    result: QueryResult | None = None
    error: QueryFailed | None = None
    refused_exports: Mapping[str, str] = field(default_factory=dict)


def show_explorer_page(viewer: Viewer) -> None:
    """Draw the page."""
    if sky := viewer.store.look(now=time.time()).sky.value:
        with st.container(key="notices"):
            show_origin(sky.picture)
    what, how = (
        st.container(horizontal=True, vertical_alignment="bottom", key=key) for key in ("explorer-what", "explorer-how")
    )
    response: _Response | None = st.session_state.get(_RESULT)
    with how:
        in_sql = st.toggle("Use SQL", key="in_sql", bind="query-params")
        run_now = st.button("Run", type="primary", icon=":material/search:", key="explorer-run")
    with what:
        table = _OUTPUTS[st.selectbox("Output", tuple(_OUTPUTS), key="output", bind="query-params")]
        time_range = _ask_time_range()
    if in_sql:
        with how:
            _offer_to_start_from(table)
        sql = _ask_sql(response.request.sql if response else plain_query(table))
        names, description = tables_of(sql), ""
    else:
        with what:
            sql = _ask_plain(table)
        names, description = (table.name,), f"{table.description}. "
    kept = viewer.store.queries.span(names)
    if kept is None:
        st.info(f"No records yet in {_listed(names)}.", icon=":material/table_view:")
        return
    first, last = map(viewer.display.date_and_clock, kept)
    st.caption(f"{_listed(names)}: {description}Kept from {first} to {last}; time ranges end at the newest row.")
    request = _Request(sql, time_range)
    if run_now or response is None or (not in_sql and response.request != request):
        response = st.session_state[_RESULT] = _run(request, kept, viewer)
    if response.request != request:
        st.info(
            "The query has changed. These rows belong to the previous one; press *Run* to update them.",
            icon=":material/edit:",
        )
    _show(response, viewer.display)


def _ask_time_range() -> _TimeRange:
    chosen = st.segmented_control(
        "Time range", (*SPANS_S, FROM_TO), default="10 min", required=True, key="last", bind="query-params"
    )
    if chosen == FROM_TO:
        return _TimeRange(start=_ask_moment("From (UTC)", "from"), end=_ask_moment("To (UTC)", "to"))
    return _TimeRange(SPANS_S[chosen or "10 min"])


def _ask_moment(title: str, key: str) -> float | None:
    moment = st.datetime_input(
        title, None, step=timedelta(minutes=1), format="YYYY-MM-DD", width=180, key=key, bind="query-params"
    )
    return moment.replace(tzinfo=UTC).timestamp() if moment else None


def _ask_plain(table: KeptTable) -> str:
    word = st.text_input(
        "Rows containing",
        key="word",
        max_chars=_MOST_WORD,
        placeholder="e.g. DLH, 3c6444, rapid_descent",
        bind="query-params",
    )
    sort_by = st.selectbox("Sort by", (TIME, *table.columns), key="sort_by", bind="query-params")
    descending = st.toggle("Descending", value=True, key="descending", bind="query-params")
    return plain_query(table, word, sort_by=sort_by, descending=descending)


def _offer_to_start_from(table: KeptTable) -> None:
    def start() -> None:
        st.session_state["sql"] = plain_query(table)

    st.button(f"Start from {table.name}", icon=":material/restart_alt:", on_click=start, key="explorer-start")


def _ask_sql(suggestion: str) -> str:
    st.session_state.setdefault("sql", suggestion)
    return st.text_area(
        f"SQL query over {', '.join(_OUTPUTS)} (DuckDB; read-only; {MOST_SECONDS:.0f} s limit)",
        key="sql",
        height=140,
        max_chars=MOST_SQL,
        bind="query-params",
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _run(request: _Request, kept: Span, viewer: Viewer) -> _Response:
    asked = start, end = request.time_range.within(kept)
    try:
        with st.spinner("Reading the records …"):
            result = viewer.store.queries.run(request.sql, start=start, end=end, most_rows=MOST_ROWS)
    except QueryFailed as error:
        return _Response(request, asked, error=error)
    reasons = {title: why_not(export, result.rows) for title, _, _, export in _FORMATS}
    return _Response(
        request, asked, result, refused_exports={title: reason for title, reason in reasons.items() if reason}
    )


def _show(response: _Response, display: Display) -> None:
    if response.error:
        st.error(f"**{response.error.title}.**", icon=":material/block:")
        st.text(str(response.error))
    elif response.result:
        _show_result(response.result, response, display)


def _show_result(result: QueryResult, response: _Response, display: Display) -> None:
    for problem in result.problems:
        st.warning("A file could not be read; its rows are missing here.")
        st.text(problem)
    if not len(result.rows):
        st.info(f"**No rows**{_time_words(response.asked, display)}.", icon=":material/table_view:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="explorer-result"):
        st.write(_count_words(result))
        for title, ending, mime, export in _FORMATS:
            _offer(title, ending, mime, export, result.rows, possible=title not in response.refused_exports)
    for title, reason in response.refused_exports.items():
        st.text(f"No {title} export: {reason}")
    st.dataframe(
        result.rows.slice(0, MOST_SHOWN), hide_index=True, height=520, key="explorer-rows", alt="The rows of the query"
    )


def _time_words(asked: Span, display: Display) -> str:
    start, end = asked
    since = f" since {display.date_and_clock(start)}" if start else ""
    return since if end == _FAR_FUTURE else f"{since} until {display.date_and_clock(end)}"


def _count_words(result: QueryResult) -> str:
    count = len(result.rows)
    words = f"**{count:,} {'row' if count == 1 else 'rows'}** in {result.seconds:.1f} s."
    if result.truncated:
        words = f"**The first {count:,} rows** in {result.seconds:.1f} s; there are more."
    if count > MOST_SHOWN:
        words += f" The table shows and sorts only the first {MOST_SHOWN:,}; downloads contain all."
    return words


def _offer(
    title: str, ending: str, mime: str, export: Callable[[pa.Table], bytes], rows: pa.Table, *, possible: bool
) -> None:
    st.download_button(
        title,
        data=lambda: export(rows),
        file_name=f"flightwatch.{ending}",
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        disabled=not possible,
        key=f"explorer-{ending}",
    )
