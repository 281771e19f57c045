"""Alerts and flags of `output/` as rows of DuckDB: their columns, and the problem of each row that has one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa

from contracts import alert_event, outputs, scored_record
from contracts.fields import duckdb_types
from contracts.kept_files import MergedFile, batch_number_of
from contracts.lake import gold, silver
from contracts.lake.layout import Partition, Table
from contracts.lake.sql import names_of
from contracts.outputs import KeptOutput
from etl.lake.interval import start_of
from etl.lake.record_checks import find_problems
from etl.outputs import checks as output_checks
from etl.outputs.lines import Columns, read_lines, read_whole

ALERT_COLUMNS = duckdb_types(field for field in alert_event.FIELDS if field not in alert_event.FIELDS_FOR_PEOPLE)
FLAG_COLUMNS = duckdb_types(scored_record.FLAG_FIELDS)

_FILES = pa.schema([("file", pa.string()), ("name", pa.string()), ("of_hour", pa.int64()), ("written_at", pa.int64())])
_ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class OutputKind:
    """A kept output on its way to bronze.

    output: where its files are. table: its name in bronze. columns: DuckDB's types by name; required: those that are
    never null. schema: further checks. rejected: the table for lines that fail them. of_hours: a file may cover a whole
    hour, which its rows then name (`of_hour`, epoch s).
    """

    output: KeptOutput
    table: str
    columns: Columns
    required: frozenset[str]
    schema: pandera.DataFrameSchema
    rejected: Table
    of_hours: bool = False

    @property
    def bronze_columns(self) -> Columns:
        return {**self.columns, "of_hour": "BIGINT"} if self.of_hours else self.columns


ALERTS = OutputKind(
    outputs.ALERTS,
    "alerts",
    ALERT_COLUMNS,
    frozenset({"event", "poll_time"} | {each.name for each in gold.ALERTS.columns if each.required} - {"date"}),
    output_checks.ALERTS,
    silver.ALERTS_REJECTED,
    of_hours=True,
)
FLAGS = OutputKind(
    outputs.ANOMALIES,
    "flags",
    FLAG_COLUMNS,
    frozenset({"poll_time", "icao24", "source"}),
    output_checks.FLAGS,
    silver.FLAGS_REJECTED,
)


@dataclass(frozen=True)
class OutputFile:
    """A file of an output: its path, its name below the output location, its size and time of change (ns).

    of_hour: the hour (epoch s) that the file covers as a whole, None for others. merged: set where the file holds the
    micro-batches of a closed hour.
    """

    path: Path
    name: str
    size: int
    changed_ns: int
    of_hour: int | None
    merged: MergedFile | None = None

    def replaces(self, name: str) -> bool:
        """Return whether this file has been merged from the one of that name, among others."""
        batch = batch_number_of(name)
        of_same_hour = Path(name).parents[1:2] == Path(self.name).parents[0:1]
        return self.merged is not None and batch is not None and of_same_hour and self.merged.covers(batch)

    @property
    def as_input(self) -> tuple[str, int, int]:
        """The file as `etl.lake.origins.Inputs` lists it."""
        return self.name, self.size, self.changed_ns

    @property
    def written_at(self) -> int:
        """When the file was last written, epoch s."""
        return self.changed_ns // 10**9


@dataclass(frozen=True)
class Counts:
    """How many records can be used, and how many cannot, by problem."""

    good: int
    problems: Mapping[str, int]

    @property
    def bad(self) -> int:
        return sum(self.problems.values())


def read_records(
    connection: duckdb.DuckDBPyConnection, kind: OutputKind, hour: Partition, files: Iterable[OutputFile]
) -> Counts:
    """Make the tables `files`, `records` and `lines` of an hour, and count the records.

    `records` and `lines` are those of `read_whole` or, where a record has a problem, of `read_lines`. Raises OSError
    when a file cannot be read.
    """
    listed = [(str(each.path), each.name, each.of_hour, each.written_at) for each in files]
    connection.register("given", pa.Table.from_arrays(list(zip(*listed, strict=True)), schema=_FILES))
    connection.execute("CREATE OR REPLACE TABLE files AS FROM given")
    paths = [Path(file) for file, *_ in listed]
    if read_whole(connection, paths, kind.columns, kind.required):
        counts = _checked(connection, kind, hour)
        if not counts.bad:
            return counts
    read_lines(connection, paths, kind.columns, kind.required)
    return _checked(connection, kind, hour)


def _checked(connection: duckdb.DuckDBPyConnection, kind: OutputKind, hour: Partition) -> Counts:
    """Check the records that have no problem yet against the schema, and count all of them."""
    columns = names_of(kind.schema.columns)
    records = f"SELECT *, records.rowid AS place, {int(start_of(hour).timestamp())}::BIGINT AS hour_began FROM records"
    query = f"SELECT place, {columns} FROM ({records} JOIN files USING (file) WHERE problem IS NULL)"
    problems: dict[int, str] = {}
    for batch in connection.sql(query).to_arrow_reader(_ROWS_AT_ONCE):
        problems |= find_problems(kind.schema, batch.to_pandas().set_index("place"))
    if problems:
        found = pd.DataFrame({"place": list(problems), "words": list(problems.values())})
        connection.register("found", pa.Table.from_pandas(found))
        connection.execute("UPDATE records SET problem = words FROM found WHERE records.rowid = place")
    counted = connection.execute("SELECT problem, count(*) FROM records GROUP BY problem ORDER BY problem").fetchall()
    counts = dict(counted)
    return Counts(counts.pop(None, 0), counts)
