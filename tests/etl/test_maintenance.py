import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from common.errors import LakeError
from common.files.durability import sync
from common.settings import ROOT
from contracts.lake.gold import ALERTS
from contracts.lake.layout import Partition
from contracts.lake.silver import SCHEDULES_REJECTED, STATES
from etl import maintenance
from etl.bronze import messages as bronze
from etl.gold import alerts as gold_alerts
from etl.gold import refresh as gold
from etl.lake.origins import Origin, inputs_of
from etl.lake.partitions import write_partition
from etl.lake.recipes import make
from etl.maintenance import compact, run
from etl.silver.states.hours import VERSION, hours_to_make
from tests.etl.lake_rows import land, partition_of
from tests.lake_files import land_messages, rows_of

DAY = date(2026, 11, 22)
OVER, LATER, NEWEST = (Partition(DAY, hour) for hour in (7, 8, 9))
EMPTY = "SELECT " + ", ".join(f'NULL::{column.type} AS "{column.name}"' for column in STATES.columns) + " LIMIT 0"


@pytest.fixture
def take(connection, lake):
    """Make silver list an hour's files of bronze, without their rows, which do not matter here."""

    def take_hour(hour):
        origin = Origin(inputs_of(lake, bronze.files_landed(lake, hour)), VERSION)
        write_partition(connection, EMPTY, lake.file(STATES, hour), STATES, origin)

    return take_hour


def land_many(lake, hour, *, files=5, first=0, **where):
    """Land files of ten messages each, a hundred offsets apart."""
    for number in range(files):
        offset = first + number * 100
        land_messages(lake, hour, [b"%d" % (offset + each) for each in range(10)], arrived_at=1, first=offset, **where)


def land_open_hours(lake):
    for hour in (LATER, NEWEST):
        land_many(lake, hour, first=1_000)


def messages(lake, hour):
    return [(row["partition"], row["offset"], row["value"]) for row in rows_of(*bronze.files_landed(lake, hour))]


def test_the_files_of_an_hour_that_is_over_become_one_per_topic_and_partition(settings, lake):
    land_many(lake, OVER)
    land_many(lake, OVER, partition=2)
    land_many(lake, OVER, topic_id="0b0b0b0b")
    land_open_hours(lake)
    before = sorted(messages(lake, OVER))
    open_files = [bronze.files_landed(lake, hour) for hour in (LATER, NEWEST)]
    done = run(settings)
    assert (done.compacted, done.replaced) == (3, 15)
    assert [path.name for path in bronze.files_landed(lake, OVER)] == [
        "flights-0a0a0a0a-1-00000000000000000000-00000000000000000409.parquet",
        "flights-0a0a0a0a-2-00000000000000000000-00000000000000000409.parquet",
        "flights-0b0b0b0b-1-00000000000000000000-00000000000000000409.parquet",
    ]
    assert sorted(messages(lake, OVER)) == before
    assert [bronze.files_landed(lake, hour) for hour in (LATER, NEWEST)] == open_files


def test_a_compacted_file_has_the_columns_of_landed_ones_in_the_order_of_offsets(settings, lake):
    land_many(lake, OVER)
    land_open_hours(lake)
    schema = pq.read_schema(bronze.files_landed(lake, OVER)[0])
    run(settings)
    (file,) = bronze.files_landed(lake, OVER)
    assert pq.read_schema(file).remove_metadata() == schema.remove_metadata()
    offsets = [row["offset"] for row in rows_of(file)]
    assert offsets == sorted(offsets)


def test_a_second_run_has_nothing_to_do(settings, lake):
    land_many(lake, OVER)
    land_open_hours(lake)
    run(settings)
    again = run(settings)
    assert (again.compacted, again.replaced, again.removed_days) == (0, 0, 0)


def test_late_files_are_compacted_with_what_was_compacted_before(settings, lake):
    land_many(lake, OVER)
    land_open_hours(lake)
    run(settings)
    land_many(lake, OVER, files=3, first=2_000)
    before = messages(lake, OVER)
    run(settings)
    assert len(bronze.files_landed(lake, OVER)) == 1
    assert messages(lake, OVER) == before
    assert len(bronze.as_landed(lake, bronze.files_landed(lake, OVER))) == 8


