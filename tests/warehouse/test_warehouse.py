import socket
import threading
from datetime import date

import pandas as pd
import pytest
from pydantic import SecretStr

from common.errors import SettingsError, WarehouseError
from contracts.lake.dimensions import AIRLINES, DIMENSIONS
from contracts.lake.gold import (
    AIRLINE_DELAYS,
    AIRLINE_FLIGHTS,
    AIRPORT_DELAYS,
    COUNTRY_TRAFFIC,
    DAILY_ALERTS,
    GOLD,
    TRAFFIC_HEAT,
)
from tests.gold_files import make_row, write_rows
from tests.ports import free_ports
from tests.postgres import PASSWORD
from warehouse.connection import parse_address
from warehouse.lake_files import LakeWarehouse
from warehouse.opening import open_warehouse
from warehouse.postgres import PostgresWarehouse
from warehouse.reader import Days

FIRST, SECOND = date(2026, 11, 20), date(2026, 11, 21)
ENDLESS = """
    WITH t AS (SELECT cell FROM traffic_heat)
    SELECT count(*) AS n FROM t a, t b, t c, t d WHERE a.cell || b.cell = c.cell || d.cell || 'x'
"""


@pytest.fixture
def warehouse(lake, open_loaded):
    """Two days of one airline, heat with a null and a NaN, an airline."""
    write_rows(
        lake,
        AIRLINE_FLIGHTS,
        make_row(AIRLINE_FLIGHTS, date=FIRST, source="opensky", airline="IBE", flights=2, distance_m=0.1),
        make_row(AIRLINE_FLIGHTS, date=SECOND, source="opensky", airline="IBE", flights=3, distance_m=0.2),
    )
    write_rows(
        lake,
        TRAFFIC_HEAT,
        make_row(TRAFFIC_HEAT, date=FIRST, hour=9, cell="a", mean_altitude_m=None),
        make_row(TRAFFIC_HEAT, date=FIRST, hour=9, cell="b", mean_altitude_m=float("nan")),
        make_row(TRAFFIC_HEAT, date=FIRST, hour=10, cell="c", mean_altitude_m=2.5),
    )
    write_rows(lake, AIRLINES, make_row(AIRLINES, airline="IBE", name="Ibéria ✈"), make_row(AIRLINES, airline="XXX"))
    return open_loaded()


def test_a_frame_has_the_same_types_from_both(warehouse):
    found = warehouse.query(
        "SELECT date, hour, cell, fixes, mean_altitude_m, fixes > 0 AS some, CAST(NULL AS bigint) AS nothing "
        "FROM traffic_heat ORDER BY cell"
    )
    expected = pd.DataFrame(
        {
            "date": pd.Series(["2026-11-20"] * 3, dtype="datetime64[ms]"),
            "hour": pd.Series([9, 9, 10], dtype="Int64"),
            "cell": ["a", "b", "c"],
            "fixes": pd.Series([1, 1, 1], dtype="Int64"),
            "mean_altitude_m": [float("nan"), float("nan"), 2.5],
            "some": pd.Series([True] * 3, dtype="boolean"),
            "nothing": pd.Series([None] * 3, dtype="Int64"),
        }
    )
    pd.testing.assert_frame_equal(found, expected)
    assert warehouse.query("SELECT cell FROM traffic_heat WHERE mean_altitude_m IS NULL").shape == (2, 1)


def test_a_null_text_is_none(warehouse):
    found = warehouse.query("SELECT airline, name FROM airlines ORDER BY airline")
    assert found.to_dict("list") == {"airline": ["IBE", "XXX"], "name": ["Ibéria ✈", None]}


def test_sums_are_floating_unless_cast(warehouse):
    sums = (
        "SELECT sum(flights) AS plain, CAST(sum(flights) AS bigint) AS whole, avg(flights) AS mean FROM airline_flights"
    )
    found = warehouse.query(sums)
    assert found.dtypes.astype(str).to_dict() == {"plain": "float64", "whole": "Int64", "mean": "float64"}
    assert found.iloc[0].to_list() == [5.0, 5, 2.5]


def test_no_rows_have_columns_and_types(warehouse):
    found = warehouse.query(
        "SELECT date, flights, airline FROM airline_flights WHERE airline = $airline", {"airline": "-"}
    )
    assert len(found) == 0
    assert found.dtypes.astype(str).to_dict() == {"date": "datetime64[ms]", "flights": "Int64", "airline": "object"}


