import json
from datetime import UTC, datetime
from unittest import mock

import pytest

from common.errors import CredentialsRefused, LakeError
from contracts.lake.silver import SCHEDULES, SCHEDULES_REJECTED
from etl.lake.interval import Interval
from etl.schedules import refresh, silver
from etl.schedules.refresh import run
from simulator.server.mishaps import Mishap
from tests.etl.schedules.schedule_runs import HOUR_S, JULY_1, body_of, bronze, hours, rows
from tests.local_aviationstack import SOLD_BY_UNITED, record
from tests.sql import fetch_all


def test_an_operating_flight_is_there_though_only_its_code_share_was_received(settings, clock, lake, flights):
    flights.records = [record(**SOLD_BY_UNITED)]
    run(settings, None, clock=clock)
    [row] = rows(lake)
    assert (row["flight"], row["callsign"], row["airline"], row["code_shares"]) == ("LH400", "DLH400", "DLH", "UA8840")


def test_what_was_received_before_an_error_is_in_silver_when_the_task_fails(settings, clock, lake, flights, mishaps):
    flights.records = [record(flight__iata=f"LH{number}") for number in range(100, 250)]
    mishaps.flights.extend([None, Mishap(status=401)])
    with pytest.raises(CredentialsRefused):
        run(settings, None, clock=clock)
    assert len(rows(lake)) == 100


def test_a_past_interval_is_made_anew_from_bronze_without_a_key_or_a_server(settings, settings_of, clock, lake):
    run(settings, hours(11), clock=clock)
    before = rows(lake)
    for file in lake.files(SCHEDULES):
        file.unlink()
    clock.sleep(30 * 86_400)
    away = settings_of(aviationstack_url="https://api.aviationstack.com/v1", aviationstack_access_key=None)
    assert run(away, hours(11), clock=clock).flights == 1
    assert rows(lake) == before


def test_the_newest_answer_wins_and_what_is_gone_from_bronze_stays_in_silver(settings, clock, lake, flights):
    flights.records = [record(flight_status="active"), record(flight__iata="LH9", flight__icao="DLH9")]
    run(settings, hours(11), clock=clock)
    for path in (lake.root / "bronze" / "schedules").glob("date=*/*.gz"):
        path.unlink()
    flights.records = [record(flight_status="landed")]
    clock.sleep(HOUR_S)
    run(settings, hours(12), clock=clock)
    assert {(row["flight"], row["status"]) for row in rows(lake)} == {("LH400", "landed"), ("LH9", "landed")}


def test_an_older_answer_that_comes_later_does_not_win(settings, clock, lake, flights):
    run(settings, hours(11), clock=clock)
    flights.records = [record(flight_status="active")]
    clock.sleep(-HOUR_S)
    run(settings, hours(10), clock=clock)
    assert [row["status"] for row in rows(lake)] == ["landed"]


def test_a_flight_is_on_the_local_day_of_its_departure(settings, clock, lake, flights):
    late = {
        "departure__timezone": "Asia/Tokyo",
        "departure__iata": "HND",
        "departure__icao": "RJTT",
        "departure__scheduled": "2026-07-02T00:30:00+00:00",
        "flight_date": "2026-07-02",
    }
    flights.records = [record(), record(**late)]
    assert run(settings, None, clock=clock).days == 2
    tokyo, frankfurt = sorted(rows(lake), key=lambda row: row["departure_timezone"])
    assert (f"{tokyo['date']}", tokyo["departure_scheduled"]) == ("2026-07-02", JULY_1 + 15 * HOUR_S + 30 * 60)
    assert f"{frankfurt['date']}" == "2026-07-01"


def test_unusable_records_are_set_aside_with_the_reason_and_the_others_go_on(settings, clock, lake, mishaps):
    bad = [
        (record(flight={}), "no flight designator"),
        (record(departure={}), "no departure airport"),
        (record(arrival__scheduled="2026-07-01T03:00:00+00:00"), "arrival is not within a day after departure"),
        (record(arrival__scheduled="2026-07-03T12:30:00+00:00"), "arrival is not within a day after departure"),
        ("a text", "not an object"),
        (record(airline__name="\ud800", flight=7), "no flight designator"),
        (record(flight_date="2099-01-01"), "date is not that of its departure"),
    ]
    mishaps.flights.append(Mishap(body=body_of(*(each for each, _ in bad), record())))
    made = run(settings, None, clock=clock)
    assert (made.records, made.rejected, made.flights) == (8, 7, 1)
    aside = rows(lake, SCHEDULES_REJECTED)
    assert [(json.loads(row["raw"]), row["problem"], row["position"]) for row in aside] == [
        (each, problem, position) for position, (each, problem) in enumerate(bad)
    ]
    assert {row["page"] for row in aside} == {name.split("/")[1] for name in bronze(lake)}
    assert run(settings, None, clock=clock).rejected == 0


