"""The kept outputs as DuckDB tables, with the types that their contracts declare, whatever a file holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from common.sql import quoted, quoted_name
from contracts import outputs as kept
from contracts.fields import duckdb_types
from contracts.outputs import KEPT_OUTPUTS, KeptOutput, Outputs

Columns = Mapping[str, str]
"""DuckDB types by column name."""


@dataclass(frozen=True)
class KeptTable:
    """A kept output as a table; `moment` is the SQL expression that dates a row (epoch s)."""

    output: KeptOutput

    @property
    def name(self) -> str:
        return self.output.name

    @property
    def description(self) -> str:
        return self.output.meaning

    @property
    def columns(self) -> Columns:
        return duckdb_types(self.output.fields)

    @property
    def moment(self) -> str:
        dated_by = self.output.dated_by
        is_timestamp = any(field.name == dated_by and field.type == "timestamp" for field in self.output.fields)
        return f"epoch({dated_by})" if is_timestamp else dated_by

    def folders(self, outputs: Outputs) -> tuple[Path, ...]:
        """Return the folders that hold the table's files."""
        return outputs.folders(self.output)


TABLES = tuple(map(KeptTable, KEPT_OUTPUTS))
CLEANED_FLIGHTS, ALERTS = KeptTable(kept.CLEANED_FLIGHTS), KeptTable(kept.ALERTS)


def rows_of(columns: Columns, files: Iterable[str | Path], *, with_filename: bool = False) -> str:
    """Return the SQL of a table with these columns (and `filename`, if asked for) and these JSON Lines files' rows.

    A field that is missing or has another type is null, and fields that are not columns are left out. A line that is
    not a JSON object becomes a row of nulls.
    """
    if not (paths := ", ".join(map(quoted, files))):
        nulls = ", ".join(f"CAST(NULL AS {type_}) AS {quoted_name(name)}" for name, type_ in columns.items())
        return f"(SELECT {nulls} LIMIT 0)"
    types = ", ".join(f"{quoted(name)}: {quoted(type_)}" for name, type_ in columns.items())
    return (
        f"read_ndjson([{paths}], columns = {{{types}}}, auto_detect = false, ignore_errors = true, "
        f"hive_partitioning = false, filename = {str(with_filename).lower()})"
    )


def open_database(**settings: str | int) -> duckdb.DuckDBPyConnection:
    """Open an empty database in memory that loads no extensions and cannot read the program's variables."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,  # files are small, and the streaming job needs the other cores
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    return duckdb.connect(":memory:", config=config | settings)
