"""Any kept output over any time as a table: filtered by a word or asked in SQL, and taken away as files."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta

import pyarrow as pa
import streamlit as st

from dashboard.archive.batches import Span
from dashboard.archive.exports import to_csv, to_geojson, to_parquet, why_not
from dashboard.archive.queries import MOST_SECONDS, QueryRefused, QueryResult
from dashboard.archive.tables import TABLES, KeptTable, name_of, quoted
from dashboard.sections.notices import show_origin
from dashboard.viewing.display import Display
from dashboard.viewing.viewer import Viewer

MOST_ROWS = 50_000
MOST_SHOWN = 2_000
"""Rows in the page's table; exports have all of the result."""
MOST_SQL = 2_000
"""Characters of a query, which the page's address holds."""
SPANS_S = {"10 min": 600, "1 h": 3_600, "6 h": 21_600, "24 h": 86_400, "All": None}
FROM_TO = "From … to"
TIME = "time_utc"
"""The column that a query begins with: when a row was, in words."""

_ANSWER = "explorer_answer"
_MOST_WORD = 100
_OUTPUTS = {table.name: table for table in TABLES}
_LATER_THAN_ALL = 1e10
_FORMATS: tuple[tuple[str, str, str, Callable[[pa.Table], bytes]], ...] = (
    ("CSV", "csv", "text/csv", to_csv),
    ("Parquet", "parquet", "application/vnd.apache.parquet", to_parquet),
    ("GeoJSON", "geojson", "application/geo+json", to_geojson),
)


@dataclass(frozen=True)
class _When:
    """The seconds before the newest row, or from one moment to another (epoch s), open where it is None."""

    seconds: float | None = None
    start: float | None = None
    end: float | None = None

    def within(self, kept: Span) -> Span:
        """From when to when that is of what is kept."""
        if self.seconds is not None:
            return kept[1] - self.seconds, _LATER_THAN_ALL
        return self.start or 0.0, _LATER_THAN_ALL if self.end is None else self.end


@dataclass(frozen=True)
class _Question:
    """A query over the rows of a time."""

    sql: str
    when: _When


@dataclass(frozen=True)
class _Answer:
    """What came of a question: rows, and why they are not to be had in some format; or why there are none."""

    question: _Question
    asked: Span
    result: QueryResult | None = None
    refusal: str | None = None
    not_as: Mapping[str, str] = field(default_factory=dict)


def show_explorer_page(viewer: Viewer) -> None:
    if sky := viewer.store.look(now=time.time()).sky.value:
        with st.container(key="notices"):
            show_origin(sky.picture)
    what, how = (
        st.container(horizontal=True, vertical_alignment="bottom", key=key) for key in ("explorer-what", "explorer-how")
    )
    answer: _Answer | None = st.session_state.get(_ANSWER)
    with how:
        in_sql = st.toggle("Ask in SQL", key="in_sql", bind="query-params")
        again = st.button("Run", type="primary", icon=":material/search:", key="explorer-run")
    with what:
        table = _OUTPUTS[st.selectbox("Output", tuple(_OUTPUTS), key="output", bind="query-params")]
        when = _ask_when()
    if in_sql:
        with how:
            _offer_to_start_from(table)
        sql = _ask_sql(answer.question.sql if answer else plain_query(table))
        names, what_it_is = tables_of(sql), ""
    else:
        with what:
            sql = _ask_plain(table)
        names, what_it_is = (table.name,), f"{table.description}; "
    kept = viewer.store.queries.span(names)
    if kept is None:
        st.info(f"Nothing is kept yet in {_listed(names)}.", icon=":material/table_view:")
        return
    first, last = map(viewer.display.date_and_clock, kept)
    st.caption(f"{_listed(names)}: {what_it_is}kept from {first} to {last}, from where the last minutes count back.")
    question = _Question(sql, when)
    if again or answer is None or (not in_sql and answer.question != question):
        answer = st.session_state[_ANSWER] = _answer(question, kept, viewer)
    if answer.question != question:
        st.info("What is asked has changed: these rows are of the query before, until *Run*.", icon=":material/edit:")
    _show(answer, viewer.display)


