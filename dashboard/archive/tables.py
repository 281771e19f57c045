"""The kept records as DuckDB reads them: tables with a type for every column, whatever a file holds.

The record's own columns derive from `contracts.state_vector`, the others are those of docs/outputs.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from contracts.outputs import ALERT_FIELDS, Outputs
from contracts.state_vector import FIELDS, Type

Columns = Mapping[str, str]
"""DuckDB's types by name."""

_TYPES: dict[Type, str] = {
    "string": "VARCHAR",
    "long": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "array<long>": "BIGINT[]",
}
_RECORD: Columns = {field.name: _TYPES[field.type] for field in FIELDS} | {
    "anomaly_score": "DOUBLE",
    "is_anomaly": "BOOLEAN",
    "rule_based_anomaly": "BOOLEAN",
    "rules": "VARCHAR[]",
    "reasons": "VARCHAR[]",
    "not_scored": "VARCHAR",
    "model": "VARCHAR",
    "residuals": "STRUCT(along DOUBLE, across DOUBLE, climb DOUBLE)",
    "suspicion": "DOUBLE",
    "detectors": "VARCHAR[]",
}
_WINDOW: Columns = {
    "window_start": "BIGINT",
    "window_end": "BIGINT",
    "window_start_utc": "VARCHAR",
    "flight_count": "BIGINT",
    "record_count": "BIGINT",
    "avg_vertical_rate": "DOUBLE",
    "closed": "BOOLEAN",
}
_REJECTED: Columns = {
    "problem": "VARCHAR",
    "topic": "VARCHAR",
    "partition": "BIGINT",
    "offset": "BIGINT",
    "arrived_at": "TIMESTAMP WITH TIME ZONE",
    "raw": "VARCHAR",
    "raw_base64": "VARCHAR",
}


@dataclass(frozen=True)
class KeptTable:
    """A kind of kept record; `moment` is the expression for when a row was (epoch s)."""

    name: str
    description: str
    columns: Columns
    moment: str = "poll_time"

    def folder(self, outputs: Outputs) -> Path:
        """Where its files are."""
        return outputs.root / self.name


CLEANED_FLIGHTS = KeptTable("cleaned_flights", "every new, valid state vector, with its scores", _RECORD)
ANOMALIES = KeptTable("anomalies", "those flagged by the model or a rule, with the reasons", _RECORD)
ALERTS = KeptTable("alerts", "alerts opened, updated, reopened, resolved: a row for each event", ALERT_FIELDS)
WINDOWED_STATS = KeptTable("windowed_stats", "2-minute windows, once closed", _WINDOW, moment="window_start")
REJECTED = KeptTable(
    "rejected", "what could not be used: problem, place in Kafka, raw value", _REJECTED, moment="epoch(arrived_at)"
)
TABLES = (CLEANED_FLIGHTS, ANOMALIES, ALERTS, WINDOWED_STATS, REJECTED)


def rows_of(columns: Columns, files: Iterable[str | Path], *, with_filename: bool = False) -> str:
    """The SQL of a table with the rows of these JSON Lines files, and these columns (and `filename`).

    A field that is missing or of another type is null and one that is not among the columns left out; a line that is
    no JSON object is a row of nulls.
    """
    if not (paths := ", ".join(map(quoted, files))):
        nulls = ", ".join(f"CAST(NULL AS {type_}) AS {name_of(name)}" for name, type_ in columns.items())
        return f"(SELECT {nulls} LIMIT 0)"
    types = ", ".join(f"{quoted(name)}: {quoted(type_)}" for name, type_ in columns.items())
    return (
        f"read_ndjson([{paths}], columns = {{{types}}}, auto_detect = false, ignore_errors = true, "
        f"hive_partitioning = false, filename = {str(with_filename).lower()})"
    )


def name_of(column: str) -> str:
    """A column's name in SQL: `limit` and `offset` are words of the language."""
    return '"{}"'.format(column.replace('"', '""'))


def quoted(text: str | Path) -> str:
    """A text in SQL."""
    return "'{}'".format(str(text).replace("'", "''"))


def open_database(**settings: str | int) -> duckdb.DuckDBPyConnection:
    """An empty database in memory, which fetches nothing and sees no variables of the program."""
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 1,  # a file is small, and the other cores are the stream's
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
        }
        | settings,
    )