def test_a_record_of_a_far_day_makes_no_day_of_silver(settings, clock, lake, flights):
    flights.records = [record(), record(flight_date="2099-01-01", departure__scheduled=None)]
    run(settings, None, clock=clock)
    assert [f"{day.day}" for day in lake.partitions(SCHEDULES)] == ["2026-07-01"]


def test_a_number_without_end_costs_itself_only(settings, clock, mishaps):
    mishaps.flights.append(Mishap(body=body_of(record(departure__delay=10**400))))
    made = run(settings, None, clock=clock)
    assert (made.flights, made.unreadable_fields) == (1, 1)


def test_a_record_too_deep_to_be_written_is_set_aside(settings, clock, lake, mishaps):
    deep = "[" * 1_015 + "]" * 1_015
    mishaps.flights.append(Mishap(body=f'{{"data":[{deep},{json.dumps(record())}]}}'.encode()))
    made = run(settings, None, clock=clock)
    assert (made.rejected, made.flights) == (1, 1)
    assert [row["raw"] for row in rows(lake, SCHEDULES_REJECTED)] == ['"nested too deeply to be written"']


def test_fields_of_a_changed_type_are_counted_and_cost_themselves_only(settings, clock, flights):
    flights.records = [record(departure__delay=[12], aircraft="D-ABYA"), record(flight__iata="LH9")]
    made = run(settings, None, clock=clock)
    assert (made.unreadable_fields, made.rejected, made.flights) == (2, 0, 2)


def test_a_damaged_page_is_named(settings, clock, lake):
    run(settings, hours(11), clock=clock)
    [path] = (lake.root / "bronze" / "schedules").glob("date=*/*.gz")
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(LakeError, match="2026-07-01T11"):
        run(settings, hours(11), clock=clock)


@pytest.mark.parametrize("failing", ["first day", "last day", "aside"])
def test_a_run_that_dies_between_two_files_is_made_good_by_the_next(
    settings, clock, lake, flights, monkeypatch, failing
):
    flights.records = [record(), record(flight_date="2026-07-02"), record(flight={})]
    write, left = silver.write_partition, {"first day": 0, "last day": 1, "aside": 2}[failing]

    def dying(*arguments):
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        return write(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(silver, "write_partition", dying)
        with pytest.raises(KeyboardInterrupt):
            run(settings, None, clock=clock)
    made = run(settings, None, clock=clock)
    assert made.requests == 0
    assert [f"{row['date']}" for row in rows(lake)] == ["2026-07-01", "2026-07-02"]
    assert len(rows(lake, SCHEDULES_REJECTED)) == 1


def test_a_day_whose_silver_was_not_made_is_made_by_the_run_of_another_day(settings, clock, lake, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(refresh, "make_silver", mock.Mock(side_effect=MemoryError))
        with pytest.raises(MemoryError):
            run(settings, hours(8, 11), clock=clock)
    tomorrow = datetime(2026, 7, 2, tzinfo=UTC)
    made = run(settings, Interval(tomorrow, tomorrow), clock=clock)
    assert (made.requests, made.flights) == (0, 1)
    assert len(rows(lake)) == 1


def test_another_version_of_the_code_makes_the_days_anew(settings, clock, lake, flights, monkeypatch):
    flights.records = [record(flight_date="2026-07-02")]
    run(settings, None, clock=clock)
    monkeypatch.setattr(silver, "VERSION", silver.VERSION + 1)
    monkeypatch.setattr("etl.schedules.records.parse_date", lambda _: datetime(2026, 7, 1, tzinfo=UTC).date())
    assert run(settings, None, clock=clock).flights == 1
    assert [f"{row['date']}" for row in rows(lake)] == ["2026-07-01"]


def test_nothing_new_makes_nothing(settings, clock, lake):
    run(settings, None, clock=clock)
    before = {path: path.stat().st_mtime_ns for path in lake.files(SCHEDULES)}
    made = run(settings, None, clock=clock)
    assert (made.records, made.days, made.flights) == (0, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in lake.files(SCHEDULES)} == before


def test_the_rows_are_what_duckdb_reads_from_the_files(settings, clock, lake):
    run(settings, None, clock=clock)
    [(flight, late_min)] = fetch_all(
        "SELECT flight, (departure_actual - departure_scheduled) / 60 FROM read_parquet(?)",
        f"{lake.root}/silver/schedules/*/*.parquet",
    )
    assert (flight, late_min) == ("LH400", 12)
