import os
import subprocess
import sys
from datetime import UTC, date, datetime

import orjson
import pytest

from common.errors import LakeError
from common.grouping import groups_within
from common.settings import ROOT
from contracts.lake.layout import Partition
from contracts.lake.silver import REJECTED, STATES
from etl.bronze.messages import files_landed, hour_of
from etl.lake.interval import Interval
from etl.lake.origins import origin_of
from etl.silver.states import hours as states_hours
from etl.silver.states import refresh as silver_states
from etl.silver.states.hours import hours_to_make
from etl.silver.states.refresh import SilverStates, make_hours
from etl.silver.states.staging import stage
from tests.lake_files import land_messages, spoil, table_rows
from tests.ports import free_ports
from tests.records import CRUISING, POLL_TIME

pytestmark = pytest.mark.system

HOUR = hour_of(POLL_TIME)
NEXT = Partition(HOUR.day, HOUR.hour + 1)
END_OF_HOUR = 1_700_002_800
ANEW = Interval(datetime.fromtimestamp(POLL_TIME - 90_000, UTC), datetime.fromtimestamp(POLL_TIME + 90_000, UTC))


def encoded(**differences):
    return orjson.dumps(CRUISING | differences)


@pytest.fixture
def land(lake):
    """Land values in an hour of bronze; by default they arrive two seconds after POLL_TIME."""

    def land_values(*values, hour=HOUR, arrived_at=POLL_TIME + 2, **place):
        return land_messages(lake, hour, list(values), arrived_at=arrived_at, **place)

    return land_values


@pytest.fixture
def silver(spark, lake):
    """Make the new hours, or those of the interval again."""
    return lambda interval=None: make_hours(spark, lake, hours_to_make(lake, interval))


def content(lake):
    return table_rows(lake, STATES), table_rows(lake, REJECTED)


def changed(lake):
    """Return when each file of silver was last written."""
    return {path: path.stat().st_mtime_ns for path in (lake.root / "silver").glob("**/*.parquet")}


def test_a_valid_message_becomes_a_typed_row_with_its_place(land, silver, lake):
    land(encoded(sensors=[3, 7], velocity=0, squawk=None), first=41)
    assert silver() == SilverStates(hours=1, messages=1, added=1, rejected=0)
    assert table_rows(lake, STATES) == {
        HOUR: [
            CRUISING
            | {"sensors": "[3,7]", "velocity": 0.0, "squawk": None}
            | {"topic": "flights", "partition": 1, "offset": 41, "arrived_at": POLL_TIME + 2}
        ]
    }


def test_bad_messages_are_set_aside_with_the_reason_by_the_hour_they_arrived_in(land, silver, lake):
    late = POLL_TIME + 3_600
    land(encoded(), b"garbage", encoded(latitude=91), b"\xff\xfe", None, arrived_at=late)
    assert silver() == SilverStates(hours=1, messages=5, added=1, rejected=4)
    states, rejected = content(lake)
    assert [row["icao24"] for row in states[HOUR]] == ["4b1814"]
    assert list(rejected) == [NEXT]
    assert [(row["offset"], row["problem"], row["raw"], row["raw_base64"]) for row in rejected[NEXT]] == [
        (1, "not a JSON record", "garbage", None),
        (2, "impossible latitude", encoded(latitude=91).decode(), None),
        (3, "not a JSON record", None, "//4="),
        (4, "not a JSON record", None, None),
    ]
    assert {row["arrived_at"] for row in rejected[NEXT]} == {late}


def test_a_fix_that_is_repeated_over_polls_and_over_the_hour_is_kept_once_from_its_earliest_poll(land, silver, lake):
    last = {"time_position": END_OF_HOUR - 5, "last_contact": END_OF_HOUR - 3}
    polls = [END_OF_HOUR + seconds for seconds in (10, 0, 20)]
    land(*(encoded(poll_time=poll, **last) for poll in polls), arrived_at=END_OF_HOUR + 30)
    silver()
    land(encoded(poll_time=END_OF_HOUR - 2, **last), arrived_at=END_OF_HOUR + 60, first=3)
    land(encoded(poll_time=END_OF_HOUR - 2, **last), arrived_at=END_OF_HOUR + 60, first=0, partition=0)
    land(encoded(poll_time=END_OF_HOUR + 40, **last), arrived_at=END_OF_HOUR + 60, first=4)
    assert silver().added == 0
    states, _ = content(lake)
    assert list(states) == [HOUR]
    assert [(row["poll_time"], row["partition"], row["offset"]) for row in states[HOUR]] == [(END_OF_HOUR - 2, 0, 0)]


