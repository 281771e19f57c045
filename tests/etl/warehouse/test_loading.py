import shutil
from datetime import UTC, date, datetime

import psycopg
import pytest
from pydantic import SecretStr

from common.errors import LakeError, SettingsError
from common.settings import Settings
from contracts.lake.dimensions import AIRLINES
from contracts.lake.gold import AIRLINE_FLIGHTS, ALERTS, ALTITUDE_TRENDS, COUNTRY_TRAFFIC, TRAFFIC_HEAT
from contracts.lake.layout import Partition
from etl.lake.interval import Interval
from etl.warehouse.gold_files import GoldFile
from etl.warehouse.loading import Loaded, run
from tests.etl.warehouse.loads import (
    FIRST,
    SECOND,
    TABLES,
    ask,
    assert_equals_the_lake,
    contents,
    flights_of,
)
from tests.gold_files import make_row, write_gold, write_rows


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


def test_a_large_partition_counts_as_no_more_than_so_many_small_ones(settings, lake):
    # Without an index on the incoming rows, comparing every pair of rows takes a minute.
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
    with pytest.raises(LakeError, match="does not have the columns of airline_flights"):
        run(settings, None)


def test_without_an_address_there_is_nothing_to_do(lake):
    assert run(Settings(lake_dir=lake.root), None) == Loaded(
        note="WAREHOUSE_URL is not set; gold is queried in the lake's files"
    )


def test_interval_hours_are_of_utc():
    interval = Interval.parse("2026-11-20T10", None)
    assert interval.first == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert GoldFile.from_name("gold/alerts/date=2026-11-20/part.parquet").is_in(interval)
    assert not GoldFile.from_name("gold/traffic_heat/date=2026-11-20/hour=11/part.parquet").is_in(interval)