def test_every_table_is_there_before_anything_was_written(open_loaded):
    empty = open_loaded()
    for table in (*GOLD, *DIMENSIONS):
        found = empty.query(f"SELECT * FROM {table.name}")  # noqa: S608 - our own names
        assert list(found.columns) == [column.name for column in table.columns]
        assert found.empty
    assert empty.days() is None
    assert empty.sources() == empty.schedule_sources() == []


def test_days_and_sources(lake, open_loaded):
    write_rows(lake, COUNTRY_TRAFFIC, make_row(COUNTRY_TRAFFIC, date=FIRST, source="simulated"))
    write_rows(lake, DAILY_ALERTS, make_row(DAILY_ALERTS, date=SECOND, source="opensky"))
    write_rows(lake, AIRLINE_DELAYS, make_row(AIRLINE_DELAYS, date=FIRST, source="aviationstack"))
    write_rows(lake, AIRPORT_DELAYS, make_row(AIRPORT_DELAYS, date=FIRST, source="Aviationstack"))
    opened = open_loaded()
    assert opened.days() == Days(FIRST, SECOND)
    assert opened.sources() == ["opensky", "simulated"]
    assert opened.schedule_sources() == ["Aviationstack", "aviationstack"]


def test_days_are_parameters(warehouse):
    within = "SELECT flights FROM airline_flights WHERE date BETWEEN $first AND $last AND airline = $airline"
    found = warehouse.query(within, {"airline": "IBE"}, days=Days(SECOND, SECOND))
    assert list(found["flights"]) == [3]


def test_only_the_files_of_the_days_are_read(lake):
    write_rows(lake, AIRLINE_FLIGHTS, *(make_row(AIRLINE_FLIGHTS, date=day) for day in (FIRST, SECOND)))
    broken = next(lake.files(AIRLINE_FLIGHTS, last=FIRST))
    broken.write_bytes(b"nothing")
    warehouse = LakeWarehouse(lake)
    query = "SELECT date FROM airline_flights WHERE date BETWEEN $first AND $last"
    assert len(warehouse.query(query, days=Days(SECOND, SECOND))) == 1
    with pytest.raises(WarehouseError, match="cannot be queried"):
        warehouse.query(query, days=Days(FIRST, SECOND))


def test_an_hour_is_a_parameter_and_only_its_files_are_read(lake, open_loaded):
    rows = [make_row(TRAFFIC_HEAT, date=day, hour=hour) for day in (FIRST, SECOND) for hour in (9, 10)]
    write_rows(lake, TRAFFIC_HEAT, *rows)
    write_rows(lake, AIRLINE_FLIGHTS, make_row(AIRLINE_FLIGHTS, date=SECOND))
    opened = open_loaded()
    for path in lake.root.glob("gold/traffic_heat/*/hour=10/*"):
        path.write_bytes(b"nothing")
    query = (
        "SELECT date, hour FROM traffic_heat JOIN airline_flights USING (date) "
        "WHERE date BETWEEN $first AND $last AND hour = $hour"
    )
    found = opened.query(query, days=Days(FIRST, SECOND), hour=9)
    assert found.values.tolist() == [[pd.Timestamp(SECOND), 9]]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM airline_flights",
        "CREATE TABLE more AS SELECT 1 AS x",
        "SELECT 1 AS x; DROP TABLE airline_flights",
        "UPDATE airlines SET name = 'x'",
        "COPY (SELECT 1 AS x) TO '{lake}/gold/more.parquet'",
    ],
)
def test_nothing_can_be_written(warehouse, lake, statement):
    files = sorted(lake.root.rglob("*"))
    with pytest.raises(WarehouseError):
        warehouse.query(statement.replace("{lake}", str(lake.root)))
    assert len(warehouse.query("SELECT * FROM airline_flights")) == 2
    assert sorted(lake.root.rglob("*")) == files


