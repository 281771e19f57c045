"""Gold and the dimensions into PostgreSQL: what changed, each file in a transaction of its own.

The warehouse is a copy of one lake's gold, of the first that is loaded (table `loaded_lake`). What is loaded is noted
in the same transaction as the rows (table `loaded_files`), so that a load that was killed, or whose database went away,
is simply run again. What retention took from gold goes here as well: both warehouses give the same answers, and
LAKE_RETENTION_DAYS holds for all that is kept.
"""

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import structlog
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from psycopg import errors
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from common.errors import LakeError, SettingsError, WarehouseError
from common.settings import Settings
from contracts.lake.layout import Lake, Partition, Table
from contracts.lake.tables import DIMENSIONS, GOLD
from etl.lake.identity import identity_of, known_identity
from etl.lake.interval import Interval
from warehouse.warehouse import LOADED_FILES, READER, SCHEMA, Address, connect, parse_address, words_of

MIGRATIONS = Path(__file__).with_name("migrations")
APPLICATION = "flightwatch load"
"""How the loader's connections are called in `pg_stat_activity`."""
LOADED_LAKE = "loaded_lake"
"""The table that says which lake the warehouse is of, and where that was when it was loaded last."""

_LOCK = 0x666C6967  # "flig": any number that nobody else takes in this database
_WAIT_FOR_OTHERS = "10min"
_ROWS_AT_ONCE = 65_536
_REPLACEMENT = "\ufffd"
_TABLES = {table.name: table for table in (*GOLD, *DIMENSIONS)}
_ARROW_TYPES = {
    "text": pa.string(),
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}

log = structlog.get_logger()


@dataclass(frozen=True)
class Loaded:
    """What a load did: files loaded and taken away, rows that came or changed, rows that went; why it did nothing."""

    files: int = 0
    files_removed: int = 0
    rows_written: int = 0
    rows_deleted: int = 0
    note: str | None = None


@dataclass(frozen=True)
class Stamp:
    """By which a file's content is known: size in bytes, time of change in ns."""

    size: int
    changed_ns: int


@dataclass(frozen=True)
class GoldFile:
    """A file of gold: its table, its partition (None of a dimension) and its name relative to the lake."""

    table: Table = field(compare=False)
    partition: Partition | None = field(compare=False)
    name: str

    @classmethod
    def from_name(cls, name: str) -> "GoldFile":
        """Of `gold/<table>/[<partition>/]part.parquet`."""
        _, table, *folders, _ = name.split("/")
        return cls(_TABLES[table], Partition.from_folder("/".join(folders)) if folders else None, name)

    def is_in(self, interval: Interval | None) -> bool:
        """Whether it is of the interval; everything is of none."""
        return interval is None or (self.partition is not None and self.partition in interval)


def run(settings: Settings, interval: Interval | None) -> Loaded:
    """Bring the warehouse to what gold is: the files that differ, or those of the interval, whether or not they do.

    Raises SettingsError, also when the warehouse is of another lake, LakeError for a file that is not what it should
    be, WarehouseError when the database cannot be reached, goes away or refuses; what was loaded until then stays, and
    the rest is loaded by the next run.
    """
    if settings.warehouse_url is None:
        return Loaded(note="WAREHOUSE_URL is not set, gold is queried where it is")
    address = parse_address(settings.warehouse_url)
    with connect(address, application=APPLICATION) as connection, _said_clearly(address, "the load"):
        connection.autocommit = True
        _wait_for_other_loads(connection)
        lake = Lake(settings.lake_dir)
        refuse_another_lake(connection, lake)
        migrate(address)
        let_reader_read(connection)
        return _load_files(connection, address, lake, interval)


def refuse_another_lake(connection: psycopg.Connection, lake: Lake) -> None:
    """Raises SettingsError when the warehouse is of another lake, whose rows a load of this one would remove."""
    if not _is_true(connection, "SELECT to_regclass(%s) IS NOT NULL", f"{SCHEMA}.{LOADED_LAKE}"):
        return
    row = connection.execute(f"SELECT id, location FROM {SCHEMA}.{LOADED_LAKE}").fetchone()
    if row is None or row[0] == known_identity(lake):
        return
    number, location = row
    raise SettingsError(
        f"the warehouse at WAREHOUSE_URL is of the lake {number}, loaded last from {location}, and LAKE_DIR "
        f"{lake.root} is another: nothing was changed. Give this lake a database of its own; or, to start over with "
        f"it in this one, have DROP SCHEMA {SCHEMA} CASCADE run there first"
    )


