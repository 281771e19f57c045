"""The process in which one query of a viewer runs: the job on stdin, the rows on stdout, a refusal on stderr.

It is a process of its own because DuckDB's own limits are not enough. Under a `memory_limit` of 512 MB and a
`max_execution_time` of 3 s, `SELECT length(repeat('x', 3000000000))` took 5.8 GB and 33 s, and neither it nor an
interruption ends a function within a row (measured, DuckDB 2.0.0). Here the system's limits hold, whoever waits can
end it at any time, and what makes DuckDB crash takes nothing else with it.
"""

import resource
import sys
from dataclasses import asdict, dataclass
from itertools import chain, count
from pathlib import Path

import duckdb
import orjson
import pyarrow as pa

from dashboard.archive.tables import TABLES, open_database, quoted, rows_of

EXIT_REFUSED = 65
"""The query cannot be answered; stderr says why (EX_DATAERR of sysexits.h)."""
MEMORY_MB = 512
MOST_RESULT_BYTES = 64_000_000
_PROCESS_BYTES = 1_500_000_000
"""Python, Arrow and the threads' stacks beside what DuckDB may have (0.2 GB), and what it does not count."""
_ROWS_AT_ONCE = 2_048
_LONGEST_ERROR = 2_000
_NAMES = ", ".join(table.name for table in TABLES)

TOO_MUCH_MEMORY = f"The query needs more than {MEMORY_MB} MB: ask for fewer rows or columns, or a shorter time."
TOO_LARGE = f"The result is larger than {MOST_RESULT_BYTES // 1_000_000} MB: ask for fewer rows or columns."


@dataclass(frozen=True)
class Job:
    """What to run over which files; `files` by table, `start` and `end` in epoch seconds, both included."""

    sql: str
    start: float
    end: float
    most_rows: int
    files: dict[str, list[str]]

    def to_json(self) -> bytes:
        """What the process expects on stdin."""
        return orjson.dumps(asdict(self))


@dataclass(frozen=True)
class Answer:
    """The rows, whether there were more, and what could not be read."""

    rows: pa.Table
    truncated: bool
    problems: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """As an Arrow stream, the rest in the schema's metadata."""
        said = orjson.dumps({"truncated": self.truncated, "problems": self.problems})
        rows = self.rows.replace_schema_metadata({"answer": said})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as writer:
            writer.write_table(rows)
        return sink.getvalue().to_pybytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Answer":
        """The answer that `to_bytes` gave."""
        rows = pa.ipc.open_stream(content).read_all()
        said = orjson.loads(rows.schema.metadata[b"answer"])
        return cls(rows.replace_schema_metadata(None), said["truncated"], tuple(said["problems"]))


class Refusal(Exception):
    """The query is not run, or not to its end; the text is for who wrote it."""


def answer(job: Job) -> Answer:
    """Run the query; a file that DuckDB cannot read is left out, and the others are read anew.

    Raises Refusal when the query is no single SELECT, cannot be run, or asks for more than it may have.
    """
    files = job.files
    problems: list[str] = []
    while True:
        try:
            with _locked_database(job, files) as database:
                rows, truncated = _run(_only_select(database, job.sql), database, job.most_rows)
                return Answer(rows, truncated, tuple(problems))
        except duckdb.Error as error:
            unreadable = {path for paths in files.values() for path in paths if f'"{path}"' in str(error)}
            if not unreadable:
                raise Refusal(_in_words(error)) from error
            files = {name: [path for path in paths if path not in unreadable] for name, paths in files.items()}
            # Else removed by the retention, or replaced by a repeated batch.
            problems += [f"{path} cannot be read: {_first_line(error)}" for path in unreadable if Path(path).exists()]
        except MemoryError as error:
            raise Refusal(TOO_MUCH_MEMORY) from error
        except pa.ArrowException as error:
            raise Refusal(f"A column of the result is of a type that cannot be shown: {error}") from error


def _locked_database(job: Job, files: dict[str, list[str]]) -> duckdb.DuckDBPyConnection:
    """A database with the tables as views, in which nothing but their files can be read, and nothing be changed."""
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
        raise Refusal("There is no query.")
    if len(statements) > 1:
        raise Refusal(f"One query at a time: these are {len(statements)} statements.")
    try:
        kind = statements[0].type
    except ValueError:  # the Python client has no name for some, UPDATE EXTENSIONS among them
        kind = None
    if kind is not duckdb.StatementType.SELECT:
        raise Refusal("Only queries that read can be run: SELECT, WITH, FROM, DESCRIBE, SUMMARIZE.")
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
    return rows.rename_columns(_told_apart(rows.column_names)), row_count > most_rows


def _told_apart(names: list[str]) -> list[str]:
    """`a, a, b` as `a, a_1, b`."""
    distinct: list[str] = []
    for name in names:
        candidates = chain([name], (f"{name}_{number}" for number in count(1)))
        distinct.append(next(candidate for candidate in candidates if candidate not in distinct))
    return distinct


def _in_words(error: duckdb.Error) -> str:
    if isinstance(error, duckdb.OutOfMemoryException):
        return TOO_MUCH_MEMORY
    if isinstance(error, duckdb.PermissionException):
        return f"Only the tables can be read: {_NAMES}."
    if isinstance(error, duckdb.CatalogException):
        return f"{_first_line(error)}\nThe tables are {_NAMES}."
    return str(error)[:_LONGEST_ERROR]


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]


def limit_process() -> None:
    """Hold this process to its memory, and to writing no file."""
    _limit(resource.RLIMIT_DATA, _PROCESS_BYTES)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> int:
    """Answer the job on stdin; returns EXIT_REFUSED when it is refused."""
    limit_process()
    job = Job(**orjson.loads(sys.stdin.buffer.read()))
    try:
        content = answer(job).to_bytes()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return EXIT_REFUSED
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
