import signal
from collections.abc import Callable

import psycopg
import pytest

from common.errors import WarehouseError
from common.settings import Settings
from contracts.lake.gold import AIRLINE_FLIGHTS
from contracts.lake.layout import Lake, Partition
from etl.warehouse import loading
from etl.warehouse.loading import Loaded, run
from etl.warehouse.schema import APPLICATION
from tests.etl.warehouse.loads import (
    FIRST,
    SECOND,
    ask,
    assert_equals_the_lake,
    flights_of,
    start_load,
)
from tests.gold_files import write_gold
from tests.postgres import PASSWORD
from tests.waiting import wait_until


def hold_row(settings: Settings) -> psycopg.Connection:
    """Open a transaction that locks the second day's first row: a load waits there in the middle of its own."""
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


def test_a_database_that_goes_away_midway_is_reported_and_a_rerun_helps(settings, lake, own_server):
    settings = settings.model_copy(update={"warehouse_url": own_server.address()})
    run(settings, None)
    change_days(lake)
    with hold_row(settings) as holding:
        loader = start_load(settings)
        wait_until(load_waits(settings), seconds=60, what="the load comes to the row")
        own_server.stop(signal.SIGQUIT)
        _, errors = loader.communicate(timeout=60)
        holding.close()
    assert loader.returncode == 1
    assert errors.startswith("load: loading gold/airline_flights/date=2026-11-21/part.parquet: ")
    assert "Traceback" not in errors
    assert PASSWORD not in errors
    assert settings.warehouse_url.get_secret_value() not in errors
    with pytest.raises(WarehouseError, match="cannot be reached"):
        run(settings, None)
    own_server.start()
    assert run(settings, None) == Loaded(files=1, rows_written=3)
    assert_equals_the_lake(settings)


def test_a_wrong_password_ends_the_command_as_what_only_a_setting_helps(settings, postgres):
    wrong = settings.model_copy(update={"warehouse_url": postgres.address(password="not the password")})
    loader = start_load(wrong)
    _, errors = loader.communicate(timeout=60)
    assert loader.returncode == 78
    assert errors.startswith("load: the warehouse does not accept WAREHOUSE_URL: ")
    assert "not the password" not in errors


def test_two_loads_at_once_make_the_tables_once(settings):
    loaders = [start_load(settings) for _ in range(2)]
    ended = [loader.communicate(timeout=120) for loader in loaders]
    assert [loader.returncode for loader in loaders] == [0, 0], ended
    assert sorted(out.strip() for out, _ in ended) == [
        "load: 0 files, 0 files removed, 0 rows written, 0 rows deleted",
        "load: 5 files, 0 files removed, 7 rows written, 0 rows deleted",
    ]
    assert_equals_the_lake(settings)


def test_a_load_waits_for_another_and_then_gives_up(settings, monkeypatch):
    monkeypatch.setattr(loading, "_WAIT_FOR_OTHERS", "100ms")
    with psycopg.connect(settings.warehouse_url.get_secret_value()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [loading._LOCK])
        with pytest.raises(WarehouseError, match=r"another load.* held a lock for more than 100ms"):
            run(settings, None)
    assert run(settings, None).files == 5
