import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import psycopg
import pytest
from pydantic import SecretStr

from common.errors import LakeError, SettingsError, WarehouseError
from common.settings import ROOT, Settings
from contracts.lake.layout import Lake, Partition, Table
from contracts.lake.tables import (
    AIRLINE_FLIGHTS,
    AIRLINES,
    ALERTS,
    ALTITUDE_TRENDS,
    COUNTRY_TRAFFIC,
    DIMENSIONS,
    GOLD,
    TRAFFIC_HEAT,
)
from etl.lake.identity import identity_of
from etl.lake.interval import Interval
from etl.warehouse import loading as warehouse
from etl.warehouse.loading import APPLICATION, Loaded, run
from tests.gold_files import make_row, write_gold, write_rows
from tests.ports import free_ports
from tests.postgres import PASSWORD, PostgresServer, find_programs
from tests.waiting import wait_until
from warehouse.warehouse import LakeWarehouse, PostgresWarehouse, connect, parse_address

FIRST, SECOND = date(2026, 11, 20), date(2026, 11, 21)
TABLES = (*GOLD, *DIMENSIONS)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Two days and two hours of gold, and a dimension."""
    lake = Lake(tmp_path / "lake")
    write_rows(
        lake, AIRLINE_FLIGHTS, *(flights_of(day, airline) for day in (FIRST, SECOND) for airline in ("IBE", "DLH"))
    )
    write_rows(lake, ALTITUDE_TRENDS, *(make_row(ALTITUDE_TRENDS, date=FIRST, hour=hour) for hour in (9, 10)))
    write_rows(lake, AIRLINES, make_row(AIRLINES, airline="IBE", name="Iberia"))
    return lake


def flights_of(day: date, airline: str, **values: object) -> dict[str, object]:
    return make_row(AIRLINE_FLIGHTS, date=day, source="opensky", airline=airline, **values)


@pytest.fixture
def settings(lake: Lake, postgres: PostgresServer, database: str) -> Settings:
    return Settings(_env_file=None, lake_dir=lake.root, warehouse_url=postgres.address(database))


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server for one test to crash."""
    server = PostgresServer(find_programs(), free_ports(1)[0])
    try:
        server.start()
        yield server
    finally:
        server.remove()


def contents(settings: Settings) -> dict[str, list[tuple]]:
    """All rows of every table, in the order of their key."""
    return {table.name: ask(settings, all_rows(table, f"flightwatch.{table.name}")) for table in TABLES}


def all_rows(table: Table, name: str) -> str:
    columns = ", ".join(column.name for column in table.columns)
    return f"SELECT {columns} FROM {name} ORDER BY {', '.join(table.key)}"  # noqa: S608 - our own tables


def ask(settings: Settings, query: str) -> list[tuple]:
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as connection:
        return connection.execute(query).fetchall()


def assert_equals_the_lake(settings: Settings) -> None:
    """Every table of PostgreSQL has the rows that DuckDB finds in the files."""
    server, files = PostgresWarehouse(settings.warehouse_url), LakeWarehouse(Lake(settings.lake_dir))
    for table in TABLES:
        query = all_rows(table, table.name)
        pd.testing.assert_frame_equal(server.query(query), files.query(query), obj=table.name, check_exact=True)


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


def test_a_load_brings_every_table_and_a_second_changes_nothing(settings):
    assert run(settings, None) == Loaded(files=5, rows_written=7)
    assert_equals_the_lake(settings)
    before = ask(settings, "SELECT xmin::text, * FROM flightwatch.airline_flights ORDER BY date, airline")
    assert len(before) == 4
    assert run(settings, None) == Loaded()
    interval = Interval.parse("2026-11-20T00", "2026-11-21T23")
    assert run(settings, interval) == Loaded(files=4)
    assert ask(settings, "SELECT xmin::text, * FROM flightwatch.airline_flights ORDER BY date, airline") == before


