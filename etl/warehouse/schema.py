"""The warehouse's schema: its migrations, the lake it belongs to, and the role that may read it."""

import socket
from pathlib import Path

import psycopg
import structlog
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from psycopg import errors
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from common.errors import SettingsError, WarehouseError
from contracts.lake.layout import Lake
from etl.lake.identity import identity_of, known_identity
from warehouse.connection import READER, SCHEMA, Address, connect, reason_of

MIGRATIONS = Path(__file__).with_name("migrations")

APPLICATION = "flightwatch load"
"""Name of the loader's connections in `pg_stat_activity`."""

LOADED_LAKE = "loaded_lake"
"""The table with the id of the warehouse's lake, and that lake's location at the last load."""

log = structlog.get_logger()


def refuse_another_lake(connection: psycopg.Connection, lake: Lake) -> None:
    """Raise SettingsError when the warehouse belongs to another lake: a load would remove that lake's rows."""
    if not is_true(connection, "SELECT to_regclass(%s) IS NOT NULL", f"{SCHEMA}.{LOADED_LAKE}"):
        return
    row = connection.execute(f"SELECT id, location FROM {SCHEMA}.{LOADED_LAKE}").fetchone()
    if row is None or row[0] == known_identity(lake):
        return
    number, location = row
    raise SettingsError(
        f"the warehouse at WAREHOUSE_URL belongs to the lake {number}, last loaded from {location}, and LAKE_DIR "
        f"{lake.root} is another one: nothing was changed. Give this lake a database of its own; or, to start over "
        f"with it in this one, run DROP SCHEMA {SCHEMA} CASCADE there first"
    )


def note_lake(connection: psycopg.Connection, lake: Lake) -> None:
    """Note in the warehouse that it belongs to this lake, and the lake's present location."""
    connection.execute(
        f"INSERT INTO {SCHEMA}.{LOADED_LAKE} AS noted (id, location) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE "
        "SET location = excluded.location WHERE noted.location <> excluded.location",
        [identity_of(lake), f"{socket.gethostname()}:{lake.root.absolute()}"],
    )


def migrate(address: Address) -> None:
    """Bring the schema to this version of the project. Raises WarehouseError when that fails or the schema is newer."""
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
        raise WarehouseError(f"the warehouse has another version of the schema: {error}") from None
    except DBAPIError as error:
        reason = reason_of(error.orig or error, address)
        raise WarehouseError(f"the warehouse's tables cannot be created: {reason}") from None


def let_reader_read(connection: psycopg.Connection) -> None:
    """Create the role that may only read, and grant it the tables.

    A loader that may not create roles logs what to do and continues: the rows do not depend on the role.
    """
    if not is_true(connection, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", READER):
        try:
            connection.execute(f"CREATE ROLE {READER} NOLOGIN")
        except errors.InsufficientPrivilege:
            log.warning(
                f"no role for readers: have an administrator run CREATE ROLE {READER}; the next load grants it access"
            )
            return
        except (errors.DuplicateObject, errors.UniqueViolation):
            pass  # a load into another database of the same server has just created it
    may_read = (
        "SELECT has_schema_privilege(%(role)s, %(schema)s, 'USAGE') AND bool_and(has_table_privilege(%(role)s, oid, "
        "'SELECT')) FROM pg_class WHERE relnamespace = to_regnamespace(%(schema)s) AND relkind = 'r'"
    )
    if not is_true(connection, may_read, role=READER, schema=SCHEMA):
        with connection.transaction():
            connection.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {READER}")
            connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {READER}")
            connection.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {SCHEMA} GRANT SELECT ON TABLES TO {READER}")


def is_true(connection: psycopg.Connection, query: str, *values: object, **named: object) -> bool:
    """Return whether the query's only value is true."""
    row = connection.execute(query, named or values).fetchone()
    return bool(row and row[0])
