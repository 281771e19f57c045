"""Merge newly rejected lines of the stream's outputs with those already in silver."""

import base64
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from contracts.lake.layout import Table
from contracts.lake.sql import names_of, parquet_of
from etl.lake.origins import Inputs, Origin
from etl.lake.partitions import write_partition
from etl.lake.recipes import explaining
from etl.outputs.lines import find_lines
from etl.outputs.records import OutputFile

VERSION = 1

_FOUND = """
SELECT
    problem, text AS raw, CASE WHEN text IS NULL THEN base64(raw) END AS raw_base64, name AS file, line, written_at,
    1 AS age
FROM (SELECT *, TRY(decode(raw)) AS text FROM records JOIN lines USING (file, line) JOIN files USING (file))
WHERE problem IS NOT NULL
"""


def merge_rejected(
    connection: duckdb.DuckDBPyConnection, table: Table, path: Path, files: Iterable[OutputFile], inputs: Inputs
) -> int:
    """Add the rejected `records` of these files to a file of silver; return how many are new.

    A line that was incomplete when it was read, and has grown since, is no longer listed; nor is a line of an earlier
    version of a file that covers an hour. A line of a file that has been merged since is listed as one of the merged
    file, and is not new. inputs: the inputs the file will list. Raises LakeError, OSError.
    """
    there = [path] if path.exists() else []
    files = list(files)
    with explaining(f"{path} cannot be made", there):
        before = connection.sql(f"SELECT *, 0 AS age FROM {parquet_of(there)}" if there else f"{_FOUND} LIMIT 0")
        rows = before.to_arrow_table()
        stays = _which_stay(rows.to_pylist(), files)
        merged = sum(any(file.replaces(name) for file in files) for name in rows["file"].to_pylist())
        connection.register("before", rows.filter(pa.array(stays, pa.bool_())))
    first_found = f"row_number() OVER (PARTITION BY {names_of(table.key)} ORDER BY age) = 1"
    query = f"FROM (FROM before UNION ALL BY NAME {_FOUND}) QUALIFY {first_found}"
    return write_partition(connection, query, path, table, Origin(inputs, VERSION)) - sum(stays) - merged


def _which_stay(rows: list[dict[str, Any]], files: list[OutputFile]) -> list[bool]:
    """Return for each rejected line whether it is still rejected, given the present state of these files."""
    by_name = {each.name: each for each in files}
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row["file"]].add(row["line"])
    now = {name: find_lines(by_name[name].path, wanted[name]) for name in wanted.keys() & by_name.keys()}

    def stays(row: dict[str, Any]) -> bool:
        name = row["file"]
        if any(file.replaces(name) for file in files):
            return False
        return name not in by_name or (
            by_name[name].of_hour is None and not _has_grown(row, now[name].get(row["line"], b""))
        )

    return [stays(row) for row in rows]


def _has_grown(row: dict[str, Any], now: bytes) -> bool:
    raw = base64.b64decode(row["raw_base64"]) if row["raw"] is None else row["raw"].encode()
    return now != raw and now.startswith(raw)
