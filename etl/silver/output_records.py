"""The stream's alerts and flags as rows: which columns they have, and what is wrong with which of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa

from contracts.lake import tables as lake_tables
from contracts.lake.layout import Partition, Table
from contracts.outputs import ALERT_FIELDS
from etl.lake.interval import start_of
from etl.silver import output_checks
from etl.silver.output_lines import Columns, read_lines, read_whole
from etl.silver.record_checks import find_problems

ALERT_COLUMNS = {name: type_ for name, type_ in ALERT_FIELDS.items() if not name.endswith("_utc")}
"""Of an event, without the times as text."""

FLAG_COLUMNS = {
    "icao24": "VARCHAR",
    "poll_time": "BIGINT",
    "source": "VARCHAR",
    "rules": "VARCHAR[]",
    "is_anomaly": "BOOLEAN",
}
"""Of a flagged record: who was flagged when, and by what."""

_FILES = pa.schema([("file", pa.string()), ("name", pa.string()), ("of_hour", pa.int64()), ("written_at", pa.int64())])
_ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class OutputKind:
    """An output: its table in bronze, its columns, those that are never null, the other checks, and where lines go
    that fail them.

    of_hours: files may be of an hour as a whole, which their rows then say (`of_hour`, epoch s).
    """

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
    "alerts",
    ALERT_COLUMNS,
    frozenset({"event", "poll_time"} | {each.name for each in lake_tables.ALERTS.columns if each.required} - {"date"}),
    output_checks.ALERTS,
    lake_tables.ALERTS_REJECTED,
    of_hours=True,
)
FLAGS = OutputKind(
    "flags",
    FLAG_COLUMNS,
    frozenset({"poll_time", "icao24", "source"}),
    output_checks.FLAGS,
    lake_tables.FLAGS_REJECTED,
)


@dataclass(frozen=True)
class OutputFile:
    """A file of an output as it is: where, its name below the output location, its size and time of change (ns)."""

    path: Path
    name: str
    size: int
    changed_ns: int

    @property
    def as_input(self) -> tuple[str, int, int]:
        """As `etl.lake.origins.Inputs` lists it."""
        return self.name, self.size, self.changed_ns

    @property
    def of_hour(self) -> int | None:
        """The hour (epoch s) that it has all of, where its folder's number is one: micro-batches never count so far."""
        found = re.search(r"/batch=(\d{10,18})/", self.name)
        return int(found[1]) if found else None

    @property
    def written_at(self) -> int:
        """When it was last written, epoch s."""
        return self.changed_ns // 10**9


@dataclass(frozen=True)
class Counts:
    """Records that can be used, and the others by their problem."""

    good: int
    problems: Mapping[str, int]

    @property
    def bad(self) -> int:
        return sum(self.problems.values())


def read_records(
    connection: duckdb.DuckDBPyConnection, kind: OutputKind, hour: Partition, files: Iterable[OutputFile]
) -> Counts:
    """Make the tables `files` (`file` and what else is known of it), `records` and `lines` of an hour, as `read_whole`
    and, where a record has a problem, `read_lines` have them.

    Raises OSError when a file cannot be read.
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
    """Note what is wrong with the records that have no problem yet, and count."""
    columns = ", ".join(f'"{name}"' for name in kind.schema.columns)
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