def test_a_changed_file_is_loaded_and_its_lost_rows_go(settings, lake):
    run(settings, None)
    rows = [flights_of(FIRST, "IBE", flights=7), flights_of(FIRST, "AFR")]
    write_gold(lake, AIRLINE_FLIGHTS, rows, Partition(FIRST))
    assert run(settings, None) == Loaded(files=1, rows_written=2, rows_deleted=1)
    found = ask(settings, "SELECT date, airline, flights FROM flightwatch.airline_flights ORDER BY 1, 2")
    assert found == [(FIRST, "AFR", 1), (FIRST, "IBE", 7), (SECOND, "DLH", 1), (SECOND, "IBE", 1)]


def test_a_large_partition_is_no_more_than_so_many_small_ones(settings, lake):
    # Comparing each row with each, as without an index of what comes, takes a minute.
    url = SecretStr(settings.warehouse_url.get_secret_value() + "?options=-c%20statement_timeout%3D15s")
    settings = settings.model_copy(update={"warehouse_url": url})
    run(settings, None)
    for first in (0, 10_000):
        cells = range(first, first + 20_000)
        rows = [make_row(TRAFFIC_HEAT, date=FIRST, hour=9, cell=f"{cell:05}") for cell in cells]
        write_gold(lake, TRAFFIC_HEAT, rows, Partition(FIRST, 9))
        loaded = run(settings, None)
    assert loaded == Loaded(files=1, rows_written=10_000, rows_deleted=10_000)


def test_only_the_hour_of_a_changed_file_is_touched(settings, lake):
    run(settings, None)
    write_gold(lake, ALTITUDE_TRENDS, [], Partition(FIRST, 9))
    assert run(settings, None) == Loaded(files=1, rows_deleted=1)
    assert ask(settings, "SELECT hour FROM flightwatch.altitude_trends") == [(10,)]


def test_an_interval_is_loaded_anew_whatever_happened_to_its_rows(settings):
    run(settings, None)
    before = contents(settings)
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as connection:
        connection.execute("DELETE FROM flightwatch.altitude_trends")
        connection.execute("UPDATE flightwatch.airline_flights SET flights = 99")
    assert run(settings, None) == Loaded()
    assert run(settings, Interval.parse("2026-11-20T10", None)) == Loaded(files=2, rows_written=3)
    assert ask(settings, "SELECT hour FROM flightwatch.altitude_trends") == [(10,)]
    run(settings, Interval.parse("2026-11-20T00", "2026-11-21T23"))
    assert contents(settings) == before


def test_partitions_that_retention_removed_go_here_too(settings, lake):
    run(settings, None)
    lake.file(AIRLINE_FLIGHTS, Partition(FIRST)).unlink()
    lake.file(ALTITUDE_TRENDS, Partition(FIRST, 9)).unlink()
    assert run(settings, None) == Loaded(files_removed=2, rows_deleted=3)
    assert_equals_the_lake(settings)
    assert run(settings, None) == Loaded()


def test_a_lake_that_has_lost_its_gold_does_not_empty_the_warehouse(settings, lake):
    run(settings, None)
    before = contents(settings)
    shutil.rmtree(lake.root / "gold")
    write_rows(lake, AIRLINES, make_row(AIRLINES, airline="DLH"))
    with pytest.raises(SettingsError, match=r"LAKE_DIR .* has no day of gold"):
        run(settings, None)
    assert contents(settings) == before


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    """The same warehouse, and a lake with other days."""
    lake = Lake(tmp_path / "elsewhere")
    write_rows(lake, AIRLINE_FLIGHTS, flights_of(date(2027, 2, 1), "AFR"))
    return settings.model_copy(update={"lake_dir": lake.root})


def rows_with_versions(settings: Settings) -> dict[str, list[tuple]]:
    """All there is in the schema: a row that was written again, even as it was, differs."""
    tables = ask(
        settings, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'flightwatch'::regnamespace"
    )
    return {name: ask(settings, f"SELECT ctid, xmin, * FROM flightwatch.{name}") for (name,) in tables}  # noqa: S608