def migrate(address: Address) -> None:
    """Bring the schema to this version's. Raises WarehouseError, also when it is a newer one's."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: connect(address, application=APPLICATION), poolclass=NullPool
    )
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise WarehouseError(f"the warehouse's schema is not of this version: {error}") from None
    except DBAPIError as error:
        said = words_of(error.orig or error, address)
        raise WarehouseError(f"the warehouse's tables cannot be made: {said}") from None


def let_reader_read(connection: psycopg.Connection) -> None:
    """See that there is a role which may only read.

    A loader that may not create roles goes on without: the rows do not depend on it. It says what to do about it.
    """
    if not _is_true(connection, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", READER):
        try:
            connection.execute(f"CREATE ROLE {READER} NOLOGIN")
        except errors.InsufficientPrivilege:
            log.warning(f"no role for reading: have an administrator run CREATE ROLE {READER}; the next load grants it")
            return
        except (errors.DuplicateObject, errors.UniqueViolation):
            pass  # another database's load was quicker
    may_read = (
        "SELECT has_schema_privilege(%(role)s, %(schema)s, 'USAGE') AND bool_and(has_table_privilege(%(role)s, oid, "
        "'SELECT')) FROM pg_class WHERE relnamespace = to_regnamespace(%(schema)s) AND relkind = 'r'"
    )
    if not _is_true(connection, may_read, role=READER, schema=SCHEMA):
        with connection.transaction():
            connection.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER}")
            connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {READER}")
            connection.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {SCHEMA} GRANT SELECT ON TABLES TO {READER}")


def _load_files(connection: psycopg.Connection, address: Address, lake: Lake, interval: Interval | None) -> Loaded:
    present = {file: stamp for table in _TABLES.values() for file, stamp in _files_of(lake, table)}
    rows = connection.execute(f"SELECT name, size, changed_ns FROM {SCHEMA}.{LOADED_FILES} ORDER BY name").fetchall()
    loaded = {GoldFile.from_name(name): Stamp(size, changed_ns) for name, size, changed_ns in rows}
    if any(file.partition for file in loaded) and not any(file.partition for file in present):
        raise SettingsError(
            f"LAKE_DIR {lake.root} has no day of gold, the warehouse has those of a lake: nothing was removed from it"
        )
    if present:
        _note_lake(connection, lake)
    gone = [file for file in loaded if file not in present and file.is_in(interval)]
    due = [
        (file, stamp)
        for file, stamp in present.items()
        if (loaded.get(file) != stamp if interval is None or file.partition is None else file.is_in(interval))
    ]
    written = deleted = 0
    for file in gone:
        with _said_clearly(address, f"removing {file.name}"), connection.transaction():
            deleted += _delete(connection, file)
            connection.execute(f"DELETE FROM {SCHEMA}.{LOADED_FILES} WHERE name = %s", [file.name])
    for file, stamp in due:
        with _said_clearly(address, f"loading {file.name}"), connection.transaction():
            came, went = _load(connection, lake.root / file.name, file, stamp)
            written, deleted = written + came, deleted + went
    return Loaded(len(due), len(gone), written, deleted)


def _note_lake(connection: psycopg.Connection, lake: Lake) -> None:
    """Note that the warehouse is of this lake, and where that is now."""
    connection.execute(
        f"INSERT INTO {SCHEMA}.{LOADED_LAKE} AS noted (id, location) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE "
        "SET location = excluded.location WHERE noted.location <> excluded.location",
        [identity_of(lake), f"{socket.gethostname()}:{lake.root.absolute()}"],
    )


def _files_of(lake: Lake, table: Table) -> Iterator[tuple[GoldFile, Stamp]]:
    partitions: Iterable[Partition | None] = lake.partitions(table) if table.partitioned_by != "nothing" else [None]
    for partition in partitions:
        path = lake.file(table, partition)
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        yield (
            GoldFile(table, partition, path.relative_to(lake.root).as_posix()),
            Stamp(stat.st_size, stat.st_mtime_ns),
        )


def _load(connection: psycopg.Connection, path: Path, file: GoldFile, stamp: Stamp) -> tuple[int, int]:
    """Make the partition's rows those of the file; returns how many came or changed, and how many went."""
    table, name = file.table, f"{SCHEMA}.{file.table.name}"
    incoming = f"incoming_{table.name}"
    columns = ", ".join(column.name for column in table.columns)
    key = ", ".join(table.key)
    others = [column.name for column in table.columns if column.name not in table.key]
    # With its index and statistics, else the rows that are no more are looked for by comparing each with each.
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {incoming} (LIKE {name} INCLUDING INDEXES) ON COMMIT DELETE ROWS"
    )
    rows = _copy(connection, path, table, f"COPY {incoming} ({columns}) FROM STDIN (FORMAT csv)")
    connection.execute(f"ANALYZE {incoming}")
    _refuse_rows_of_elsewhere(connection, incoming, path, file)
    written = connection.execute(
        f"INSERT INTO {name} AS old ({columns}) SELECT {columns} FROM {incoming} ON CONFLICT ({key}) DO UPDATE "
        f"SET {', '.join(f'{column} = excluded.{column}' for column in others)} "
        f"WHERE ({', '.join(f'old.{column}' for column in others)}) "
        f"IS DISTINCT FROM ({', '.join(f'excluded.{column}' for column in others)})"
    ).rowcount
    same_key = " AND ".join(f"new.{column} = old.{column}" for column in table.key)
    deleted = _delete(connection, file, f"AND NOT EXISTS (SELECT FROM {incoming} AS new WHERE {same_key})")
    connection.execute(
        f"INSERT INTO {SCHEMA}.{LOADED_FILES} (name, day, size, changed_ns, row_count) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (name) DO UPDATE SET (size, changed_ns, row_count, loaded_at) = "
        "(excluded.size, excluded.changed_ns, excluded.row_count, excluded.loaded_at)",
        [file.name, file.partition.day if file.partition else None, stamp.size, stamp.changed_ns, rows],
    )
    return written, deleted


