import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from common.errors import LakeError, SettingsError, SourceUnavailable
from common.settings import load_settings
from contracts.lake.layout import Partition
from contracts.lake.silver import SCHEDULES
from etl.schedules.landing import airports_of, ledger_of
from etl.schedules.pages import PageName
from etl.schedules.refresh import run
from simulator.server.mishaps import Mishap
from tests.etl.schedules.schedule_runs import HOUR_S, JULY_1, NOON, body_of, bronze, hours, rows
from tests.local_aviationstack import KEY, SOLD_BY_UNITED, record


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
    """They would never be asked for again."""
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


def test_a_new_run_without_an_interval_asks_each_hour(settings, clock, server):
    for pause_s, requests in ((0, 1), (600, 1), (HOUR_S, 2)):
        clock.sleep(pause_s)
        run(settings, None, clock=clock)
        assert len(server.requests) == requests


@pytest.mark.parametrize("interval", [hours(4), hours(13)], ids=["long over", "to come"])
def test_an_interval_that_is_not_current_is_not_requested(settings, clock, server, interval):
    made = run(settings, interval, clock=clock)
    assert made.requests == 0
    assert "not current" in made.held_back
    assert server.requests == []


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
        (page_of(200, {"offset": 0, "total": 900}), "from 0 on instead of 100 on"),
        (page_of(200, {"offset": 200, "total": 900}), "from 200 on instead of 100 on"),
        (page_of(100, {"offset": 100, "total": 900}), "the same flights from 100 on as before"),
        (page_of(100, []), "the same flights from 100 on as before"),
    ],
)
def test_a_page_that_is_not_the_next_ends_the_run_and_is_not_kept(settings, clock, server, lake, mishaps, second, says):
    mishaps.flights.append(page_of(100, {"offset": 0, "total": 900}))
    for requests in (2, 3):  # the repeated run has the first page
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
    with pytest.raises(SourceUnavailable, match="does not prove"):
        run(settings, None, clock=clock)
    assert bronze(lake) == {}


@pytest.mark.parametrize("text", ["FRANKFURT", "FRA;JFK", "FR1"])
def test_text_that_is_not_a_list_of_airport_codes_is_a_settings_error(settings_of, clock, text):
    with pytest.raises(SettingsError, match="AVIATIONSTACK_AIRPORTS"):
        run(settings_of(aviationstack_airports=text), None, clock=clock)


def test_airports_are_asked_for_once_each():
    assert airports_of(load_settings(aviationstack_airports=" jfk,FRA,,JFK ")) == ["JFK", "FRA"]
    assert airports_of(load_settings()) == ["all"]


def test_a_page_that_cannot_be_kept_is_an_error_and_was_counted(settings, clock, lake):
    folder = lake.root / "bronze" / "schedules"
    folder.mkdir(parents=True)
    (folder / "date=2026-07-01").write_bytes(b"in the way")
    with pytest.raises(LakeError, match="date=2026-07-01 cannot be written: File exists"):
        run(settings, hours(11), clock=clock)
    assert ledger_of(settings, clock=clock).usage().used == 1


def test_two_runs_at_once_ask_for_a_page_once(settings, clock, lake, server):
    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(run, settings, None, clock=clock) for _ in range(2)]
    assert sorted(each.result().requests for each in runs) == [0, 1]
    assert len(server.requests) == len(rows(lake)) == 1
