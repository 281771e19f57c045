import gzip
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from unittest import mock

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr

from common.errors import CredentialsRefused, LakeError, MonthlyQuotaSpent, SettingsError, SourceUnavailable
from common.guarded_http import GuardedSession
from common.settings import load_settings
from contracts.lake.layout import Lake, Partition
from contracts.lake.tables import SCHEDULES, SCHEDULES_REJECTED
from etl.lake.interval import Interval
from etl.schedules import schedules
from etl.schedules.schedules import PageName, airports_of, ledger_of, run
from simulator.schedules.server import local_aviationstack
from simulator.server.mishaps import Mishap
from tests.local_aviationstack import KEY, SOLD_BY_UNITED, PlainSchedules, record
from tests.local_opensky import JumpingClock, serving

JULY_1 = 1_782_864_000
"""2026-07-01 00:00 UTC, epoch s."""

NOON = JULY_1 + 12 * 3_600
HOUR_S = 3_600


@pytest.fixture
def clock():
    return JumpingClock(NOON + 20 * 60)


@pytest.fixture
def flights():
    return PlainSchedules()


@pytest.fixture
def server(clock, mishaps, flights):
    with serving(local_aviationstack(flights, clock=clock, mishaps=mishaps), clock) as running:
        yield running


@pytest.fixture
def settings_of(server, tmp_path):
    def settings_of(**changes):
        return load_settings(
            **{
                "lake_dir": tmp_path,
                "aviationstack_url": f"{server.url}/v1",
                "aviationstack_access_key": SecretStr(KEY),
                "aviationstack_monthly_requests": 100_000,
            }
            | changes
        )

    return settings_of


@pytest.fixture
def settings(settings_of):
    return settings_of()


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path)


def hours(first, last=None):
    return Interval(*(datetime(2026, 7, 1, hour, tzinfo=UTC) for hour in (first, last or first)))


def rows(lake, table=SCHEDULES):
    return [row for file in lake.files(table) for row in pq.read_table(file).to_pylist()]


def bronze(lake):
    folder = lake.root / "bronze" / "schedules"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("date=*/*"))}


def body_of(*records):
    count = len(records)
    pagination = {"limit": 100, "offset": 0, "count": count, "total": count}
    return json.dumps({"pagination": pagination, "data": list(records)}).encode()


def test_pages_go_to_bronze_as_received_and_flights_to_silver(settings, clock, lake):
    made = run(settings, hours(8, 11), clock=clock)
    assert (made.requests, made.pages, made.records, made.rejected, made.days, made.flights) == (1, 1, 1, 0, 1, 1)
    [(name, content)] = bronze(lake).items()
    assert name == f"date=2026-07-01/2026-07-01T08_2026-07-01T11_simulated_all_000000_{NOON + 1200}.json.gz"
    assert json.loads(gzip.decompress(content))["data"] == [record()]
    assert lake.partitions(SCHEDULES) == [Partition(datetime(2026, 7, 1).date())]  # noqa: DTZ001 - a day
    [row] = rows(lake)
    assert (row["source"], row["flight"], row["departure_scheduled"]) == ("simulated", "LH400", JULY_1 + 8 * HOUR_S)
    assert row["asked_at"] == NOON + 1200


def test_pages_and_the_count_of_requests_outlive_a_loss_of_power(settings, clock, lake, disk):
    """Nobody would be asked for them again."""
    run(settings, None, clock=clock)
    assert [path.suffix for path in (lake.root / "bronze").rglob("*.*") if path.name[0] != "."] == [".gz", ".jsonl"]
    assert (disk.losable(lake.root), disk.torn) == ([], [])


def test_the_key_is_nowhere_below_the_lake(settings, clock, lake, mishaps):
    mishaps.flights.append(Mishap(body=json.dumps({"you": KEY, "data": [record(note=KEY)]}).encode()))
    run(settings, None, clock=clock)
    files = [path for path in lake.root.rglob("*") if path.is_file()]
    assert len(files) >= 4
    for path in files:
        content = path.read_bytes()
        assert KEY.encode() not in (gzip.decompress(content) if path.suffix == ".gz" else content)