def test_messages_landed_twice_in_other_files_are_kept_once(settings, lake):
    land_many(lake, OVER)
    before = messages(lake, OVER)
    land_messages(lake, OVER, [b"%d" % offset for offset in range(5, 10)], arrived_at=1, first=5)
    land_open_hours(lake)
    run(settings)
    assert messages(lake, OVER) == before


def test_silver_need_not_read_what_it_has_taken_after_it_was_compacted(settings, lake, take):
    land_many(lake, OVER)
    land_open_hours(lake)
    for hour in (OVER, LATER, NEWEST):
        take(hour)
    run(settings)
    assert hours_to_make(lake, None) == []


def test_silver_takes_what_was_compacted_before_it_had_all_of_it(settings, lake, take):
    land_many(lake, OVER, files=4)
    take(OVER)
    land_many(lake, OVER, files=1, first=5_000)
    land_open_hours(lake)
    take(LATER)
    take(NEWEST)
    run(settings)
    (to_make,) = hours_to_make(lake, None)
    assert (to_make.hour, list(to_make.files), to_make.keeps) == (OVER, bronze.files_landed(lake, OVER), True)
    assert len(to_make.origin.inputs) == 5


def test_files_go_only_once_the_one_made_of_them_outlives_a_loss_of_power(settings, lake, disk, monkeypatch):
    land_many(lake, OVER)
    land_open_hours(lake)
    sync([*lake.root.rglob("*"), lake.root, lake.root.parent])
    unlink, removed = os.unlink, []

    def unlink_watched(path, **options):
        if str(path).endswith(".parquet"):
            removed.append((len(bronze.files_landed(lake, OVER)), disk.losable(lake.root), disk.torn))
        unlink(path, **options)

    monkeypatch.setattr(os, "unlink", unlink_watched)
    run(settings)
    assert removed == [(count, [], []) for count in (6, 5, 4, 3, 2)]


SLOW = """
import sys
from pathlib import Path
from common.settings import Settings
from etl import maintenance
compact = maintenance.compact
def compact_when_told(connection, lake, paths):
    print("alerts are landed" if (lake.root / "bronze" / "alerts").exists() else "compacts", flush=True)
    sys.stdin.readline()
    return compact(connection, lake, paths)
maintenance.compact = compact_when_told
maintenance.run(Settings(_env_file=None, lake_dir=sys.argv[1]))
"""


def test_another_command_has_its_turn_after_the_file_that_is_being_made(settings, lake):
    for partition in range(20):
        land_many(lake, OVER, partition=partition)
    land_open_hours(lake)
    write_alerts(settings)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    environment = os.environ | {"LAKE_DIR": str(lake.root), "OUTPUT_DIR": str(settings.output_dir)}
    with subprocess.Popen([sys.executable, "-c", SLOW, str(lake.root)], **pipes) as maintain:
        assert maintain.stdout.readline() == "compacts\n"
        with subprocess.Popen([sys.executable, "-m", "etl", "land-alerts"], env=environment, **pipes) as other:
            waits = other.stdout.readline()
            output, _ = maintain.communicate("\n" * 20, timeout=60)
            assert other.wait(60) == 0
    assert "waiting for another command" in waits
    turns = [line for line in output.splitlines() if "waiting for another command" not in line]
    assert turns == ["alerts are landed"] * 19
    assert len(bronze.files_landed(lake, OVER)) == 20


def write_alerts(settings):
    file = settings.output_dir / "alerts" / partition_of(ALERT["poll_time"]).folder / "batch=1" / "alerts.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(ALERT) + "\n")