@pytest.mark.parametrize("interval", [None, Interval.parse("2026-11-20T00", "2026-11-21T23")], ids=["all", "interval"])
@pytest.mark.parametrize("has_a_number", [True, False])
def test_another_lake_is_refused_and_nothing_is_changed(settings, lake, elsewhere, interval, has_a_number):
    run(settings, None)
    before = rows_with_versions(settings)
    if has_a_number:
        identity_of(Lake(elsewhere.lake_dir))
    with pytest.raises(SettingsError) as refused:
        run(elsewhere, interval)
    assert f"of the lake {identity_of(lake)}, loaded last from {socket.gethostname()}:{lake.root}" in str(refused.value)
    assert f"LAKE_DIR {elsewhere.lake_dir} is another" in str(refused.value)
    assert rows_with_versions(settings) == before


def test_another_lake_ends_the_command_as_what_only_a_setting_helps(settings, elsewhere):
    run(settings, None)
    loader = start_load(elsewhere)
    out, said = loader.communicate(timeout=60)
    assert (loader.returncode, out, said.count("\n")) == (78, "", 1)
    assert "DROP SCHEMA flightwatch CASCADE" in said


def test_what_the_refusal_says_gives_the_warehouse_to_the_other_lake(settings, elsewhere):
    run(settings, None)
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as connection:
        connection.execute("DROP SCHEMA flightwatch CASCADE")
    assert run(elsewhere, None) == Loaded(files=1, rows_written=1)
    with pytest.raises(SettingsError):
        run(settings, None)
    assert_equals_the_lake(elsewhere)


def test_a_lake_that_was_moved_is_the_same_lake(settings, lake, tmp_path):
    run(settings, None)
    moved = settings.model_copy(update={"lake_dir": lake.root.rename(tmp_path / "moved")})
    assert run(moved, None) == Loaded()
    assert ask(moved, "SELECT location FROM flightwatch.loaded_lake") == [
        (f"{socket.gethostname()}:{tmp_path / 'moved'}",)
    ]


def test_a_warehouse_of_before_becomes_that_of_the_first_lake_that_loads(settings, lake, elsewhere):
    run(settings, None)
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as connection:
        connection.execute("DROP TABLE flightwatch.loaded_lake")
        connection.execute("UPDATE flightwatch.alembic_version SET version_num = '0001'")
    assert run(settings, None) == Loaded()
    assert ask(settings, "SELECT id FROM flightwatch.loaded_lake") == [(identity_of(lake),)]
    with pytest.raises(SettingsError):
        run(elsewhere, None)


def test_a_lake_without_gold_does_not_take_an_empty_warehouse(settings, tmp_path):
    nowhere = settings.model_copy(update={"lake_dir": tmp_path / "nowhere"})
    assert run(nowhere, None) == Loaded()
    assert not nowhere.lake_dir.exists()
    assert run(settings, None).files == 5


def test_an_alert_that_moved_to_another_day_is_there_once(settings, lake):
    for first, then in ((FIRST, SECOND), (SECOND, FIRST)):
        write_gold(lake, ALERTS, [make_row(ALERTS, id="a", date=first)], Partition(first))
        write_gold(lake, ALERTS, [], Partition(then))
        run(settings, None)
        assert ask(settings, "SELECT date, id FROM flightwatch.alerts") == [(first, "a")]


