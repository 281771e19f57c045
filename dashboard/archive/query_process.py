"""Runs one viewer's query in a process: the job on stdin, the rows on stdout, an error for the viewer on stderr.

It needs its own process because DuckDB's limits do not hold. Under a `memory_limit` of 512 MB and a
`max_execution_time` of 3 s, `SELECT length(repeat('x', 3000000000))` took 5.8 GB and 33 s; neither the limits nor an
interrupt stop a function while it works on one row (measured, DuckDB 2.0.0). Here the operating system enforces the
limits, the parent can kill the query at any time, and a crash of DuckDB takes nothing else down.
"""

import resource
import sys
from dataclasses import asdict, dataclass
from itertools import chain, count
from pathlib import Path

import duckdb
import orjson
import pyarrow as pa

from common.sql import quoted
from dashboard.archive.tables import TABLES, open_database, rows_of

EXIT_FAILED = 65
"""The query is wrong or exceeds a limit (EX_DATAERR of sysexits.h); the message is on stderr."""
EXIT_NOT_ALLOWED = 77
"""The query does more than read the tables (EX_NOPERM); the message is on stderr."""
MEMORY_MB = 512
MOST_RESULT_BYTES = 64_000_000
_PROCESS_BYTES = 1_500_000_000
"""DuckDB's memory limit, 0.2 GB for Python, Arrow and the threads' stacks, and what DuckDB does not count."""
_ROWS_AT_ONCE = 2_048
_LONGEST_ERROR = 2_000
_NAMES = ", ".join(table.name for table in TABLES)

TOO_MUCH_MEMORY = (
    f"It needs more than {MEMORY_MB} MB of memory. Ask for fewer rows or columns, or a shorter time range."
)
TOO_LARGE = f"The result is larger than {MOST_RESULT_BYTES // 1_000_000} MB. Ask for fewer rows or columns."


@dataclass(frozen=True)
class QueryJob:
    """A query and the files it reads, by table; `start` and `end` in epoch s, both included."""

    sql: str
    start: float
    end: float
    most_rows: int
    files: dict[str, list[str]]

    def to_json(self) -> bytes:
        """Encode the job for the process's stdin."""
        return orjson.dumps(asdict(self))


@dataclass(frozen=True)
class QueryAnswer:
    """The rows, whether there were more, and the files that could not be read."""

    rows: pa.Table
    truncated: bool
    problems: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """Encode the rows as an Arrow stream, and the rest in its schema's metadata."""
        about = orjson.dumps({"truncated": self.truncated, "problems": self.problems})
        rows = self.rows.replace_schema_metadata({"answer": about})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as writer:
            writer.write_table(rows)
        content: bytes = sink.getvalue().to_pybytes()
        return content

    @classmethod
    def from_bytes(cls, content: bytes) -> "QueryAnswer":
        """Decode what `to_bytes` returned."""
        rows = pa.ipc.open_stream(content).read_all()
        about = orjson.loads(rows.schema.metadata[b"answer"])
        return cls(rows.replace_schema_metadata(None), about["truncated"], tuple(about["problems"]))


class Refusal(Exception):
    """The query is wrong or exceeds a limit; the message is meant for its author."""


class NotAllowed(Refusal):
    """The query does more than read the tables."""


def answer(job: QueryJob) -> QueryAnswer:
    """Run the query; when DuckDB cannot read a file, run it again without that file.

    Raises NotAllowed when it does more than read the tables, and Refusal when it is wrong or exceeds a limit.
    """
    files = job.files
    problems: list[str] = []
    while True:
        try:
            with _locked_database(job, files) as database:
                rows, truncated = _run(_only_select(database, job.sql), database, job.most_rows)
                return QueryAnswer(rows, truncated, tuple(problems))
        except duckdb.Error as error:
            unreadable = {path for paths in files.values() for path in paths if _names(error, path)}
            if not unreadable:
                raise _refusal(error) from error
            files = {name: [path for path in paths if path not in unreadable] for name, paths in files.items()}
            # A file that is gone was removed by the retention or replaced by a repeated batch, which is no problem.
            problems += [f"{path} cannot be read: {_first_line(error)}" for path in unreadable if Path(path).exists()]
        except MemoryError as error:
            raise Refusal(TOO_MUCH_MEMORY) from error
        except pa.ArrowException as error:
            raise Refusal(f"The result has a column of a type that cannot be shown: {error}") from error


