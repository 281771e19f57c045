"""Files of the lake: written whole or not at all, on the disk once written, and each says from what it was made.

A partition is a file. It is made from other files by SQL, and its Parquet metadata list these with their sizes and
times of change, and the version of the code: it is up to date while nothing of that differs. So there is no ledger
that could contradict the data, and a command that was killed is simply run again.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import orjson

from common.files.durability import make_folder, move_durably
from common.errors import LakeError
from contracts.lake.layout import Lake, Table
from etl.lake.origins import Inputs, Origin, inputs_of, origin_of
from etl.lake.work import is_running, working_folder

__all__ = [
    "Inputs",
    "Origin",
    "inputs_of",
    "origin_of",
    "parquet_of",
    "quoted",
    "working_on",
    "write_file",
    "write_partition",
]

MEMORY_LIMIT = "1GB"
"""What DuckDB may hold; beyond it works on disk."""


@contextmanager
def working_on(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory that goes to the lake's disk when it needs more."""
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
    """Replace the file by the rows of the query, with the table's columns and types, in the order of its key; returns
    how many there are.

    Raises LakeError when two rows have the same key or a required value is missing: then the file stays as it was.
    """
    columns = ", ".join(f'"{column.name}"::{column.type} AS "{column.name}"' for column in table.columns)
    key = ", ".join(f'"{name}"' for name in table.key)

    def check(temporary: Path) -> int:
        return _checked(connection, temporary, table, key)

    return write_file(connection, f"SELECT {columns} FROM ({query}) ORDER BY {key}", path, origin, check)


def write_file(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, origin: Origin, check: Callable[[Path], int]
) -> int:
    """Replace the file by the rows of the query when `check` has nothing against the file made of them; returns what
    it returns. Raises LakeError when it cannot be made: then the file stays as it was.

    The file is on the disk when this returns, so that what it was made from may be removed, and what is made next may
    rely on it.
    """
    make_folder(path.parent)
    for left in path.parent.glob(f".{path.name}.*.tmp"):
        if not is_running(int(left.name.split(".")[-2])):
            left.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    notes = f"inputs: {quoted(orjson.dumps(origin.inputs).decode())}, version: {quoted(str(origin.version))}"
    try:
        connection.execute(
            f"COPY ({query}) TO {quoted(str(temporary))} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{notes}}})"
        )
        result = check(temporary)
        move_durably([(temporary, path)])
    except duckdb.Error as error:
        raise LakeError(f"{path} cannot be made: {error}") from error
    finally:
        temporary.unlink(missing_ok=True)
    return result


def parquet_of(paths: Iterable[Path], *, union_by_name: bool = False) -> str:
    """The rows of these files as a table of SQL, with no column but their own."""
    names = ", ".join(quoted(str(path)) for path in paths)
    return f"read_parquet([{names}], hive_partitioning = false, union_by_name = {union_by_name})"


def _checked(connection: duckdb.DuckDBPyConnection, path: Path, table: Table, key: str) -> int:
    """How many rows the file has, after a look at them."""
    missing = [f'count(*) FILTER ("{column.name}" IS NULL)' for column in table.columns if column.required]
    counts = ", ".join(["count(*)", f"(SELECT count(*) FROM (SELECT DISTINCT {key} FROM rows))", *missing])
    found = connection.execute(f"WITH rows AS (FROM {parquet_of([path])}) SELECT {counts} FROM rows")
    rows, distinct, *nulls = found.fetchall()[0]  # to the end: only then can the connection do other work
    if distinct != rows:
        raise LakeError(f"{table.name}: {rows - distinct} rows have the key ({key}) of another")
    required = [column.name for column in table.columns if column.required]
    lacking = [f"{count} without {name}" for name, count in zip(required, nulls, strict=True) if count]
    if lacking:
        raise LakeError(f"{table.name}: {', '.join(lacking)}")
    return int(rows)


def quoted(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