def test_values_arrive_as_they_are(settings, lake):
    odd = "Ñandú \"é\", ✈\n;\\N 'x'"
    rows = [
        make_row(COUNTRY_TRAFFIC, date=FIRST, origin_country=odd, aircraft=2**63 - 1, fixes=-(2**63)),
        make_row(COUNTRY_TRAFFIC, date=FIRST, origin_country=""),
        make_row(COUNTRY_TRAFFIC, date=date(1999, 12, 31)),
    ]
    write_rows(lake, COUNTRY_TRAFFIC, *rows)
    heat = [
        make_row(TRAFFIC_HEAT, date=FIRST, hour=23, cell="nothing", mean_altitude_m=None),
        make_row(TRAFFIC_HEAT, date=FIRST, hour=23, cell="not a number", mean_altitude_m=float("nan")),
        make_row(TRAFFIC_HEAT, date=FIRST, hour=23, cell="a third", mean_altitude_m=1 / 3),
        make_row(TRAFFIC_HEAT, date=FIRST, hour=23, cell="tiny", mean_altitude_m=-5e-324),
        make_row(TRAFFIC_HEAT, date=FIRST, hour=23, cell="huge", mean_altitude_m=1.7976931348623157e308),
    ]
    write_rows(lake, TRAFFIC_HEAT, *heat)
    write_rows(
        lake, AIRLINES, make_row(AIRLINES, airline="NUL", name="a\0b"), make_row(AIRLINES, airline="EMP", name="")
    )
    run(settings, None)
    found = contents(settings)
    assert found["country_traffic"] == [
        (date(1999, 12, 31), "x", "x", 1, 1, 1),
        (FIRST, "x", "", 1, 1, 1),
        (FIRST, "x", odd, 2**63 - 1, -(2**63), 1),
    ]
    assert {row[3]: row[6] for row in found["traffic_heat"]} == {
        "nothing": None,
        "not a number": None,
        "a third": 1 / 3,
        "tiny": -5e-324,
        "huge": 1.7976931348623157e308,
    }
    assert found["airlines"] == [("EMP", None, ""), ("NUL", None, "a\ufffdb")]


def test_every_table_equals_the_files(settings, lake):
    for table in TABLES:
        named = [name for name in table.key if name not in ("date", "hour", "source")]
        days = [{"date": day} for day in (FIRST, SECOND)] if table.partitioned_by != "nothing" else [{}]
        rows = [
            make_row(table, **day, **{name: f"{value}" if name != "first_seen" else value for name in named})
            for day in days
            for value in (range(3) if named else range(1))
        ]
        if table is ALERTS:
            rows = rows[:3]
        write_rows(lake, table, *rows)
    assert run(settings, None).rows_written > 50
    assert_equals_the_lake(settings)


def test_a_file_that_is_none_stops_the_load_and_leaves_the_others(settings, lake):
    path = lake.file(AIRLINE_FLIGHTS, Partition(SECOND))
    path.write_bytes(b"PAR1 not at all PAR1")
    with pytest.raises(LakeError, match=str(path)):
        run(settings, None)
    assert ask(settings, "SELECT DISTINCT date FROM flightwatch.airline_flights") == [(FIRST,)]


def test_rows_of_another_partition_are_refused(settings, lake):
    write_gold(lake, AIRLINE_FLIGHTS, [flights_of(SECOND, "IBE")], Partition(FIRST))
    with pytest.raises(LakeError, match="rows of another partition"):
        run(settings, None)
    assert ask(settings, "SELECT count(*) FROM flightwatch.airline_flights") == [(0,)]


def test_a_file_with_other_columns_is_refused(settings, lake):
    row = make_row(ALTITUDE_TRENDS, date=FIRST)
    path = write_gold(lake, ALTITUDE_TRENDS, [row], Partition(FIRST, 0))
    path.rename(lake.file(AIRLINE_FLIGHTS, Partition(FIRST)))
    with pytest.raises(LakeError, match="has not the columns of airline_flights"):
        run(settings, None)


def test_without_an_address_there_is_nothing_to_do(lake):
    assert run(Settings(_env_file=None, lake_dir=lake.root), None) == Loaded(
        note="WAREHOUSE_URL is not set, gold is queried where it is"
    )


def start_load(settings: Settings) -> "subprocess.Popen[str]":
    place = {"LAKE_DIR": str(settings.lake_dir), "WAREHOUSE_URL": settings.warehouse_url.get_secret_value()}
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "load"],
        cwd=ROOT,
        env=os.environ | place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def hold_row(settings: Settings) -> psycopg.Connection:
    """A transaction that has the first of the second day's rows: a load stops there, in the midst of its own."""
    connection = psycopg.connect(settings.warehouse_url.get_secret_value())
    connection.execute(
        "SELECT * FROM flightwatch.airline_flights WHERE date = '2026-11-21' AND airline = 'DLH' FOR UPDATE"
    )
    return connection


def load_waits(settings: Settings) -> Callable[[], bool]:
    waiting = (
        "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO%'"
    )
    return lambda: ask(settings, waiting) == [(APPLICATION,)]