def test_all_pages_are_asked_for_and_code_shares_folded_across_them(settings, clock, lake, flights):
    others = [record(flight__iata=f"LH{number}", flight__icao=f"DLH{number}") for number in range(1_000, 1_149)]
    flights.records = [record(), *others, record(**SOLD_BY_UNITED)]
    made = run(settings, None, clock=clock)
    assert (made.requests, made.pages, made.records, made.flights) == (2, 2, 151, 150)
    [row] = [row for row in rows(lake) if row["flight"] == "LH400"]
    assert (row["code_shares"], row["airline_name"], row["icao24"]) == ("UA8840", "Lufthansa", "3c4b21")


def test_an_operating_flight_is_there_though_only_its_code_share_was_received(settings, clock, lake, flights):
    flights.records = [record(**SOLD_BY_UNITED)]
    run(settings, None, clock=clock)
    [row] = rows(lake)
    assert (row["flight"], row["callsign"], row["airline"], row["code_shares"]) == ("LH400", "DLH400", "DLH", "UA8840")


def test_a_rerun_of_the_interval_asks_no_second_time_and_leaves_the_same_rows(settings, clock, lake, server):
    run(settings, hours(8, 11), clock=clock)
    before, received = rows(lake), bronze(lake)
    clock.sleep(600)
    again = run(settings, hours(8, 11), clock=clock)
    assert (again.requests, again.pages, again.flights) == (0, 0, 1)
    assert (rows(lake), bronze(lake)) == (before, received)
    assert len(server.requests) == 1


def test_a_run_that_broke_between_pages_goes_on_after_them(settings, clock, lake, flights, mishaps):
    flights.records = [record(flight__iata=f"LH{number}") for number in range(100, 350)]
    mishaps.flights.extend([None, *[Mishap(status=500)] * 3])
    with pytest.raises(SourceUnavailable):
        run(settings, hours(11), clock=clock)
    assert len(rows(lake)) == 100
    made = run(settings, hours(11), clock=clock)
    assert (made.requests, made.pages) == (2, 2)
    assert len(rows(lake)) == 250
    assert [PageName.of(lake.root / name).offset for name in bronze(lake)] == [0, 100, 200]


def test_what_was_received_before_an_error_is_in_silver_when_the_task_fails(settings, clock, lake, flights, mishaps):
    flights.records = [record(flight__iata=f"LH{number}") for number in range(100, 250)]
    mishaps.flights.extend([None, Mishap(status=401)])
    with pytest.raises(CredentialsRefused):
        run(settings, None, clock=clock)
    assert len(rows(lake)) == 100


def test_a_new_run_without_an_interval_asks_each_hour(settings, clock, server):
    for pause_s, requests in ((0, 1), (600, 1), (HOUR_S, 2)):
        clock.sleep(pause_s)
        run(settings, None, clock=clock)
        assert len(server.requests) == requests


@pytest.mark.parametrize("interval", [hours(4), hours(13)], ids=["long over", "to come"])
def test_an_interval_that_is_not_of_now_is_not_asked_for(settings, clock, server, interval):
    made = run(settings, interval, clock=clock)
    assert made.requests == 0
    assert "not of now" in made.held_back
    assert server.requests == []


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


def test_an_airport_without_flights_takes_nothing_away(settings_of, clock, lake, mishaps):
    settings = settings_of(aviationstack_airports="FRA")
    run(settings, hours(11), clock=clock)
    mishaps.flights.append(Mishap(body=body_of()))
    clock.sleep(HOUR_S)
    made = run(settings, hours(12), clock=clock)
    assert (made.requests, made.pages, made.records, made.without_flights) == (1, 1, 1, "FRA")
    assert len(rows(lake)) == 1


