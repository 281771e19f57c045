"""The lake's files: each is written as a whole, durably, and lists what it was made from.

A partition is a file. SQL makes it from other files, and its Parquet metadata list their names, sizes and times of
change, and the version of the code. While none of these differ, the partition is up to date. There is no ledger that
could contradict the data, and a command that was killed can simply be run again.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import orjson

from common.errors import LakeError
from common.files.durability import make_folder, move_durably
from common.sql import quoted, quoted_name
from contracts.lake.layout import Lake, Table
from contracts.lake.sql import names_of, parquet_of
from etl.lake.origins import Origin
from etl.lake.work import is_running, working_folder

MEMORY_LIMIT = "1GB"
"""Memory of a DuckDB connection; beyond it DuckDB spills to disk."""


@contextmanager
def working_on(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB in memory that spills to a working folder of the lake."""
    with working_folder(lake, "duckdb") as folder:
        options: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(folder),
            "threads": os.cpu_count() or 1,
        }
        with duckdb.connect(":memory:", config=options) as connection:
            connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = true")
            yield connection


def write_partition(connection: duckdb.DuckDBPyConnection, query: str, path: Path, table: Table, origin: Origin) -> int:
    """Replace the file by the query's rows, with the table's columns and types, sorted by its key; return their number.

    Raises LakeError when two rows share a key or a required value is missing; the file then stays as it was.
    """
    columns = ", ".join(
        f"{quoted_name(column.name)}::{column.type} AS {quoted_name(column.name)}" for column in table.columns
    )

    def check(temporary: Path) -> int:
        return _checked(connection, temporary, table)

    query = f"SELECT {columns} FROM ({query}) ORDER BY {names_of(table.key)}"
    return write_file(connection, query, path, origin, check)


def write_file(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, origin: Origin, check: Callable[[Path], int]
) -> int:
    """Replace the file by the query's rows and return what `check` returns for the new file.

    Raises LakeError when the file cannot be made, or `check` rejects it; the file then stays as it was. When this
    returns, the file is on the disk: its inputs may be removed, and other files may be made from it.
    """
    make_folder(path.parent)
    for left in path.parent.glob(f".{path.name}.*.tmp"):
        if not is_running(int(left.name.split(".")[-2])):
            left.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    notes = f"inputs: {quoted(orjson.dumps(origin.inputs).decode())}, version: {quoted(str(origin.version))}"
    try:
        connection.execute(
            f"COPY ({query}) TO {quoted(temporary)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{notes}}})"
        )
        result = check(temporary)
        move_durably([(temporary, path)])
    except duckdb.Error as error:
        raise LakeError(f"{path} cannot be made: {error}") from error
    finally:
        temporary.unlink(missing_ok=True)
    return result


def _checked(connection: duckdb.DuckDBPyConnection, path: Path, table: Table) -> int:
    """Return the file's number of rows. Raises LakeError when keys repeat or required values are missing."""
    key = names_of(table.key)
    required = [column.name for column in table.columns if column.required]
    missing = [f"count(*) FILTER ({quoted_name(name)} IS NULL)" for name in required]
    counts = ", ".join(["count(*)", f"(SELECT count(*) FROM (SELECT DISTINCT {key} FROM rows))", *missing])
    found = connection.execute(f"WITH rows AS (FROM {parquet_of([path])}) SELECT {counts} FROM rows")
    rows, distinct, *nulls = found.fetchall()[0]  # fetch to the end: only then is the connection free for other work
    if distinct != rows:
        raise LakeError(f"{table.name}: {rows - distinct} rows have the key ({key}) of another")
    lacking = [f"{count} without {name}" for name, count in zip(required, nulls, strict=True) if count]
    if lacking:
        raise LakeError(f"{table.name}: {', '.join(lacking)}")
    return int(rows)
