import psycopg
import pytest
from pydantic import SecretStr

from common.errors import WarehouseError
from etl.warehouse.loading import run
from tests.etl.warehouse.loads import (
    TABLES,
    ask,
)
from tests.postgres import PostgresServer
from warehouse.connection import connect, parse_address
from warehouse.postgres import PostgresWarehouse


def test_the_migrated_schema_is_that_of_the_tables(settings):
    run(settings, None)
    types = {"text": "text", "bigint": "bigint", "integer": "integer", "double": "double precision", "date": "date"}
    found = ask(
        settings,
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'flightwatch' AND table_name NOT IN ('loaded_files', 'loaded_lake', 'alembic_version') "
        "ORDER BY table_name, ordinal_position",
    )
    assert found == [
        (table.name, column.name, types[column.type], "NO" if column.required else "YES")
        for table in sorted(TABLES, key=lambda table: table.name)
        for column in table.columns
    ]
    keys = ask(
        settings,
        "SELECT c.relname, array_agg(a.attname::text ORDER BY array_position(i.indkey::int[], a.attnum::int)) "
        "FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid "
        "AND a.attnum = ANY (i.indkey) WHERE i.indisprimary AND relnamespace = 'flightwatch'::regnamespace GROUP BY 1",
    )
    named = {name: tuple(columns) for name, columns in keys}
    assert {table.name: named[table.name] for table in TABLES} == {table.name: table.key for table in TABLES}


def test_a_newer_schema_is_refused(settings):
    run(settings, None)
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as connection:
        connection.execute("UPDATE flightwatch.alembic_version SET version_num = 'later'")
    with pytest.raises(WarehouseError, match="has another version of the schema"):
        run(settings, None)


def make_login(postgres: PostgresServer, database: str, name: str, *, may_create: bool) -> SecretStr:
    login = f"{name}_{database}"
    postgres.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'secret'")
    if may_create:
        postgres.execute(f"GRANT CREATE ON DATABASE {database} TO {login}")
    return postgres.address(database, user=login, password="secret")


def test_the_reader_role_may_read_and_nothing_else(settings, postgres, database):
    run(settings, None)
    url = make_login(postgres, database, "viewer", may_create=False)
    warehouse = PostgresWarehouse(url)
    with pytest.raises(WarehouseError, match="GRANT flightwatch_reader to the user"):
        warehouse.query("SELECT * FROM airlines")
    postgres.execute(f"GRANT flightwatch_reader TO viewer_{database}")
    assert list(warehouse.query("SELECT name FROM airlines")["name"]) == ["Iberia"]
    for statement in (
        "DELETE FROM flightwatch.airlines",
        "CREATE TABLE flightwatch.more (x int)",
        "DROP TABLE flightwatch.airlines",
    ):
        with (
            connect(parse_address(url), application="test") as viewer,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            viewer.execute(statement)
    postgres.execute(f"DROP ROLE viewer_{database}")


def test_a_loader_that_may_not_create_roles_loads_and_says_so(settings, own_server, capsys):
    database = own_server.make_database()
    url = make_login(own_server, database, "modest", may_create=True)
    settings = settings.model_copy(update={"warehouse_url": url})
    assert run(settings, None).files == 5
    assert "CREATE ROLE flightwatch_reader" in capsys.readouterr().out
    own_server.execute("CREATE ROLE flightwatch_reader")
    run(settings, None)
    assert capsys.readouterr().out == ""
    granted = own_server.execute(
        "SELECT has_table_privilege('flightwatch_reader', 'flightwatch.alerts', 'SELECT')", database=database
    )
    assert granted == [(True,)]
