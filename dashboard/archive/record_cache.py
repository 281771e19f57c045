"""Reads kept records into Arrow tables, one per file, which stay in memory within bounds."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.archive.batches import KeptBatches, Span
from dashboard.archive.tables import Columns, rows_of

FILES_AT_ONCE = 16
_PATH_PARTS = 4
"""Parts of `date=…/hour=…/batch=N/name.json`, by which a reported problem names a file."""
_Version = tuple[str, int, int]
"""Path, `st_mtime_ns` and `st_size` of a file."""


@dataclass(frozen=True)
class Rows:
    """Records in the order of writing; `problems` says what could not be read."""

    table: pa.Table
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _FileRows:
    table: pa.Table
    size: int
    left_out: int


class RecordCache:
    """Reads the files of a kept output that hold certain polls, and caches them for all viewers.

    columns: the fields to read, `poll_time` among them. required: rows that lack one of these are left out.
    most_bytes: limit on the tables kept in memory. database: a connection that nothing else uses.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        columns: Columns,
        *,
        required: tuple[str, ...],
        most_bytes: int,
        database: duckdb.DuckDBPyConnection,
    ) -> None:
        self._columns = columns
        self._required = required
        self._most_bytes = most_bytes
        self._batches = KeptBatches(*folders)
        self._database = database
        self._nothing = self._read([])
        self._lock = threading.Lock()
        self._bytes = 0
        self._kept: OrderedDict[_Version, _FileRows] = OrderedDict()

    def span(self) -> Span | None:
        """Return the first and the last poll time (epoch s); None when there are no records."""
        return self._batches.span()

    def rows_around(self, start: float, end: float) -> Rows:
        """Return all records with a poll_time (epoch s) from `start` to `end`, and all others in the same files."""
        tables, problems = [self._nothing], []
        with self._lock:
            found = [(path, _version(path)) for path in self._batches.files_between(start, end)]
            there = [(path, version) for path, version in found if version]
            self._read_ahead([path for path, version in there if version not in self._kept])
            for path, version in there:
                name = "/".join(path.parts[-_PATH_PARTS:])
                try:
                    rows = self._rows(path, version)
                except duckdb.Error as error:
                    if _version(path):  # else removed by the retention, or replaced by a repeated batch
                        problems.append(f"{name} cannot be read: {str(error).splitlines()[0]}")
                    continue
                tables.append(rows.table)
                if rows.left_out:
                    problems.append(f"{name}: skipped lines without a complete record: {rows.left_out}")
        return Rows(pa.concat_tables(tables), tuple(problems))

    def _read_ahead(self, paths: list[Path]) -> None:
        """Read files in groups, which halves the time; if a group fails, `_rows` later reads its files one by one."""
        for first in range(0, len(paths), FILES_AT_ONCE):
            some = {str(path): _version(path) for path in paths[first : first + FILES_AT_ONCE]}
            try:
                table = self._read(some, with_filename=True)
            except duckdb.Error:
                continue
            runs = pc.run_end_encode(table["filename"].combine_chunks())
            begin, table = 0, table.drop_columns("filename")
            for name, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
                if version := some[name]:
                    self._keep(version, table.slice(begin, end - begin))
                begin = end

    def _rows(self, path: Path, version: _Version) -> _FileRows:
        if version in self._kept:
            self._kept.move_to_end(version)
            return self._kept[version]
        return self._keep(version, self._read([str(path)]))

    def _keep(self, version: _Version, found: pa.Table) -> _FileRows:
        table = found
        for name in self._required:
            if table[name].null_count:
                table = table.filter(table[name].is_valid())
        rows = self._kept[version] = _FileRows(table, table.nbytes, len(found) - len(table))
        self._bytes += rows.size
        while self._bytes > self._most_bytes:
            _, forgotten = self._kept.popitem(last=False)
            self._bytes -= forgotten.size
        return rows

    def _read(self, files: Iterable[str], *, with_filename: bool = False) -> pa.Table:
        return self._database.sql(f"FROM {rows_of(self._columns, files, with_filename=with_filename)}").to_arrow_table()


def _version(path: Path) -> _Version | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return str(path), status.st_mtime_ns, status.st_size
