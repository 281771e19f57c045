"""`python -m etl load`: copy gold and the dimensions to PostgreSQL, each changed file in a transaction of its own.

The warehouse is a copy of one lake's gold: that of the first lake loaded into it (table `loaded_lake`). A file is noted
in the same transaction as its rows (table `loaded_files`), so a load that was killed, or lost its database, is simply
run again. Files that retention has removed from gold are removed here too: PostgreSQL and the lake's files give the
same answers, and LAKE_RETENTION_DAYS applies to both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import errors

from common.errors import SettingsError, WarehouseError
from common.settings import Settings
from contracts.lake.layout import Lake
from etl.lake.interval import Interval
from etl.warehouse.gold_files import files_of, load_file, loaded_files, unload_file
from etl.warehouse.schema import APPLICATION, let_reader_read, migrate, note_lake, refuse_another_lake
from warehouse.connection import Address, connect, parse_address, reason_of

_LOCK = 0x666C6967  # "flig": an arbitrary number that nothing else locks in this database
_WAIT_FOR_OTHERS = "10min"


@dataclass(frozen=True)
class Loaded:
    """Counts of a load: files loaded and removed, rows added or changed, rows deleted. note: why it did nothing."""

    files: int = 0
    files_removed: int = 0
    rows_written: int = 0
    rows_deleted: int = 0
    note: str | None = None


def run(settings: Settings, interval: Interval | None) -> Loaded:
    """Load the files of gold that differ from the warehouse, or all files of an interval.

    Raises SettingsError, for instance when the warehouse belongs to another lake; LakeError for a damaged file; and
    WarehouseError when the database cannot be reached, disconnects or refuses a statement. Files loaded until then
    stay, and the next run loads the rest.
    """
    if settings.warehouse_url is None:
        return Loaded(note="WAREHOUSE_URL is not set; gold is queried in the lake's files")
    address = parse_address(settings.warehouse_url)
    with connect(address, application=APPLICATION) as connection, _explaining(address, "the load"):
        connection.autocommit = True
        _wait_for_other_loads(connection)
        lake = Lake(settings.lake_dir)
        refuse_another_lake(connection, lake)
        migrate(address)
        let_reader_read(connection)
        return _load_files(connection, address, lake, interval)


def _load_files(connection: psycopg.Connection, address: Address, lake: Lake, interval: Interval | None) -> Loaded:
    present, loaded = dict(files_of(lake)), loaded_files(connection)
    if any(file.partition for file in loaded) and not any(file.partition for file in present):
        raise SettingsError(
            f"LAKE_DIR {lake.root} has no day of gold, but the warehouse does: nothing was removed from it"
        )
    if present:
        note_lake(connection, lake)
    gone = [file for file in loaded if file not in present and file.is_in(interval)]
    due = [
        (file, stamp)
        for file, stamp in present.items()
        if (loaded.get(file) != stamp if interval is None or file.partition is None else file.is_in(interval))
    ]
    written = deleted = 0
    for file in gone:
        with _explaining(address, f"removing {file.name}"), connection.transaction():
            deleted += unload_file(connection, file)
    for file, stamp in due:
        with _explaining(address, f"loading {file.name}"), connection.transaction():
            came, went = load_file(connection, lake.root / file.name, file, stamp)
            written, deleted = written + came, deleted + went
    return Loaded(len(due), len(gone), written, deleted)


def _wait_for_other_loads(connection: psycopg.Connection) -> None:
    """Take the lock that lets one load run at a time; the server releases it when the connection ends."""
    connection.execute(f"SET lock_timeout = '{_WAIT_FOR_OTHERS}'")
    connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])


@contextmanager
def _explaining(address: Address, step: str) -> Iterator[None]:
    """Turn the database's errors into a WarehouseError that names the step."""
    try:
        yield
    except errors.LockNotAvailable:
        raise WarehouseError(f"{step}: another load or session held a lock for more than {_WAIT_FOR_OTHERS}") from None
    except psycopg.Error as error:
        raise WarehouseError(f"{step}: {reason_of(error, address)}") from None
