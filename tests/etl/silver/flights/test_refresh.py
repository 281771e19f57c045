import pyarrow.parquet as pq
import pytest

from common.errors import LakeError
from contracts.lake.silver import AIRCRAFT_HOURS, FLIGHT_PIECES, FLIGHTS, FLIGHTS_REJECTED, STATES
from etl.lake.interval import Interval, start_of
from etl.silver.flights import refresh as silver_flights
from etl.silver.flights.refresh import SilverFlights
from tests.etl.lake_rows import (
    DAY_S,
    HOUR_S,
    MIDNIGHT,
    content,
    files_changed,
    partition_of,
    settings_of,
    state,
    track,
    write_states,
)
from tests.etl.silver.flights.flight_rows import NOON, flights_of
from tests.lake_files import spoil


def test_pieces_of_an_earlier_version_are_read_without_what_they_lack(lake):
    """Their state vectors may be gone, so they cannot be made again."""
    (before,) = flights_of(lake, track(NOON - 600, NOON + 600))
    old = lake.file(FLIGHT_PIECES, partition_of(NOON - 600))
    table = pq.read_table(old, partitioning=None)
    pq.write_table(table.drop_columns(["first_heard", "first_climb_ms", "last_climb_ms"]), old)
    lake.file(STATES, partition_of(NOON - 600)).unlink()

    silver_flights.run(settings_of(lake.root.parent), None)

    assert content(lake, FLIGHTS) == [before]


def test_a_flight_that_nothing_can_have_flown_is_set_aside_and_the_others_go_on(lake):
    """Two aircraft with one address, a thousand kilometres apart."""
    shared = [state(NOON + 30 * n, icao24="abcdef", longitude=8.0 + n % 2 * 15) for n in range(20)]
    write_states(lake, [*shared, *track(NOON, NOON + 600)])

    done = silver_flights.run(settings_of(lake.root.parent), None)

    assert (done.flights, done.rejected) == (1, 1)
    (rejected,) = content(lake, FLIGHTS_REJECTED)
    assert rejected["icao24"] == "abcdef"
    assert rejected["problem"].startswith("faster than anything flies")
    assert [row["icao24"] for row in content(lake, FLIGHTS)] == ["4b1814"]


def test_a_rerun_makes_nothing_and_an_interval_makes_the_same(lake):
    settings = settings_of(lake.root.parent)
    flights_of(lake, track(NOON - 600, NOON + 5_000))
    tables = (AIRCRAFT_HOURS, FLIGHT_PIECES, FLIGHTS, FLIGHTS_REJECTED)
    before, files = [content(lake, table) for table in tables], files_changed(lake)

    assert silver_flights.run(settings, None) == SilverFlights(0, 0, 0, 0)
    assert files_changed(lake) == files

    hour = start_of(partition_of(NOON))
    assert silver_flights.run(settings, Interval(hour, hour)) == SilverFlights(1, 1, 1, 0)
    assert [content(lake, table) for table in tables] == before


def test_only_what_depends_on_a_changed_hour_is_made_anew(lake):
    settings = settings_of(lake.root.parent)
    flights_of(lake, [state(MIDNIGHT + days * DAY_S + HOUR_S * 12) for days in range(-4, 5)])
    files = files_changed(lake)
    write_states(lake, track(NOON, NOON + 300))

    done = silver_flights.run(settings, None)

    assert (done.hours, done.days) == (1, 3)
    changed = {name for name, at in files_changed(lake).items() if files.get(name) != at}
    days = {name.split("date=")[1][:10] for name in changed if name.startswith("silver/flights/")}
    assert days == {"2026-03-09", "2026-03-10", "2026-03-11"}


def test_days_whose_neighbours_are_gone_by_retention_stay_as_they_are(lake):
    """Without the day before, a flight that came from it would begin at midnight."""
    settings = settings_of(lake.root.parent)
    before = flights_of(lake, track(MIDNIGHT - 3_000, MIDNIGHT + 3_000))
    for table in (STATES, AIRCRAFT_HOURS, FLIGHT_PIECES):
        lake.file(table, partition_of(MIDNIGHT - 3_000)).unlink()

    hour = start_of(partition_of(MIDNIGHT))
    silver_flights.run(settings, Interval(hour, hour))

    assert content(lake, FLIGHTS) == before


@pytest.mark.parametrize("table", [STATES, FLIGHT_PIECES, FLIGHTS], ids=lambda table: table.name)
def test_a_damaged_file_is_an_error_that_names_it(lake, table):
    flights_of(lake, track(NOON, NOON + 300))
    (file,) = lake.files(table)
    file.write_bytes(b"PAR1 half a file")

    with pytest.raises(LakeError, match=f"{table.name}/date=2026-03-10"):
        silver_flights.run(settings_of(lake.root.parent), None)


def test_a_file_with_a_damaged_body_is_an_error_that_names_it_and_not_what_is_made_of_it(lake):
    write_states(lake, track(NOON, NOON + HOUR_S, every=5))
    (file,) = lake.files(STATES)
    spoil(file)

    with pytest.raises(LakeError, match=r"silver/states/date=2026-03-10/hour=12/part.parquet is damaged .*made again"):
        silver_flights.run(settings_of(lake.root.parent), None)