def _locked_database(job: QueryJob, files: dict[str, list[str]]) -> duckdb.DuckDBPyConnection:
    """Open a database with the tables as views; it can read nothing but their files, and write nothing."""
    database = open_database(threads=2, async_threads=2, memory_limit=f"{MEMORY_MB}MB", temp_directory="")
    for table in TABLES:
        rows = rows_of(table.columns, files[table.name])
        within = f"{table.moment} BETWEEN {job.start!r} AND {job.end!r}"
        database.execute(f"CREATE VIEW {table.name} AS SELECT * FROM {rows} WHERE {within}")  # noqa: S608 - our own texts
    paths = ", ".join(quoted(path) for paths in files.values() for path in paths)
    database.execute(f"SET allowed_paths = [{paths}]")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database


def _only_select(database: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    statements = database.extract_statements(sql)
    if not statements:
        raise Refusal("The query is empty.")
    if len(statements) > 1:
        raise NotAllowed(f"Only one statement can be run at a time; the query has {len(statements)}.")
    try:
        kind = statements[0].type
    except ValueError:  # the Python client has no name for some types, such as UPDATE EXTENSIONS
        kind = None
    if kind is not duckdb.StatementType.SELECT:
        raise NotAllowed("Only statements that read can be run: SELECT, WITH, FROM, DESCRIBE, SUMMARIZE.")
    return statements[0]


def _run(statement: duckdb.Statement, database: duckdb.DuckDBPyConnection, most_rows: int) -> tuple[pa.Table, bool]:
    batches: list[pa.RecordBatch] = []
    row_count = size = 0
    reader = database.sql(statement).to_arrow_reader(_ROWS_AT_ONCE)
    for batch in reader:
        batches.append(batch)
        row_count += len(batch)
        size += batch.nbytes
        if size > MOST_RESULT_BYTES:
            raise Refusal(TOO_LARGE)
        if row_count > most_rows:
            break
    rows = pa.Table.from_batches(batches, reader.schema).slice(0, most_rows)
    return rows.rename_columns(_distinct(rows.column_names)), row_count > most_rows


def _distinct(names: list[str]) -> list[str]:
    """Number repeated names: `a, a, b` becomes `a, a_1, b`."""
    distinct: list[str] = []
    for name in names:
        candidates = chain([name], (f"{name}_{number}" for number in count(1)))
        distinct.append(next(candidate for candidate in candidates if candidate not in distinct))
    return distinct


def _refusal(error: duckdb.Error) -> Refusal:
    if isinstance(error, duckdb.OutOfMemoryException):
        return Refusal(TOO_MUCH_MEMORY)
    if isinstance(error, duckdb.PermissionException):
        return NotAllowed(f"Only these tables can be read: {_NAMES}.")
    if isinstance(error, duckdb.CatalogException):
        return Refusal(f"{_first_line(error)}\nThe tables are {_NAMES}.")
    return Refusal(str(error)[:_LONGEST_ERROR])


def _names(error: duckdb.Error, path: str) -> bool:
    """Return whether DuckDB could not read this file: it quotes the path, or ends with it where it is compressed."""
    return f'"{path}"' in str(error) or _first_line(error).endswith(f": {path}")


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]


def limit_process() -> None:
    """Limit this process's memory, and forbid it to write files."""
    _limit(resource.RLIMIT_DATA, _PROCESS_BYTES)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> int:
    """Answer the job on stdin; return 0, EXIT_FAILED or EXIT_NOT_ALLOWED."""
    limit_process()
    job = QueryJob(**orjson.loads(sys.stdin.buffer.read()))
    try:
        content = answer(job).to_bytes()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return EXIT_NOT_ALLOWED if isinstance(refusal, NotAllowed) else EXIT_FAILED
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