def test_what_others_have_done_between_two_turns_is_seen(settings, lake, connection, monkeypatch):
    """Of three partitions, one has been compacted and one has gained files by the time its turn comes."""
    for partition in (1, 2, 3):
        land_many(lake, OVER, partition=partition)
    land_open_hours(lake)
    expected = {*messages(lake, OVER), *((3, 900, b"0"), (3, 901, b"1"))}
    turns = []

    @contextmanager
    def after_others(lake):
        turns.append(len(bronze.files_landed(lake, OVER)))
        if len(turns) == 2:
            compact(connection, lake, sorted(lake.root.rglob("flights-0a0a0a0a-2-*")))
            land_messages(lake, OVER, [b"0", b"1"], arrived_at=1, first=900, partition=3)
        yield

    monkeypatch.setattr(maintenance, "alone_on", after_others)
    done = run(settings)
    assert (done.compacted, done.replaced) == (2, 5 + 6)
    assert turns == [15, 11, 8, 3]
    assert set(messages(lake, OVER)) == expected
    assert len(messages(lake, OVER)) == len(expected)


KILLED = """
import os, signal, sys
from pathlib import Path
from common.settings import Settings
from etl import maintenance
unlink, count = Path.unlink, [0]
def unlink_two(path, missing_ok=False):
    if path.suffix == ".parquet":
        count[0] += 1
        if count[0] == 3:
            os.kill(os.getpid(), signal.SIGKILL)
    unlink(path, missing_ok=missing_ok)
Path.unlink = unlink_two
maintenance.run(Settings(_env_file=None, lake_dir=sys.argv[1]))
"""


def test_killed_between_writing_and_removing_nothing_is_lost_and_the_next_run_ends_it(settings, lake, take):
    land_many(lake, OVER)
    before = messages(lake, OVER)
    land_open_hours(lake)
    for hour in (OVER, LATER, NEWEST):
        take(hour)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(lake.root)], cwd=ROOT, check=False)
    assert killed.returncode == -9
    assert len(bronze.files_landed(lake, OVER)) == 4  # the new one, and three of the five old ones
    assert set(messages(lake, OVER)) == set(before)
    assert hours_to_make(lake, None) == []
    run(settings)
    assert len(bronze.files_landed(lake, OVER)) == 1
    assert messages(lake, OVER) == before


def test_a_damaged_file_stops_the_compaction_and_removes_nothing(settings, lake):
    land_many(lake, OVER)
    land_open_hours(lake)
    files = bronze.files_landed(lake, OVER)
    files[2].write_bytes(b"PAR1")
    with pytest.raises(LakeError, match=files[2].name):
        run(settings)
    assert bronze.files_landed(lake, OVER) == files


def days_of(lake, layer, table):
    return [path.name for path in sorted(lake.folder(layer, table).glob("date=*"))]


def make_days(lake, table, newest, count=5):
    """Write a file on each of the days up to the newest."""
    for age in range(count):
        folder = lake.root / table / f"date={newest - timedelta(days=age)}" / "hour=00"
        folder.mkdir(parents=True)
        (folder / "part.parquet").touch()


def test_what_is_past_its_retention_is_removed_by_the_newest_data_of_its_table(settings, lake):
    some = settings.model_copy(update={"bronze_retention_days": 1, "lake_retention_days": 3})
    for table, newest in (("silver/flights", DAY), ("gold/alerts", DAY - timedelta(days=900))):
        make_days(lake, table, newest)
    done = run(some, today=DAY)
    assert done.removed_days == 1 + 1
    assert days_of(lake, "silver", "flights") == [f"date=2026-11-{day}" for day in (19, 20, 21, 22)]
    assert days_of(lake, "gold", "alerts")[0] == f"date={DAY - timedelta(days=903)}"


@pytest.mark.parametrize(("ahead", "removed"), [(2, 3), (3, 1), (26_000, 1)])
def test_a_day_that_cannot_be_yet_makes_no_other_day_old(settings, lake, ahead, removed):
    some = settings.model_copy(update={"lake_retention_days": 3})
    make_days(lake, "silver/flights", DAY)
    make_days(lake, "silver/flights", DAY + timedelta(days=ahead), count=1)
    assert run(some, today=DAY).removed_days == removed


OLD = DAY - timedelta(days=9)
NOON = int(datetime(OLD.year, OLD.month, OLD.day, 12, tzinfo=UTC).timestamp())
FLAG = {"icao24": "4b1814", "poll_time": NOON, "source": "simulated", "rules": ["overspeed"], "is_anomaly": False}
ALERT = {"event": "opened", "id": "a", "icao24": "4b1814", "kind": "ghost", "family": "ghost", "severity": "warning"}
ALERT |= {"evidence": "x", "source": "simulated", "since": NOON, "last": NOON, "poll_time": NOON, "finding_count": 1}