def test_duckdb_reads_gold_only(lake, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(WarehouseError, match="file system operations are disabled"):
        LakeWarehouse(lake).query(f"SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')")  # noqa: S608
    with pytest.raises(WarehouseError, match="one SELECT"):
        LakeWarehouse(lake).query("SET enable_external_access = true")


@pytest.mark.parametrize(
    "source", ["' OR '1'='1", "'; DROP TABLE airline_flights; --", "opensky\\", "%s %(x)s $1", "ñ\n"]
)
def test_a_source_is_never_read_as_sql(warehouse, source):
    found = warehouse.query("SELECT * FROM airline_flights WHERE source = $source", {"source": source})
    assert found.empty
    assert len(warehouse.query("SELECT * FROM airline_flights")) == 2


def test_a_parameter_without_a_value_is_an_error(warehouse):
    with pytest.raises(WarehouseError, match="no value for its parameter 'source'"):
        warehouse.query("SELECT * FROM airline_flights WHERE source = $source")


def test_a_query_that_takes_too_long_is_ended(lake, open_loaded, monkeypatch):
    write_rows(
        lake, TRAFFIC_HEAT, *(make_row(TRAFFIC_HEAT, date=FIRST, hour=9, cell=f"{cell:04}") for cell in range(1_000))
    )
    hasty = open_loaded()
    monkeypatch.setattr(hasty, "_most_seconds", 0.3)
    with pytest.raises(WarehouseError, match=r"took longer than 0\.3 s"):
        hasty.query(ENDLESS)


def test_the_warehouse_is_the_server_when_there_is_an_address(lake):
    assert isinstance(open_warehouse(None, lake), LakeWarehouse)
    assert isinstance(open_warehouse(SecretStr("postgresql://someone@localhost/x"), lake), PostgresWarehouse)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:se@cret@host/database",
        "postgresql://user:sec/ret@host/database",
        "postgresql://user:se:cret@host:port/database",
        "postgresql://user:12/cret@host/database",
        "postgresql://user:secret%@host/database",
        "mysql://user:secret@host/database",
        "host=localhost password=secret",
        "secret",
    ],
)
def test_a_malformed_address_is_refused_without_quoting_it(url):
    with pytest.raises(SettingsError, match="WAREHOUSE_URL is not an address") as refusal:
        parse_address(SecretStr(url))
    assert "cret" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_password_is_never_shown(postgres):
    wrong = postgres.address(password="not the password")
    away = SecretStr(f"postgresql://loader:hush@127.0.0.1:{free_ports(1)[0]}/postgres")
    unknown = postgres.address("no_such_database")
    for url, secret in ((wrong, "not the password"), (away, "hush"), (unknown, "p@ss")):
        with pytest.raises(WarehouseError, match="the warehouse") as caught:
            PostgresWarehouse(url).query("SELECT 1 AS x")
        assert secret not in str(caught.value)
        assert secret not in repr(PostgresWarehouse(url))


@pytest.mark.parametrize(
    ("changes", "options", "says"),
    [
        ({"password": "not the password"}, "", "password authentication failed"),
        ({"password": ""}, "", "no password supplied"),
        ({"user": "nobody"}, "", "password authentication failed"),
        ({"database": "no_such_database"}, "", 'database "no_such_database" does not exist'),
        ({}, "?sslmode=require", "SSL was required"),
        ({}, "?sslmode=sometimes", "invalid sslmode value"),
    ],
)
def test_what_only_another_address_helps_is_a_matter_of_settings(postgres, changes, options, says):
    url = SecretStr(postgres.address(**changes).get_secret_value() + options)
    with pytest.raises(SettingsError, match=f"does not accept WAREHOUSE_URL: .*{says}") as refusal:
        PostgresWarehouse(url).query("SELECT 1 AS x")
    assert isinstance(refusal.value, WarehouseError)
    for password in (PASSWORD, "not the password"):
        assert password not in str(refusal.value)


def test_a_missing_certificate_is_a_settings_error():
    def answer(listening):
        connection, _ = listening.accept()
        with connection:
            connection.recv(8)
            connection.sendall(b"S")  # has SSL
            connection.recv(8)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=answer, args=(listening,), daemon=True)
        server.start()
        options = "sslmode=verify-full&sslrootcert=/no/such/file"
        url = SecretStr(f"postgresql://loader:hush@127.0.0.1:{listening.getsockname()[1]}/postgres?{options}")
        with pytest.raises(SettingsError, match='root certificate file "/no/such/file" does not exist'):
            PostgresWarehouse(url).query("SELECT 1 AS x")
        server.join(10)


def test_an_unreachable_server_is_not_a_settings_error():
    away = SecretStr(f"postgresql://loader:hush@127.0.0.1:{free_ports(1)[0]}/postgres")
    with pytest.raises(WarehouseError, match="cannot be reached") as trouble:
        PostgresWarehouse(away).query("SELECT 1 AS x")
    assert not isinstance(trouble.value, SettingsError)
    assert "\n" not in str(trouble.value)  # the mail about a failed task has only the last line


def test_a_server_without_tables_says_what_to_do(postgres, database):
    with pytest.raises(WarehouseError, match="run python -m etl load"):
        PostgresWarehouse(postgres.address(database)).days()
