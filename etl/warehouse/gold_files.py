"""Files of gold and the dimensions, and their rows in the warehouse."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from common.errors import LakeError
from contracts.lake.arrow import schema_of
from contracts.lake.dimensions import DIMENSIONS
from contracts.lake.gold import GOLD
from contracts.lake.layout import Lake, Partition, Table
from etl.lake.interval import Interval
from etl.warehouse.schema import is_true
from warehouse.connection import LOADED_FILES, SCHEMA

_ROWS_AT_ONCE = 65_536
_REPLACEMENT = "\ufffd"
_TABLES = {table.name: table for table in (*GOLD, *DIMENSIONS)}


@dataclass(frozen=True)
class Stamp:
    """What identifies a file's content: size in bytes, time of change in ns."""

    size: int
    changed_ns: int


@dataclass(frozen=True)
class GoldFile:
    """A file of gold: its table, its partition (None for a dimension) and its name relative to the lake."""

    table: Table = field(compare=False)
    partition: Partition | None = field(compare=False)
    name: str

    @classmethod
    def from_name(cls, name: str) -> "GoldFile":
        """Return the file named `gold/<table>/[<partition>/]part.parquet`."""
        _, table, *folders, _ = name.split("/")
        return cls(_TABLES[table], Partition.from_folder("/".join(folders)) if folders else None, name)

    def is_in(self, interval: Interval | None) -> bool:
        """Return whether the file's partition is in the interval; without an interval, every file is."""
        return interval is None or (self.partition is not None and self.partition in interval)


def files_of(lake: Lake) -> Iterator[tuple[GoldFile, Stamp]]:
    """Yield the files of all tables with their stamps."""
    for table in _TABLES.values():
        partitions: Iterable[Partition | None] = lake.partitions(table) if table.partitioned_by != "nothing" else [None]
        for partition in partitions:
            path = lake.file(table, partition)
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            name = path.relative_to(lake.root).as_posix()
            yield GoldFile(table, partition, name), Stamp(stat.st_size, stat.st_mtime_ns)


def loaded_files(connection: psycopg.Connection) -> dict[GoldFile, Stamp]:
    """Return the files that are loaded, each with its stamp at the time."""
    rows = connection.execute(f"SELECT name, size, changed_ns FROM {SCHEMA}.{LOADED_FILES} ORDER BY name").fetchall()
    return {GoldFile.from_name(name): Stamp(size, changed_ns) for name, size, changed_ns in rows}


def load_file(connection: psycopg.Connection, path: Path, file: GoldFile, stamp: Stamp) -> tuple[int, int]:
    """Replace the partition's rows by the file's; return how many were added or changed, and how many deleted."""
    table, name = file.table, f"{SCHEMA}.{file.table.name}"
    incoming = f"incoming_{table.name}"
    columns = ", ".join(column.name for column in table.columns)
    key = ", ".join(table.key)
    others = [column.name for column in table.columns if column.name not in table.key]
    # The temporary table needs its index and statistics: without them, the search for deleted rows compares every pair.
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {incoming} (LIKE {name} INCLUDING INDEXES) ON COMMIT DELETE ROWS"
    )
    rows = _copy(connection, path, table, f"COPY {incoming} ({columns}) FROM STDIN (FORMAT csv)")
    connection.execute(f"ANALYZE {incoming}")
    _refuse_foreign_rows(connection, incoming, path, file)
    written = connection.execute(
        f"INSERT INTO {name} AS old ({columns}) SELECT {columns} FROM {incoming} ON CONFLICT ({key}) DO UPDATE "
        f"SET {', '.join(f'{column} = excluded.{column}' for column in others)} "
        f"WHERE ({', '.join(f'old.{column}' for column in others)}) "
        f"IS DISTINCT FROM ({', '.join(f'excluded.{column}' for column in others)})"
    ).rowcount
    same_key = " AND ".join(f"new.{column} = old.{column}" for column in table.key)
    deleted = _delete(connection, file, f"AND NOT EXISTS (SELECT FROM {incoming} AS new WHERE {same_key})")
    connection.execute(
        f"INSERT INTO {SCHEMA}.{LOADED_FILES} (name, day, size, changed_ns, row_count) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (name) DO UPDATE SET (size, changed_ns, row_count, loaded_at) = "
        "(excluded.size, excluded.changed_ns, excluded.row_count, excluded.loaded_at)",
        [file.name, file.partition.day if file.partition else None, stamp.size, stamp.changed_ns, rows],
    )
    return written, deleted


def unload_file(connection: psycopg.Connection, file: GoldFile) -> int:
    """Delete the partition's rows and the note that its file is loaded; return how many rows were deleted."""
    deleted = _delete(connection, file)
    connection.execute(f"DELETE FROM {SCHEMA}.{LOADED_FILES} WHERE name = %s", [file.name])
    return deleted


def _copy(connection: psycopg.Connection, path: Path, table: Table, statement: str) -> int:
    schema = schema_of(table)
    rows = 0
    try:
        with pq.ParquetFile(path) as parquet, connection.cursor() as cursor, cursor.copy(statement) as copy:
            if set(parquet.schema_arrow.names) != set(schema.names):
                raise LakeError(
                    f"{path} does not have the columns of {table.name}; remove it and it will be made again"
                )
            for batch in parquet.iter_batches(_ROWS_AT_ONCE, columns=schema.names):
                arranged = pa.Table.from_batches([batch]).select(schema.names).cast(schema)
                copy.write(_as_csv(arranged))
                rows += len(batch)
    except (pa.ArrowException, OSError) as error:
        raise LakeError(f"{path} cannot be read: {error}") from error
    return rows


def _as_csv(rows: pa.Table) -> bytes:
    """Return the rows as CSV for PostgreSQL: text quoted, null empty, NaN null, NUL characters replaced."""
    columns = [
        pc.if_else(pc.is_nan(column), None, column)
        if pa.types.is_floating(column.type)
        else pc.replace_substring(column, "\0", _REPLACEMENT)
        if pa.types.is_string(column.type)
        else column
        for column in rows.columns
    ]
    sink = BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False)
    pyarrow.csv.write_csv(pa.Table.from_arrays(columns, schema=rows.schema), sink, options)
    return sink.getvalue()


def _refuse_foreign_rows(connection: psycopg.Connection, incoming: str, path: Path, file: GoldFile) -> None:
    where, values = _place(file)
    if is_true(connection, f"SELECT EXISTS (SELECT FROM {incoming} AS old WHERE NOT ({where}))", *values):
        raise LakeError(f"{path} has rows of another partition; remove it and it will be made again")


def _delete(connection: psycopg.Connection, file: GoldFile, condition: str = "") -> int:
    where, values = _place(file)
    return connection.execute(
        f"DELETE FROM {SCHEMA}.{file.table.name} AS old WHERE {where} {condition}", values
    ).rowcount


def _place(file: GoldFile) -> tuple[str, list[object]]:
    """Return the condition that rows of the file's partition fulfil, and its values."""
    if file.partition is None:
        return "true", []
    if file.partition.hour is None:
        return "old.date = %s", [file.partition.day]
    return "old.date = %s AND old.hour = %s", [file.partition.day, file.partition.hour]
