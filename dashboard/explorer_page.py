"""Any kept output over any time as a table: filtered by a word or asked in SQL, and taken away as files."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import streamlit as st

from dashboard.exports import to_csv, to_geojson, to_parquet, why_not
from dashboard.kept_batches import Span
from dashboard.kept_tables import TABLES, KeptTable, name_of, quoted
from dashboard.queries import MOST_SECONDS, QueryRefused, QueryResult
from dashboard.sections.notices import show_origin
from dashboard.viewer import Viewer

MOST_ROWS = 50_000
MOST_SHOWN = 2_000
"""Rows in the page's table; exports have all of the result."""
SPANS_S = {"10 min": 600, "1 h": 3_600, "6 h": 21_600, "24 h": 86_400, "All": None}

_ANSWER = "explorer_answer"
_LATER_THAN_ALL = 1e10
_FORMATS: tuple[tuple[str, str, str, Callable[[pa.Table], bytes]], ...] = (
    ("CSV", "csv", "text/csv", to_csv),
    ("Parquet", "parquet", "application/vnd.apache.parquet", to_parquet),
    ("GeoJSON", "geojson", "application/geo+json", to_geojson),
)


@dataclass(frozen=True)
class _Question:
    """A query over the seconds before the newest row of its tables; None of them for all."""

    sql: str
    seconds: float | None


@dataclass(frozen=True)
class _Answer:
    """What came of a question: rows, and why they are not to be had in some format; or why there are none."""

    question: _Question
    result: QueryResult | None = None
    refusal: str | None = None
    not_as: Mapping[str, str] = field(default_factory=dict)


def show_explorer_page(viewer: Viewer) -> None:
    if sky := viewer.store.look(now=time.time()).sky.value:
        with st.container(key="notices"):
            show_origin(sky.picture)
    with st.container(horizontal=True, vertical_alignment="bottom", key="explorer-what"):
        table = st.selectbox("Output", TABLES, format_func=lambda kept: kept.name, key="explorer_table")
        length = st.segmented_control("The last", tuple(SPANS_S), default="10 min", required=True, key="explorer_span")
        word = st.text_input("Rows that mention", key="explorer_word", placeholder="e.g. DLH, 3c6444, rapid_descent")
    st.caption(f"`{table.name}`: {table.description}.")
    with st.container(horizontal=True, vertical_alignment="center", key="explorer-how"):
        in_sql = st.toggle("Ask in SQL", key="explorer_in_sql")
        again = st.button("Run", type="primary", icon=":material/search:", key="explorer-run")
    sql = _ask_sql(plain_query(table, word)) if in_sql else plain_query(table, word)
    names = tables_of(sql) if in_sql else (table.name,)
    span = viewer.store.queries.span(names)
    if span is None:
        st.info(f"Nothing is kept yet in {', '.join(f'`{name}`' for name in names)}.", icon=":material/table_view:")
        return
    st.caption(f"Kept until {viewer.display.date_and_clock(span[1])}.")
    question = _Question(sql, SPANS_S[length or "10 min"])
    answer: _Answer | None = st.session_state.get(_ANSWER)
    if again or answer is None or (not in_sql and answer.question != question):
        answer = st.session_state[_ANSWER] = _answer(question, span, viewer)
    _show(answer)


def _ask_sql(suggestion: str) -> str:
    st.session_state.setdefault("explorer_sql", suggestion)
    tables = ", ".join(kept.name for kept in TABLES)
    return st.text_area(
        f"A SELECT over {tables} (DuckDB's SQL, {MOST_SECONDS:.0f} s at most)", key="explorer_sql", height=140
    )


def plain_query(table: KeptTable, word: str) -> str:
    """The rows of a table that have the word in one of their texts, the newest first, with their time in words."""
    kinds = {"VARCHAR": "{}", "VARCHAR[]": "CAST({} AS VARCHAR)"}
    texts = ", ".join(kinds[kind].format(name_of(name)) for name, kind in table.columns.items() if kind in kinds)
    mentions = (
        f"\nWHERE contains(lower(concat_ws(' ', {texts})), {quoted(word.strip().lower())})" if word.strip() else ""
    )
    moment = f"make_timestamp(CAST({table.moment} * 1000000 AS BIGINT))"
    return f"SELECT {moment} AS time_utc, *\nFROM {table.name}{mentions}\nORDER BY time_utc DESC"


def tables_of(sql: str) -> tuple[str, ...]:
    """The names of the tables that a query mentions; of all when it mentions none."""
    words = set(re.findall(r"\w+", sql.lower()))
    names = tuple(table.name for table in TABLES)
    return tuple(name for name in names if name in words) or names


def _answer(question: _Question, span: Span, viewer: Viewer) -> _Answer:
    start = 0.0 if question.seconds is None else span[1] - question.seconds
    try:
        with st.spinner("Reading what is kept …"):
            result = viewer.store.queries.run(question.sql, start=start, end=_LATER_THAN_ALL, most_rows=MOST_ROWS)
    except QueryRefused as refusal:
        return _Answer(question, refusal=str(refusal))
    refusals = {title: why_not(export, result.rows) for title, _, _, export in _FORMATS}
    return _Answer(question, result, not_as={title: words for title, words in refusals.items() if words})


def _show(answer: _Answer) -> None:
    result = answer.result
    if result is None:
        st.error("The query was not run to its end.", icon=":material/block:")
        st.text(answer.refusal)
        return
    for problem in result.problems:
        st.warning("A file could not be read; the rows are those of the others.")
        st.text(problem)
    with st.container(horizontal=True, vertical_alignment="center", key="explorer-result"):
        st.write(_count_words(result))
        for title, ending, mime, export in _FORMATS:
            _offer(title, ending, mime, export, result.rows, possible=title not in answer.not_as)
    for title, words in answer.not_as.items():
        st.text(f"Not as {title}: {words}")
    st.dataframe(
        result.rows.slice(0, MOST_SHOWN), hide_index=True, height=520, key="explorer-rows", alt="The rows of the query"
    )


def _count_words(result: QueryResult) -> str:
    count = len(result.rows)
    words = f"**{count:,} rows** in {result.seconds:.1f} s."
    if result.truncated:
        words = f"**The first {count:,} rows** in {result.seconds:.1f} s; there are more."
    return f"{words} The table shows {MOST_SHOWN:,}, the files have all." if count > MOST_SHOWN else words


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