def _copy(connection: psycopg.Connection, path: Path, table: Table, statement: str) -> int:
    schema = pa.schema([(column.name, _ARROW_TYPES[column.type]) for column in table.columns])
    rows = 0
    try:
        with pq.ParquetFile(path) as parquet, connection.cursor() as cursor, cursor.copy(statement) as copy:
            if set(parquet.schema_arrow.names) != set(schema.names):
                raise LakeError(f"{path} has not the columns of {table.name}; remove it to have it made anew")
            for batch in parquet.iter_batches(_ROWS_AT_ONCE, columns=schema.names):
                arranged = pa.Table.from_batches([batch]).select(schema.names).cast(schema)
                copy.write(_as_csv(arranged))
                rows += len(batch)
    except (pa.ArrowException, OSError) as error:
        raise LakeError(f"{path} cannot be read: {error}") from error
    return rows


def _as_csv(rows: pa.Table) -> bytes:
    """As PostgreSQL reads it: text quoted, null nothing. NaN becomes null; it has no NUL in text."""
    columns = [
        pc.if_else(pc.is_nan(column), None, column)
        if pa.types.is_floating(column.type)
        else pc.replace_substring(column, "\0", _REPLACEMENT)
        if pa.types.is_string(column.type)
        else column
        for column in rows.columns
    ]
    sink = BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False)
    pyarrow.csv.write_csv(pa.Table.from_arrays(columns, schema=rows.schema), sink, options)
    return sink.getvalue()


def _refuse_rows_of_elsewhere(connection: psycopg.Connection, incoming: str, path: Path, file: GoldFile) -> None:
    where, values = _place(file)
    if _is_true(connection, f"SELECT EXISTS (SELECT FROM {incoming} AS old WHERE NOT ({where}))", *values):
        raise LakeError(f"{path} has rows of another partition; remove it to have it made anew")


def _delete(connection: psycopg.Connection, file: GoldFile, condition: str = "") -> int:
    where, values = _place(file)
    return connection.execute(
        f"DELETE FROM {SCHEMA}.{file.table.name} AS old WHERE {where} {condition}", values
    ).rowcount


def _place(file: GoldFile) -> tuple[str, list[object]]:
    """The condition by which rows are of the file's partition."""
    if file.partition is None:
        return "true", []
    if file.partition.hour is None:
        return "old.date = %s", [file.partition.day]
    return "old.date = %s AND old.hour = %s", [file.partition.day, file.partition.hour]


def _wait_for_other_loads(connection: psycopg.Connection) -> None:
    """One load at a time; the lock goes with the connection, however that ends."""
    connection.execute(f"SET lock_timeout = '{_WAIT_FOR_OTHERS}'")
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])


def _is_true(connection: psycopg.Connection, query: str, *values: object, **named: object) -> bool:
    row = connection.execute(query, named or values).fetchone()
    return bool(row and row[0])


@contextmanager
def _said_clearly(address: Address, what: str) -> Iterator[None]:
    """The database's errors as one of ours that says during what."""
    try:
        yield
    except errors.LockNotAvailable:
        raise WarehouseError(
            f"{what}: another load, or who else has a lock, did not end in {_WAIT_FOR_OTHERS}"
        ) from None
    except psycopg.Error as error:
        raise WarehouseError(f"{what}: {words_of(error, address)}") from None