def test_an_airport_without_flights_is_asked_again_by_the_next_run_of_the_interval(settings_of, clock, lake, mishaps):
    settings = settings_of(aviationstack_airports="FRA")
    for answer, requests, without_flights in ((body_of(), 1, "FRA"), (body_of(), 1, "FRA"), (None, 1, None)):
        mishaps.flights.append(Mishap(body=answer) if answer else None)
        made = run(settings, hours(12), clock=clock)
        assert (made.requests, made.without_flights) == (requests, without_flights)
        clock.sleep(60)
    assert len(rows(lake)) == 1
    assert run(settings, hours(12), clock=clock).requests == 0


def page_of(first, pagination):
    flights = [record(flight__iata=f"LH{number}") for number in range(first, first + 100)]
    return Mishap(body=json.dumps({"pagination": pagination, "data": flights}).encode())


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (page_of(200, {"offset": 0, "total": 900}), "from 0 on, not those from 100 on"),
        (page_of(200, {"offset": 200, "total": 900}), "from 200 on, not those from 100 on"),
        (page_of(100, {"offset": 100, "total": 900}), "the same flights from 100 on as before"),
        (page_of(100, []), "the same flights from 100 on as before"),
    ],
)
def test_a_page_that_is_not_the_next_ends_the_run_and_is_not_kept(settings, clock, server, lake, mishaps, second, says):
    mishaps.flights.append(page_of(100, {"offset": 0, "total": 900}))
    for requests in (2, 3):  # the rerun knows the first page
        mishaps.flights.append(second)
        with pytest.raises(SourceUnavailable, match=says):
            run(settings, hours(12), clock=clock)
        assert len(server.requests) == requests
    assert len(bronze(lake)) == 1
    assert len(rows(lake)) == 100


def test_pages_that_never_say_how_many_there_are_end_after_two(settings, clock, lake, mishaps):
    mishaps.flights.extend(page_of(first, []) for first in (100, 200, 300))
    assert run(settings, hours(12), clock=clock).pages == 2
    assert run(settings, hours(12), clock=clock).requests == 0
    assert len(rows(lake)) == 200


def test_all_flights_of_the_world_are_never_none(settings, clock, lake, mishaps):
    mishaps.flights.extend([Mishap(body=body_of())] * 3)
    with pytest.raises(SourceUnavailable, match="no proof"):
        run(settings, None, clock=clock)
    assert bronze(lake) == {}


def test_the_quota_is_shared_between_airports_in_turn(settings_of, clock, lake, flights):
    flights.records = [record(), record(departure__iata="MUC"), record(departure__iata="HAM")]
    settings = settings_of(aviationstack_airports="fra, MUC,HAM", aviationstack_monthly_requests=186)
    asked = []
    clock.sleep(JULY_1 - clock.time())
    for _ in range(7):  # one request is due every four hours
        made = run(settings, None, clock=clock)
        assert made.requests == 1
        assert "no more are due" in made.held_back
        asked.append(max(PageName.of(lake.root / name) for name in bronze(lake)).airport)
        clock.sleep(4 * HOUR_S)
    assert asked == ["FRA", "MUC", "HAM", "FRA", "MUC", "HAM", "FRA"]


def test_when_no_request_is_due_the_run_ends_well_and_says_so(settings_of, clock, server):
    settings = settings_of(aviationstack_monthly_requests=1)
    assert run(settings, None, clock=clock).requests == 1
    clock.sleep(86_400)
    made = run(settings, None, clock=clock)
    assert made.requests == 0
    assert made.held_back == "all 1 requests of this month are used (AVIATIONSTACK_MONTHLY_REQUESTS)"
    assert len(server.requests) == 1


SPENT = Mishap(status=429, body=b'{"error":{"code":"usage_limit_reached","message":"Limit."}}')


def test_a_spent_quota_fails_each_run_and_is_asked_again_next_month(settings, clock, server, mishaps):
    mishaps.flights.append(SPENT)
    for pause_s in (0, 30, 20 * 86_400):
        clock.sleep(pause_s)
        with pytest.raises(MonthlyQuotaSpent, match="used up"):
            run(settings, None, clock=clock)
    assert len(server.requests) == 1
    clock.sleep(15 * 86_400)
    assert run(settings, None, clock=clock).requests == 1
    assert len(server.requests) == 2