def test_what_differs_in_source_contact_or_position_is_not_a_repeat(land, silver, lake):
    land(
        encoded(),
        encoded(source="opensky"),
        encoded(last_contact=POLL_TIME),
        encoded(time_position=POLL_TIME - 2),
        encoded(icao24="4b1815"),
    )
    assert silver().added == 5
    rows = table_rows(lake, STATES)[HOUR]
    keys = [tuple(row[name] for name in STATES.key) for row in rows]
    assert keys == sorted(keys)


def test_without_news_nothing_is_written_and_only_hours_with_news_are(land, silver, lake):
    land(encoded(), b"garbage")
    land(encoded(last_contact=END_OF_HOUR, poll_time=END_OF_HOUR), hour=NEXT, first=2, arrived_at=END_OF_HOUR)
    silver()
    before = changed(lake)
    assert silver() == SilverStates(0, 0, 0, 0)
    land(encoded(icao24="4b1815"), first=3)
    assert silver() == SilverStates(hours=1, messages=1, added=1, rejected=0)
    assert [path for path, time in changed(lake).items() if before.get(path) != time] == [lake.file(STATES, HOUR)]


def test_an_interval_made_anew_has_the_same_rows_also_after_it_was_cleared(land, silver, lake):
    land(encoded(), b"garbage", encoded(icao24="4b1815"))
    land(encoded(poll_time=POLL_TIME + 10), b"more garbage", first=3, arrived_at=POLL_TIME + 3_600)
    silver()
    before = content(lake)
    silver(ANEW)
    assert content(lake) == before
    for partition in lake.partitions(STATES):
        lake.file(STATES, partition).unlink()
    for partition in lake.partitions(REJECTED):
        lake.file(REJECTED, partition).unlink()
    silver()
    assert content(lake) == before


def test_an_interval_takes_away_what_its_messages_do_not_say(land, silver, lake):
    wrong = land(encoded(icao24="4b1815"), b"garbage")
    silver()
    land(encoded(), encoded(icao24="4b1816"))  # the same place in Kafka, as if it had been read wrongly before
    assert wrong.exists()
    silver(ANEW)
    states, rejected = content(lake)
    assert [row["icao24"] for row in states[HOUR]] == ["4b1814", "4b1816"]
    assert rejected == {HOUR: []}


def test_hours_outside_the_interval_stay_as_they_are(land, silver, lake):
    land(encoded())
    land(encoded(last_contact=END_OF_HOUR, poll_time=END_OF_HOUR), hour=NEXT, first=2, arrived_at=END_OF_HOUR)
    one = datetime.fromtimestamp(POLL_TIME, UTC).replace(minute=0, second=0)
    assert silver(Interval(one, one)).hours == 1
    assert lake.partitions(STATES) == [HOUR]


def test_what_an_hour_has_stays_when_its_bronze_is_gone(land, silver, lake):
    gone = land(encoded())
    silver()
    gone.unlink()
    assert silver(ANEW).hours == 0
    land(encoded(icao24="4b1815"), first=1)
    silver(ANEW)
    assert [row["icao24"] for row in table_rows(lake, STATES)[HOUR]] == ["4b1814", "4b1815"]
    assert len(origin_of(lake.file(STATES, HOUR)).inputs) == 2


