"""Files of partitions that are up to date are not opened; partitions that are out of date are never skipped."""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from contracts.lake.gold import ALTITUDE_TRENDS
from contracts.lake.silver import STATES
from etl.bronze import messages as bronze
from etl.gold import hours as gold_hours
from etl.gold import refresh as gold
from etl.lake.origins import Origin, inputs_of
from etl.lake.partitions import working_on, write_partition
from etl.lake.recipes import make
from etl.silver.flights import refresh as silver_flights
from etl.silver.states.hours import VERSION, hours_to_make
from tests.etl.lake_rows import HOUR_S, MIDNIGHT, files_changed, partition_of, track, write_states
from tests.lake_files import land_messages

NOON = MIDNIGHT + 12 * HOUR_S
(TRENDS,) = (recipe for recipe in gold_hours.RECIPES if recipe.table is ALTITUDE_TRENDS)


@pytest.fixture
def footers(monkeypatch):
    """The files whose footers are read, as a list."""
    opened, read = [], pq.read_metadata

    def counted(path):
        opened.append(path)
        return read(path)

    monkeypatch.setattr(pq, "read_metadata", counted)
    return opened


def look(lake, settings):
    """Run silver's flights and gold, which need no Spark."""
    hours = hours_to_make(lake, None)
    silver_flights.run(settings, None)
    gold.run(settings, None)
    return hours


@pytest.mark.parametrize("count", [2, 20])
def test_with_nothing_new_the_footers_that_are_read_do_not_grow_with_the_hours_kept(lake, settings, footers, count):
    start = MIDNIGHT
    write_states(lake, track(start, start + count * HOUR_S, every=600))
    with working_on(lake) as connection:
        for number in range(count):
            hour = partition_of(start + number * HOUR_S)
            land_messages(lake, hour, [b"1"], arrived_at=1, first=number)
            origin = Origin(inputs_of(lake, bronze.files_landed(lake, hour)), VERSION)
            states = f"FROM '{lake.file(STATES, hour)}'"
            write_partition(connection, states, lake.file(STATES, hour), STATES, origin)
    look(lake, settings)
    look(lake, settings)
    files = files_changed(lake)
    footers.clear()

    assert look(lake, settings) == []

    assert files_changed(lake) == files
    assert len(footers) == 1  # the airports, which have no partitions


@pytest.fixture
def make_trends(lake):
    """Make the hours of one table of gold; return the hours made."""

    def run(recipe=TRENDS, interval=None):
        with working_on(lake) as connection:
            return make(connection, lake, recipe, interval).partitions

    return run


@pytest.fixture
def hours(lake, make_trends):
    """A lake with two hours that are made and were found up to date."""
    write_states(lake, track(NOON, NOON + 2 * HOUR_S, every=600))
    made = make_trends()
    assert make_trends() == []
    return made


def test_an_hour_whose_input_changed_is_rebuilt(lake, make_trends, hours):
    write_states(lake, track(NOON, NOON + HOUR_S, every=300))
    assert make_trends() == hours[:1]


def test_an_hour_that_is_gone_or_was_put_back_as_it_was_before_is_made_anew(lake, make_trends, hours):
    file = lake.file(ALTITUDE_TRENDS, hours[0])
    old = file.read_bytes()
    file.unlink()
    assert make_trends() == hours[:1]
    write_states(lake, track(NOON, NOON + HOUR_S, every=300))
    assert make_trends() == hours[:1]
    assert make_trends() == []
    file.write_bytes(old)
    assert make_trends() == hours[:1]


def test_a_newer_version_of_the_code_makes_all_hours_anew(make_trends, hours):
    assert make_trends(replace(TRENDS, version=TRENDS.version + 1)) == hours


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", None], ids=["empty", "torn", "no object", "gone"])
def test_notes_that_are_damaged_or_gone_are_made_anew(lake, make_trends, hours, footers, damage):
    (notes,) = (lake.root / ".settled").iterdir()
    before = notes.read_bytes()
    notes.unlink() if damage is None else notes.write_bytes(damage)
    footers.clear()
    assert make_trends() == []
    assert len(footers) == len(hours)
    assert notes.read_bytes() == before
