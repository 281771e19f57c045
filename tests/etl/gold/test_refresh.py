from datetime import date, timedelta

import airportsdata
import pytest

from common.errors import LakeError
from contracts.lake.dimensions import DIMENSIONS
from contracts.lake.gold import GOLD
from contracts.lake.silver import AIRCRAFT_HOURS, FLIGHT_PIECES, FLIGHTS, SCHEDULES, STATES
from etl.gold.refresh import Gold
from etl.lake.interval import Interval, start_of
from etl.silver.flights import refresh as silver_flights
from tests.etl.gold.gold_rows import NOON, REAL, SCHEDULE, alert, flag, make_gold
from tests.etl.lake_rows import (
    DAY,
    DAY_S,
    content,
    files_changed,
    land,
    partition_of,
    settings_of,
    track,
    write_schedules,
    write_states,
)


@pytest.fixture
def full_lake(lake):
    """A lake with some of everything on three days."""
    days = [date(2026, 3, 10) + timedelta(days=number) for number in range(3)]
    for number in range(3):
        noon = NOON + number * DAY_S
        write_states(lake, track(noon, noon + 4_000, **REAL))
        land(lake, "alerts", [alert(noon)])
        land(lake, "flags", [flag(noon, is_anomaly=True)])
    write_schedules(lake, [SCHEDULE | {"date": day} for day in days])
    silver_flights.run(settings_of(lake.root.parent), None)
    return lake


def test_a_rerun_makes_nothing_and_an_interval_makes_the_same(full_lake):
    first = make_gold(full_lake)
    tables = (*GOLD, *DIMENSIONS)
    before, files = {table.name: content(full_lake, table) for table in tables}, files_changed(full_lake)
    assert all(before[name] for name in before if name not in ("airport_traffic", "route_traffic"))
    assert first.partitions == sum(name.startswith("gold/") for name in files)

    assert make_gold(full_lake) == Gold(0, 0)
    assert files_changed(full_lake) == files

    hour = start_of(partition_of(NOON))
    # The hour's two tables, and ten by the day.
    assert make_gold(full_lake, Interval(hour, hour)).partitions == 12
    assert {table.name: content(full_lake, table) for table in tables} == before


def test_only_partitions_of_a_changed_file_are_rebuilt(full_lake):
    make_gold(full_lake)
    files = files_changed(full_lake)
    write_schedules(full_lake, [SCHEDULE | {"status": "cancelled"}])
    make_gold(full_lake)

    changed = {name.removeprefix("gold/") for name, at in files_changed(full_lake).items() if files[name] != at}
    assert changed == {
        f"silver/{SCHEDULES.name}/date=2026-03-10/part.parquet",
        "airline_delays/date=2026-03-10/part.parquet",
        "airport_delays/date=2026-03-10/part.parquet",
        "tracked_schedules/date=2026-03-10/part.parquet",
        "tracked_schedules/date=2026-03-11/part.parquet",
        "airlines/part.parquet",
    }


def test_gold_stays_when_what_it_was_made_of_is_gone_by_retention(full_lake):
    make_gold(full_lake)
    files = files_changed(full_lake, ["gold"])
    for table in (STATES, AIRCRAFT_HOURS, FLIGHT_PIECES, FLIGHTS):
        for path in full_lake.files(table, last=DAY):
            path.unlink()

    hour = start_of(partition_of(NOON))
    make_gold(full_lake, Interval(hour, hour))

    kept = {name: at for name, at in files.items() if "tracked" not in name and "2026-03-10" in name}
    after = files_changed(full_lake, ["gold"])
    of_outputs = ("alerts", "daily_", "airline_delays", "airport_delays")
    assert all(after[name] == at for name, at in kept.items() if not any(part in name for part in of_outputs))
    assert after.keys() == files.keys()


def test_a_damaged_hour_is_an_error_that_names_it(full_lake):
    full_lake.file(STATES, partition_of(NOON)).write_bytes(b"PAR1 half a file")

    with pytest.raises(LakeError, match="states/date=2026-03-10/hour=12"):
        make_gold(full_lake)


def test_an_empty_lake_has_the_airports(lake):
    assert make_gold(lake) == Gold(1, len(airportsdata.load("ICAO")))
