"""Silver's lines of outputs that cannot be used: those that were found now beside those that are there."""

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from common.lake import Table
from etl.origins import Inputs, Origin
from etl.output_lines import line_of
from etl.output_records import OutputFile
from etl.partitions import parquet_of, write_partition
from etl.recipes import explaining

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
    """Put the `records` of these files that have a problem in place, with those that are there; returns how many are
    new.

    A line that was not whole when it was read and is now is rejected no more, nor is what an earlier file of the same
    hour of `altitude-alerts` had. inputs: what the file is then said to be made from. Raises LakeError, OSError.
    """
    there = [path] if path.exists() else []
    by_name = {each.name: each for each in files}
    with explaining(f"{path} cannot be made", there):
        before = connection.sql(f"SELECT *, 0 AS age FROM {parquet_of(there)}" if there else f"{_FOUND} LIMIT 0")
        rows = before.to_arrow_table()
        stays = [not _is_outdated(row, by_name.get(row["file"])) for row in rows.to_pylist()]
        connection.register("before", rows.filter(pa.array(stays, pa.bool_())))
    key = ", ".join(f'"{name}"' for name in table.key)
    query = (
        f"FROM (FROM before UNION ALL BY NAME {_FOUND}) QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY age) = 1"
    )
    return write_partition(connection, query, path, table, Origin(inputs, VERSION)) - sum(stays)


def _is_outdated(row: dict[str, Any], file: OutputFile | None) -> bool:
    if file is None or file.of_hour is not None:
        return file is not None
    raw = base64.b64decode(row["raw_base64"]) if row["raw"] is None else row["raw"].encode()
    now = line_of(file.path, row["line"])
    return now != raw and now.startswith(raw)