def test_hours_are_made_anew_by_newer_code_where_all_of_their_bronze_is_there(land, silver, lake, monkeypatch):
    land(encoded())
    silver()
    monkeypatch.setattr(states_hours, "VERSION", states_hours.VERSION + 1)
    (to_make,) = hours_to_make(lake, None)
    assert (to_make.remakes, to_make.keeps) == (True, False)
    files_landed(lake, HOUR)[0].unlink()
    land(encoded(icao24="4b1815"), first=1)
    (to_make,) = hours_to_make(lake, None)
    assert (to_make.remakes, to_make.keeps, to_make.origin.version) == (False, True, states_hours.VERSION - 1)


def test_many_hours_are_taken_some_at_a_time(land, lake):
    hours = [Partition(date(2023, 11, 14), hour) for hour in range(5)]
    for hour, count in zip(hours, (3, 2, 9, 4, 4), strict=True):
        land(*[b"x"] * count, hour=hour)
    groups = list(groups_within(hours_to_make(lake, None), silver_states._messages_of, most=8))
    assert [[each.hour.hour for each in group] for group in groups] == [[0, 1], [2], [3, 4]]


def test_a_state_vector_in_the_folder_of_another_hour_is_an_error(land, silver, lake):
    land(encoded(), hour=NEXT)
    with pytest.raises(LakeError, match=r"state vectors of date=2023-11-14/hour=22 in another hour's folder"):
        silver()
    assert lake.partitions(STATES) == []


def test_a_damaged_file_of_bronze_is_named(land, silver):
    land(encoded()).write_bytes(b"PAR1 and nothing else")
    with pytest.raises(LakeError, match="flights-0a0a0a0a-1"):
        silver()


KILLED = """
import os, signal
from pathlib import Path
from common.settings import load_settings
from etl.silver.states import refresh as silver_states
replace, count = Path.replace, [0]
def replace_four(path, target):
    count[0] += 1
    if count[0] == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)
Path.replace = replace_four
silver_states.run(load_settings(), None)
"""


def test_killed_between_two_hours_of_a_merge_the_next_run_has_each_row_once(land, silver, lake):
    hours = [Partition(HOUR.day, hour) for hour in (20, 21, 22)]
    for first, hour in enumerate(hours):
        contact = int(datetime(2023, 11, 14, hour.hour, 10, tzinfo=UTC).timestamp())
        times = {"time_position": contact, "last_contact": contact, "poll_time": contact}
        values = [encoded(icao24=f"4b18{number:02x}", **times) for number in range(20)]
        land(*values, b"garbage", hour=hour, first=first * 50, arrived_at=contact)
    environment = os.environ | {
        "LAKE_DIR": str(lake.root),
        "SPARK_UI_PORT": str(free_ports(1)[0]),
        "SPARK_MASTER": "local[2]",
    }
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environment, check=False)
    assert killed.returncode == -9
    assert len(changed(lake)) == 4  # rejected messages of all hours, which come first, and the states of one hour
    assert silver() == SilverStates(hours=2, messages=42, added=40, rejected=2)
    states, rejected = content(lake)
    assert [(hour, len(rows)) for hour, rows in states.items()] == [(hour, 20) for hour in hours]
    assert [len(rows) for rows in rejected.values()] == [1, 1, 1]
    assert list((lake.root / ".work").iterdir()) == []
    silver(ANEW)
    assert content(lake) == (states, rejected)


def test_a_landed_file_with_a_damaged_body_is_an_error_that_names_it(spark, lake, land):
    values = [encoded(icao24=f"{number:06x}") for number in range(500)]
    good, bad = land(*values), land(*values, partition=2)
    spoil(bad)
    with pytest.raises(LakeError, match=f"{bad.name} is damaged .*restore a copy") as raised:
        make_hours(spark, lake, hours_to_make(lake, None))
    assert good.name not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_rows_that_cannot_be_staged_are_an_error_of_one_line_that_says_why(spark, land, tmp_path):
    in_the_way = tmp_path / "in the way"
    in_the_way.write_text("")
    with pytest.raises(LakeError) as stopped:
        stage(spark, [land(encoded())], in_the_way / "staged")
    message = str(stopped.value)
    assert message.startswith("messages of bronze cannot be parsed and staged: ")
    assert str(in_the_way) in message
    assert "\n" not in message