def change_days(lake: Lake) -> None:
    for day in (FIRST, SECOND):
        rows = [flights_of(day, "IBE", flights=5), flights_of(day, "DLH", flights=6), flights_of(day, "AFR", flights=7)]
        write_gold(lake, AIRLINE_FLIGHTS, rows, Partition(day))


def test_a_load_killed_in_the_midst_is_completed_by_the_next(settings, lake):
    run(settings, None)
    change_days(lake)
    with hold_row(settings):
        loader = start_load(settings)
        wait_until(load_waits(settings), seconds=60, what="the load comes to the row")
        loader.send_signal(signal.SIGKILL)
        loader.communicate()
    found = ask(settings, "SELECT date, airline, flights FROM flightwatch.airline_flights ORDER BY 1, 2")
    assert found == [(FIRST, "AFR", 7), (FIRST, "DLH", 6), (FIRST, "IBE", 5), (SECOND, "DLH", 1), (SECOND, "IBE", 1)]
    assert run(settings, None) == Loaded(files=1, rows_written=3)
    assert_equals_the_lake(settings)


def test_a_database_that_goes_away_in_the_midst_is_said_and_a_rerun_helps(settings, lake, own_server):
    settings = settings.model_copy(update={"warehouse_url": own_server.address()})
    run(settings, None)
    change_days(lake)
    with hold_row(settings) as holding:
        loader = start_load(settings)
        wait_until(load_waits(settings), seconds=60, what="the load comes to the row")
        own_server.stop(signal.SIGQUIT)
        _, said = loader.communicate(timeout=60)
        holding.close()
    assert loader.returncode == 1
    assert said.startswith("load: loading gold/airline_flights/date=2026-11-21/part.parquet: ")
    assert "Traceback" not in said
    assert PASSWORD not in said
    assert settings.warehouse_url.get_secret_value() not in said
    with pytest.raises(WarehouseError, match="cannot be reached"):
        run(settings, None)
    own_server.start()
    assert run(settings, None) == Loaded(files=1, rows_written=3)
    assert_equals_the_lake(settings)


def test_a_wrong_password_ends_the_command_as_what_only_a_setting_helps(settings, postgres):
    wrong = settings.model_copy(update={"warehouse_url": postgres.address(password="not the password")})
    loader = start_load(wrong)
    _, said = loader.communicate(timeout=60)
    assert loader.returncode == 78
    assert said.startswith("load: the warehouse does not accept WAREHOUSE_URL: ")
    assert "not the password" not in said


def test_two_loads_at_once_make_the_tables_once(settings):
    loaders = [start_load(settings) for _ in range(2)]
    said = [loader.communicate(timeout=120) for loader in loaders]
    assert [loader.returncode for loader in loaders] == [0, 0], said
    assert sorted(out.strip() for out, _ in said) == [
        "load: 0 files, 0 files removed, 0 rows written, 0 rows deleted",
        "load: 5 files, 0 files removed, 7 rows written, 0 rows deleted",
    ]
    assert_equals_the_lake(settings)


def test_a_load_waits_for_another_and_then_gives_up(settings, monkeypatch):
    monkeypatch.setattr(warehouse, "_WAIT_FOR_OTHERS", "100ms")
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [warehouse._LOCK])
        with pytest.raises(WarehouseError, match=r"another load.* did not end in 100ms"):
            run(settings, None)
    assert run(settings, None).files == 5


def test_a_newer_schema_is_refused(settings):
    run(settings, None)
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as connection:
        connection.execute("UPDATE flightwatch.alembic_version SET version_num = 'later'")
    with pytest.raises(WarehouseError, match="not of this version"):
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


def test_interval_hours_are_of_utc():
    interval = Interval.parse("2026-11-20T10", None)
    assert interval.first == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert warehouse.GoldFile.from_name("gold/alerts/date=2026-11-20/part.parquet").is_in(interval)
    assert not warehouse.GoldFile.from_name("gold/traffic_heat/date=2026-11-20/hour=11/part.parquet").is_in(interval)