def test_a_spent_quota_is_a_matter_of_settings_and_so_not_tried_again(settings, clock, mishaps):
    mishaps.flights.append(SPENT)
    with pytest.raises(SettingsError):
        run(settings, None, clock=clock)


def test_an_interval_that_is_complete_does_without_the_quota(settings, settings_of, clock, mishaps):
    run(settings, hours(12), clock=clock)
    mishaps.flights.append(SPENT)
    with pytest.raises(MonthlyQuotaSpent):
        run(settings, hours(11), clock=clock)
    assert run(settings, hours(12), clock=clock).requests == 0
    another_key = settings_of(aviationstack_access_key=SecretStr("another key of some length"))
    assert run(another_key, hours(11), clock=clock).requests == 1


def test_retries_count_against_the_quota(settings, clock, mishaps):
    mishaps.flights.extend([Mishap(status=500)] * 2)
    assert run(settings, None, clock=clock).requests == 3
    assert ledger_of(settings, clock=clock).usage().used == 3


RUNS = st.lists(
    st.tuples(
        st.integers(0, 10 * 86_400),
        st.sampled_from(["well", "500", "dies before it is kept", "dies before it is sent"]),
    ),
    min_size=4,
    max_size=12,
)


def test_no_sequence_of_runs_errors_and_crashes_sends_more_than_the_months_requests(
    settings_of, server, mishaps, flights, monkeypatch, tmp_path_factory
):
    flights.records = [record(flight__iata=f"LH{number}") for number in range(1_000, 1_450)]
    monkeypatch.setattr(schedules, "_make_silver", lambda *_: (0, 0, 0, 0, 0))

    def die(*_, **__):
        raise KeyboardInterrupt

    dying = {"dies before it is kept": (schedules, "_keep"), "dies before it is sent": (GuardedSession, "get")}

    @hypothesis_settings(max_examples=40, deadline=None)
    @given(runs=RUNS, monthly=st.integers(1, 12))
    def never_more(runs, monthly):
        clock = JumpingClock(JULY_1)
        settings = settings_of(lake_dir=tmp_path_factory.mktemp("lake"), aviationstack_monthly_requests=monthly)
        answered = Counter()
        for pause_s, how in runs:
            clock.sleep(pause_s)
            month = datetime.fromtimestamp(clock.time(), UTC).month
            before = len(server.requests)
            mishaps.flights.extend([Mishap(status=500)] * (how == "500"))
            with monkeypatch.context() as patch, suppress(KeyboardInterrupt, SourceUnavailable):
                if how in dying:
                    patch.setattr(*dying[how], die)
                run(settings, None, clock=clock)
            mishaps.flights.clear()
            answered[month] += len(server.requests) - before
        assert all(count <= monthly for count in answered.values())

    never_more()
    assert server.requests


def test_the_stand_ins_requests_are_not_those_of_the_plan(settings, settings_of, clock):
    run(settings, None, clock=clock)
    real = settings_of(aviationstack_url="https://api.aviationstack.com/v1")
    assert ledger_of(real, clock=clock).usage().used == 0


def test_without_a_key_nothing_is_counted_and_the_setting_is_named(settings_of, clock):
    settings = settings_of(aviationstack_url="https://api.aviationstack.com/v1", aviationstack_access_key=None)
    with pytest.raises(SettingsError, match="AVIATIONSTACK_ACCESS_KEY"):
        run(settings, None, clock=clock)
    assert ledger_of(settings, clock=clock).usage().used == 0


@pytest.mark.parametrize("text", ["FRANKFURT", "FRA;JFK", "FR1"])
def test_airports_that_are_none_are_a_settings_error(settings_of, clock, text):
    with pytest.raises(SettingsError, match="AVIATIONSTACK_AIRPORTS"):
        run(settings_of(aviationstack_airports=text), None, clock=clock)


def test_airports_are_asked_for_once_each():
    assert airports_of(load_settings(aviationstack_airports=" jfk,FRA,,JFK ")) == ["JFK", "FRA"]
    assert airports_of(load_settings()) == ["all"]