def _ask_when() -> _When:
    chosen = st.segmented_control(
        "The last", (*SPANS_S, FROM_TO), default="10 min", required=True, key="last", bind="query-params"
    )
    if chosen == FROM_TO:
        return _When(start=_ask_moment("From (UTC)", "from"), end=_ask_moment("To (UTC)", "to"))
    return _When(SPANS_S[chosen or "10 min"])


def _ask_moment(title: str, key: str) -> float | None:
    moment = st.datetime_input(
        title, None, step=timedelta(minutes=1), format="YYYY-MM-DD", width=180, key=key, bind="query-params"
    )
    return moment.replace(tzinfo=UTC).timestamp() if moment else None


def _ask_plain(table: KeptTable) -> str:
    word = st.text_input(
        "Rows that mention",
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
        f"A SELECT over {', '.join(_OUTPUTS)} (DuckDB's SQL, {MOST_SECONDS:.0f} s at most)",
        key="sql",
        height=140,
        max_chars=MOST_SQL,
        bind="query-params",
    )


def plain_query(table: KeptTable, word: str = "", *, sort_by: str = TIME, descending: bool = True) -> str:
    """The rows of a table that have the word in one of their texts, in the order of a column, with their time in words;
    those without a value in it come last, and of equals the newest first."""
    kinds = {"VARCHAR": "{}", "VARCHAR[]": "CAST({} AS VARCHAR)"}
    texts = ", ".join(kinds[kind].format(name_of(name)) for name, kind in table.columns.items() if kind in kinds)
    mentions = (
        f"\nWHERE contains(lower(concat_ws(' ', {texts})), {quoted(word.strip().lower())})" if word.strip() else ""
    )
    moment = f"make_timestamp(CAST({table.moment} * 1000000 AS BIGINT))"
    way = "DESC" if descending else "ASC"
    order = f"{TIME} {way}" if sort_by == TIME else f"{name_of(sort_by)} {way} NULLS LAST, {TIME} DESC"
    return f"SELECT {moment} AS {TIME}, *\nFROM {table.name}{mentions}\nORDER BY {order}"


def tables_of(sql: str) -> tuple[str, ...]:
    """The names of the tables that a query mentions; of all when it mentions none."""
    words = set(re.findall(r"\w+", sql.lower()))
    return tuple(name for name in _OUTPUTS if name in words) or tuple(_OUTPUTS)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _answer(question: _Question, kept: Span, viewer: Viewer) -> _Answer:
    asked = start, end = question.when.within(kept)
    try:
        with st.spinner("Reading what is kept …"):
            result = viewer.store.queries.run(question.sql, start=start, end=end, most_rows=MOST_ROWS)
    except QueryRefused as refusal:
        return _Answer(question, asked, refusal=str(refusal))
    refusals = {title: why_not(export, result.rows) for title, _, _, export in _FORMATS}
    return _Answer(question, asked, result, not_as={title: words for title, words in refusals.items() if words})


def _show(answer: _Answer, display: Display) -> None:
    result = answer.result
    if result is None:
        st.error("The query was not run to its end.", icon=":material/block:")
        st.text(answer.refusal)
        return
    for problem in result.problems:
        st.warning("A file could not be read; the rows are those of the others.")
        st.text(problem)
    if not len(result.rows):
        st.info(f"**No rows** answer this{_time_words(answer.asked, display)}.", icon=":material/table_view:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="explorer-result"):
        st.write(_count_words(result))
        for title, ending, mime, export in _FORMATS:
            _offer(title, ending, mime, export, result.rows, possible=title not in answer.not_as)
    for title, words in answer.not_as.items():
        st.text(f"Not as {title}: {words}")
    st.dataframe(
        result.rows.slice(0, MOST_SHOWN), hide_index=True, height=520, key="explorer-rows", alt="The rows of the query"
    )


def _time_words(asked: Span, display: Display) -> str:
    start, end = asked
    since = f" since {display.date_and_clock(start)}" if start else ""
    return since if end == _LATER_THAN_ALL else f"{since} until {display.date_and_clock(end)}"


def _count_words(result: QueryResult) -> str:
    count = len(result.rows)
    words = f"**{count:,} {'row' if count == 1 else 'rows'}** in {result.seconds:.1f} s."
    if result.truncated:
        words = f"**The first {count:,} rows** in {result.seconds:.1f} s; there are more."
    if count > MOST_SHOWN:
        words += f" The table shows the first {MOST_SHOWN:,}, and its headers sort no others; the files have all."
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
