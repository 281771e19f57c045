"""Make silver's schedules from bronze's pages: one row per operated flight, unusable records set aside.

A day of silver/schedules lists the pages it was made from. A day of bronze counts as used once its file in
silver/schedules_rejected, which is written last, lists all its pages.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import structlog

from common.errors import InvalidSchedule
from contracts.lake.arrow import schema_of
from contracts.lake.layout import Lake, Partition, Table
from contracts.lake.silver import SCHEDULES, SCHEDULES_REJECTED
from etl.lake.interval import Interval
from etl.lake.origins import Origin, inputs_of, origin_of
from etl.lake.partitions import working_on, write_partition
from etl.schedules.checks import find_problems
from etl.schedules.folding import fold_flights
from etl.schedules.pages import PageName, days_landed, pages_of, read_page
from etl.schedules.records import RecordReader, Row

VERSION = 2
"""Raised when the same pages would give other rows."""

log = structlog.get_logger()


class SilverCounts(NamedTuple):
    """Counts of a run: records read and rejected, unreadable fields of the others, days of silver and their flights."""

    records: int
    rejected: int
    unreadable_fields: int
    days: int
    flights: int


@dataclass(frozen=True)
class _Page:
    """The records of a page as rows of SCHEDULES and of SCHEDULES_REJECTED."""

    rows: list[Row]
    rejected: list[Row]
    unreadable: Counter[str] = field(default_factory=Counter)


_Reader = Callable[[Path], _Page]


def make_silver(lake: Lake, interval: Interval | None) -> SilverCounts:
    """Make the days of silver that get rows from unused days of bronze, or from days of the interval."""
    days = {day: pages_of(lake, day) for day in days_landed(lake)}
    stale = {
        day: pages for day, pages in days.items() if (interval and day in interval) or not _is_used(lake, day, pages)
    }
    read = cache(_rows_of)
    pages = [page for day in stale for page in stale[day]]
    by_day: dict[date, set[Path]] = {}
    for page in pages:
        for row in read(page).rows:
            by_day.setdefault(row["date"], set()).add(page)
    flights = 0
    with working_on(lake) as connection:
        days_made = by_day.keys() | _made_otherwise(lake, stale)
        for affected in days_made:
            flights += _make_day(lake, connection, Partition(affected), by_day.get(affected, set()), read)
        rejected = 0
        for day, its_pages in stale.items():
            rows = [row for page in its_pages for row in read(page).rejected]
            origin = Origin(inputs_of(lake, its_pages), VERSION)
            rejected += _write(lake, connection, SCHEDULES_REJECTED, day, rows, origin)
    unreadable = sum((read(page).unreadable for page in pages), Counter[str]())
    if unreadable:
        log.warning("malformed fields left out", **dict(unreadable))
    records = sum(len(read(page).rows) + len(read(page).rejected) for page in pages)
    return SilverCounts(records, rejected, unreadable.total(), len(days_made), flights)


def _make_day(
    lake: Lake, connection: duckdb.DuckDBPyConnection, day: Partition, pages: set[Path], read: _Reader
) -> int:
    """Write a day of SCHEDULES from these pages and those it was made from before; return its number of flights."""
    file = lake.file(SCHEDULES, day)
    before = origin_of(file)
    listed = {lake.root / name for name, *_ in before.inputs} if before else set()
    there = {page for page in listed | pages if page.exists()}
    # The rows of pages that retention has removed stay.
    gone = tuple(entry for entry in (before.inputs if before else ()) if lake.root / entry[0] not in there)
    rows = pq.read_table(file).to_pylist() if gone else []
    for page in there:
        rows += [row for row in read(page).rows if row["date"] == day.day]
    rows = fold_flights(rows)
    origin = Origin(tuple(sorted((*gone, *inputs_of(lake, there)))), VERSION)
    return _write(lake, connection, SCHEDULES, day, rows, origin)


def _made_otherwise(lake: Lake, stale: dict[Partition, list[Path]]) -> set[date]:
    """Return the days of SCHEDULES made by another version from pages of these days: their rows may have moved."""
    origins = {day: origin_of(lake.file(SCHEDULES_REJECTED, day)) for day in stale}
    names = {name for origin in origins.values() if origin and origin.version != VERSION for name, *_ in origin.inputs}
    if not names:
        return set()
    made = {day: origin_of(lake.file(SCHEDULES, day)) for day in lake.partitions(SCHEDULES)}
    return {day.day for day, origin in made.items() if origin and names & {name for name, *_ in origin.inputs}}


def _is_used(lake: Lake, day: Partition, pages: list[Path]) -> bool:
    return origin_of(lake.file(SCHEDULES_REJECTED, day)) == Origin(inputs_of(lake, pages), VERSION)


def _rows_of(path: Path) -> _Page:
    name = PageName.of(path)
    records = read_page(path).records
    reader = RecordReader(name.source, name.asked_at)
    rows: dict[int, Row] = {}
    problems: dict[int, str] = {}
    for position, record in enumerate(records):
        try:
            rows[position] = reader.read(record)
        except InvalidSchedule as problem:
            problems[position] = problem.reason
    problems |= find_problems(rows)
    rejected = [
        {
            "source": name.source,
            "problem": problems[position],
            "raw": _json_of(records[position]),
            "page": path.name,
            "position": position,
            "asked_at": name.asked_at,
        }
        for position in sorted(problems)
    ]
    good = [row for position, row in rows.items() if position not in problems]
    return _Page(good, rejected, reader.unreadable)


def _json_of(record: Any) -> str:
    try:
        return json.dumps(record)
    except RecursionError:
        return json.dumps("nested too deeply to be written")


def _write(
    lake: Lake, connection: duckdb.DuckDBPyConnection, table: Table, day: Partition, rows: list[Row], origin: Origin
) -> int:
    # A cursor of its own: a connection whose last result is still open cannot register a table.
    with connection.cursor() as cursor:
        cursor.register("folded", pa.Table.from_pylist(rows, schema=schema_of(table)))
        return write_partition(cursor, "FROM folded", lake.file(table, day), table, origin)