def test_a_damaged_page_is_named(settings, clock, lake):
    run(settings, hours(11), clock=clock)
    [path] = (lake.root / "bronze" / "schedules").glob("date=*/*.gz")
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(LakeError, match="2026-07-01T11"):
        run(settings, hours(11), clock=clock)


def test_a_page_that_cannot_be_kept_is_an_error_and_was_counted(settings, clock, lake):
    folder = lake.root / "bronze" / "schedules"
    folder.mkdir(parents=True)
    (folder / "date=2026-07-01").write_bytes(b"in the way")
    with pytest.raises(LakeError, match="date=2026-07-01 cannot be written: File exists"):
        run(settings, hours(11), clock=clock)
    assert ledger_of(settings, clock=clock).usage().used == 1


def test_without_a_ledger_nothing_is_sent(settings, clock, lake, server):
    folder = lake.root / "bronze" / "schedules"
    folder.mkdir(parents=True)
    (folder / "quota").write_bytes(b"in the way")
    with pytest.raises(LakeError, match="quota"):
        run(settings, hours(11), clock=clock)
    assert server.requests == []


@pytest.mark.parametrize("failing", ["first day", "last day", "aside"])
def test_a_run_that_dies_between_two_files_is_made_good_by_the_next(
    settings, clock, lake, flights, monkeypatch, failing
):
    flights.records = [record(), record(flight_date="2026-07-02"), record(flight={})]
    write, left = schedules.write_partition, {"first day": 0, "last day": 1, "aside": 2}[failing]

    def dying(*arguments):
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        return write(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(schedules, "write_partition", dying)
        with pytest.raises(KeyboardInterrupt):
            run(settings, None, clock=clock)
    made = run(settings, None, clock=clock)
    assert made.requests == 0
    assert [f"{row['date']}" for row in rows(lake)] == ["2026-07-01", "2026-07-02"]
    assert len(rows(lake, SCHEDULES_REJECTED)) == 1


def test_a_day_whose_silver_was_not_made_is_made_by_the_run_of_another_day(settings, clock, lake, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(schedules, "_make_silver", mock.Mock(side_effect=MemoryError))
        with pytest.raises(MemoryError):
            run(settings, hours(8, 11), clock=clock)
    tomorrow = datetime(2026, 7, 2, tzinfo=UTC)
    made = run(settings, Interval(tomorrow, tomorrow), clock=clock)
    assert (made.requests, made.flights) == (0, 1)
    assert len(rows(lake)) == 1


def test_another_version_of_the_code_makes_the_days_anew(settings, clock, lake, flights, monkeypatch):
    flights.records = [record(flight_date="2026-07-02")]
    run(settings, None, clock=clock)
    monkeypatch.setattr(schedules, "VERSION", schedules.VERSION + 1)
    monkeypatch.setattr("etl.schedules.records._day", lambda _: datetime(2026, 7, 1, tzinfo=UTC).date())
    assert run(settings, None, clock=clock).flights == 1
    assert [f"{row['date']}" for row in rows(lake)] == ["2026-07-01"]


def test_nothing_new_makes_nothing(settings, clock, lake):
    run(settings, None, clock=clock)
    before = {path: path.stat().st_mtime_ns for path in lake.files(SCHEDULES)}
    made = run(settings, None, clock=clock)
    assert (made.records, made.days, made.flights) == (0, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in lake.files(SCHEDULES)} == before


def test_two_runs_at_once_ask_for_a_page_once(settings, clock, lake, server):
    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(run, settings, None, clock=clock) for _ in range(2)]
    assert sorted(each.result().requests for each in runs) == [0, 1]
    assert len(server.requests) == len(rows(lake)) == 1


def test_the_rows_are_what_duckdb_reads_from_the_files(settings, clock, lake):
    run(settings, None, clock=clock)
    [(flight, late_min)] = duckdb.sql(
        f"SELECT flight, (departure_actual - departure_scheduled) / 60 FROM '{lake.root}/silver/schedules/*/*.parquet'"  # noqa: S608
    ).fetchall()
    assert (flight, late_min) == ("LH400", 12)