@pytest.mark.parametrize(("table", "row"), [("flags", FLAG), ("alerts", ALERT)])
def test_flags_and_alerts_that_gold_has_not_taken_are_kept_beyond_their_retention(settings, lake, table, row):
    some = settings.model_copy(update={"bronze_retention_days": 1})
    days = [f"date={OLD}", f"date={DAY}"]
    land(lake, table, [row, row | {"poll_time": NOON + 9 * 86_400}])
    run(some, today=DAY)
    assert days_of(lake, "bronze", table) == days
    gold.run(some, None)
    land(lake, table, [row], name="later")
    run(some, today=DAY)
    assert days_of(lake, "bronze", table) == days
    gold.run(some, None)
    run(some, today=DAY)
    assert days_of(lake, "bronze", table) == days[1:]


def test_alerts_are_kept_until_the_day_before_has_taken_what_became_of_its_own(settings, lake, connection):
    """Without the folder in bronze, the day before would never be made again."""
    some = settings.model_copy(update={"bronze_retention_days": 1})
    days = [f"date={day}" for day in (OLD - timedelta(days=1), OLD, DAY)]
    land(lake, "alerts", [ALERT | {"poll_time": NOON - 86_400}, ALERT | {"poll_time": NOON + 9 * 86_400}])
    gold.run(some, None)
    land(lake, "alerts", [ALERT])
    (recipe,) = (recipe for recipe in gold_alerts.RECIPES if recipe.table is ALERTS)
    make(connection, lake, replace(recipe, partitions=lambda _: [Partition(OLD)]), None)
    run(some, today=DAY)
    assert days_of(lake, "bronze", "alerts") == days
    gold.run(some, None)
    run(some, today=DAY)
    assert days_of(lake, "bronze", "alerts") == days[2:]


def test_schedules_that_silver_has_not_taken_are_kept_beyond_their_retention(settings, lake, connection):
    some = settings.model_copy(update={"bronze_retention_days": 1})
    pages = [lake.folder("bronze", "schedules") / f"date={day}" / "page.json.gz" for day in (OLD, DAY)]
    for page in pages:
        page.parent.mkdir(parents=True)
        page.touch()
    run(some, today=DAY)
    assert all(page.exists() for page in pages)
    columns = ", ".join(f'NULL::{column.type} AS "{column.name}"' for column in SCHEDULES_REJECTED.columns)
    file, origin = lake.file(SCHEDULES_REJECTED, Partition(OLD)), Origin(inputs_of(lake, pages[:1]), 1)
    write_partition(connection, f"SELECT {columns} LIMIT 0", file, SCHEDULES_REJECTED, origin)
    run(some, today=DAY)
    assert [page.exists() for page in pages] == [False, True]


def test_bronze_that_silver_has_not_taken_is_kept_beyond_its_retention(settings, lake, take):
    some = settings.model_copy(update={"bronze_retention_days": 1, "lake_retention_days": 30})
    old = [Partition(DAY - timedelta(days=age), 5) for age in (40, 8, 7)]
    for hour in old:
        land_many(lake, hour, files=1)
    land_open_hours(lake)
    take(NEWEST)
    take(old[1])
    run(some, today=DAY)  # silver would not keep the first day, has taken the second, and lacks the third
    assert days_of(lake, "bronze", "states") == ["date=2026-11-15", "date=2026-11-22"]


@pytest.mark.parametrize("name", ["date=foo/hour=01", "date=2026-11-22/hour=99", "date=2026-11-22/hour=x"])
def test_a_folder_that_is_of_no_hour_is_an_error_that_names_it(settings, lake, name):
    (lake.folder("bronze", "states") / name).mkdir(parents=True)
    with pytest.raises(LakeError, match=name):
        run(settings)


def test_a_folder_of_alerts_that_is_of_no_day_is_an_error_that_names_it(settings, lake):
    (lake.folder("bronze", "alerts") / "date=foo").mkdir(parents=True)
    with pytest.raises(LakeError, match="date=foo"):
        gold.run(settings, None)
