import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

import orjson
import pytest
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient
from kafka.structs import TopicPartition
from pyspark.sql import functions as F

from common.errors import LakeError, SourceUnavailable
from common.kafka.connection import KafkaConnection
from common.kafka.topic import delete_topic, ensure_topic
from common.settings import ROOT
from contracts.poll_marker import PollMarker
from etl.bronze import landing
from etl.bronze.landing import FoundTopic, Landing, find_topic, land, received, run
from etl.bronze.messages import STATES, Span, files_landed, hours_landed
from tests.etl.silver.states.test_parsing import KAFKA_DDL
from tests.lake_files import rows_of
from tests.ports import free_ports
from tests.records import CRUISING, POLL_TIME
from tests.topic_reading import read_topic

pytestmark = pytest.mark.system

HOUR = 1_699_999_200
"""The start of an hour, 800 s before POLL_TIME."""


@pytest.fixture
def settings(settings, kafka, topic):
    return settings.model_copy(update={"kafka_bootstrap_servers": kafka.bootstrap_servers, "kafka_topic": topic})


def send(kafka, topic, values, *, partition=None, transaction=None):
    """Send values (key: their number) in one transaction, which is aborted if so asked."""
    options = {"transactional_id": f"test-{topic}-{transaction}"} if transaction else {}
    producer = KafkaProducer(**kafka.for_python(), **options)
    try:
        if transaction:
            producer.init_transactions()
            producer.begin_transaction()
        for number, value in enumerate(values):
            producer.send(topic, key=b"%06x" % number, value=value, partition=partition)
        producer.flush()
        if transaction == "aborted":
            producer.abort_transaction()
        elif transaction:
            producer.commit_transaction()
    finally:
        producer.close()


def record(number, **differences):
    return orjson.dumps(CRUISING | {"icao24": f"{number:06x}"} | differences)


def landed_files(lake):
    return [path for hour in hours_landed(lake) for path in files_landed(lake, hour)]


def landed_messages(lake):
    """Return the messages in bronze as (partition, key, value)."""
    rows = rows_of(*landed_files(lake))
    return sorted((row["partition"], row["key"].encode(), row["value"]) for row in rows)


def on_topic(kafka, topic):
    return sorted((record.partition, record.key, record.value) for record in read_topic(kafka, topic))


def test_poll_markers_are_not_landed(spark, settings, lake, kafka, topic):
    send(kafka, topic, [record(number) for number in range(3)])
    producer = KafkaProducer(**kafka.for_python())
    marker = PollMarker("simulated", "a-poll", "simulated", "answered", POLL_TIME, POLL_TIME + 1.5, 10.0)
    key, value = marker.to_message()
    for partition in producer.partitions_for(topic):
        producer.send(topic, key=key, value=value, partition=partition)
    producer.send(topic, value=record(3))
    producer.close()
    assert land(spark, settings, find_topic(kafka, topic)).records == 4
    assert all(b"icao24" in row["value"] for row in rows_of(*landed_files(lake)))


def test_every_message_is_landed_as_it_was_received_under_its_place_in_kafka(spark, settings, lake, kafka, topic):
    send(kafka, topic, [record(number) for number in range(300)] + [b"garbage", b"\xff\xfe", b""])
    found = find_topic(kafka, topic)
    done = land(spark, settings, found)
    assert (done.records, done.lost) == (303, 0)
    assert landed_messages(lake) == on_topic(kafka, topic)
    for path in landed_files(lake):
        rows = rows_of(path)
        offsets = [row["offset"] for row in rows]
        assert {row["topic"] for row in rows} == {topic}
        (partition,) = {row["partition"] for row in rows}
        assert Span.of(path) == Span(topic, found.id, partition, min(offsets), max(offsets))
        assert offsets == sorted(set(offsets))


def test_only_what_is_new_is_landed_and_in_files_of_its_own(spark, settings, lake, kafka, topic):
    found = find_topic(kafka, topic)
    assert land(spark, settings, found).records == 0
    send(kafka, topic, [record(number) for number in range(50)])
    assert land(spark, settings, found).records == 50
    before = {path: path.stat().st_mtime_ns for path in landed_files(lake)}
    assert land(spark, settings, found).records == 0
    send(kafka, topic, [record(number, squawk="7700") for number in range(20)])
    assert land(spark, settings, found).records == 20
    assert {path: path.stat().st_mtime_ns for path in landed_files(lake) if path in before} == before
    assert landed_messages(lake) == on_topic(kafka, topic)


def test_a_transaction_that_was_given_up_is_not_landed(spark, settings, lake, kafka, topic):
    send(kafka, topic, [record(1)], transaction="aborted")
    send(kafka, topic, [record(2)], transaction="finished")
    assert land(spark, settings, find_topic(kafka, topic)).records == 1
    assert [orjson.loads(row["value"])["icao24"] for row in rows_of(*landed_files(lake))] == ["000002"]


def test_a_micro_batch_that_is_run_again_replaces_its_own_files(spark, settings, lake, kafka, topic):
    send(kafka, topic, [record(number) for number in range(100)])
    found = find_topic(kafka, topic)
    land(spark, settings, found)
    files = landed_files(lake)
    files[0].unlink()
    for commit in (lake.root / ".checkpoints" / STATES).glob("*/commits/*"):
        commit.unlink()
    land(spark, settings, found)
    assert landed_files(lake) == files
    assert landed_messages(lake) == on_topic(kafka, topic)


def test_a_topic_that_was_made_again_is_landed_from_its_start_beside_the_one_before(
    spark, settings, lake, kafka, topic
):
    send(kafka, topic, [record(number) for number in range(60)], partition=0)
    first = find_topic(kafka, topic)
    land(spark, settings, first)
    delete_topic(kafka, topic)
    ensure_topic(kafka, topic)
    send(kafka, topic, [record(number, squawk="7700") for number in range(60)], partition=0)
    second = find_topic(kafka, topic)
    assert second.id != first.id
    assert land(spark, settings, second).records == 60
    assert Counter(orjson.loads(row["value"])["squawk"] for row in rows_of(*landed_files(lake))) == {
        "1000": 60,
        "7700": 60,
    }


def test_messages_the_topic_has_no_more_are_counted_as_lost(spark, settings, lake, kafka, topic):
    send(kafka, topic, [record(number) for number in range(10)], partition=0)
    land(spark, settings, find_topic(kafka, topic))
    send(kafka, topic, [record(number, squawk="7700") for number in range(30)], partition=0)
    admin = KafkaAdminClient(**kafka.for_python())
    admin.delete_records({TopicPartition(topic, 0): 25})
    admin.close()
    done = land(spark, settings, find_topic(kafka, topic))
    assert (done.records, done.lost) == (15, 15)
    assert [row["offset"] for row in rows_of(*landed_files(lake))] == [*range(10), *range(25, 40)]


HOURS = [  # last contact, arrival, the moment whose hour it is
    (POLL_TIME, POLL_TIME + 2, POLL_TIME),
    (HOUR, HOUR + 2, HOUR),
    (HOUR - 1, HOUR + 2, HOUR - 1),  # the state vector counts, not the poll or the arrival
    (HOUR - 1, HOUR + 90_000, HOUR - 1),
    (HOUR + 110, HOUR - 10, HOUR + 110),  # a minute later than a poll that is a minute later than its arrival
    (HOUR + 111, HOUR - 10, HOUR - 10),
    (-1, POLL_TIME, POLL_TIME),
    (POLL_TIME * 1_000, POLL_TIME, POLL_TIME),
    (None, POLL_TIME, POLL_TIME),
    ("soon", POLL_TIME, POLL_TIME),
]


def test_the_hour_is_that_of_the_last_contact_where_there_is_a_possible_one(spark):
    messages = [
        (b"key", orjson.dumps(CRUISING | {"last_contact": contact}), "flights", 1, offset, utc(arrived), 0)
        for offset, (contact, arrived, _) in enumerate(HOURS)
    ]
    rows = received(spark.createDataFrame(messages, KAFKA_DDL)).orderBy("offset").collect()
    assert [f"{row['date']} {row['hour']}" for row in rows] == [f"{utc(moment):%Y-%m-%d %H}" for _, _, moment in HOURS]
    assert [row["arrived_at"] for row in rows] == [arrived for _, arrived, _ in HOURS]


def utc(epoch_s):
    return datetime.fromtimestamp(epoch_s, UTC)


def test_what_cannot_be_read_has_neither_poll_nor_source_and_a_key_is_text_or_null(spark):
    arrived = utc(POLL_TIME)
    messages = [
        (b"4b1814", orjson.dumps(CRUISING), "flights", 1, 0, arrived, 0),
        (None, b"garbage", "flights", 1, 1, arrived, 0),
        (b"\xff", None, "flights", 1, 2, arrived, 0),
    ]
    rows = received(spark.createDataFrame(messages, KAFKA_DDL)).orderBy("offset").collect()
    assert [(row["key"], row["poll_time"], row["source"]) for row in rows] == [
        ("4b1814", POLL_TIME, "simulated"),
        (None, None, None),
        ("�", None, None),
    ]
    assert [row["value"] and bytes(row["value"]) for row in rows] == [messages[0][1], b"garbage", None]


def test_without_the_topic_or_without_a_broker_it_says_so(settings):
    with pytest.raises(SourceUnavailable, match="no topic nowhere"):
        run(settings.model_copy(update={"kafka_topic": "nowhere"}))
    nobody = KafkaConnection(f"127.0.0.1:{free_ports(1)[0]}")
    with pytest.raises(SourceUnavailable, match="no broker answers"):
        find_topic(nobody, settings.kafka_topic)


def test_messages_outlive_a_loss_of_power_before_spark_notes_that_they_are_landed(
    spark, settings, lake, kafka, topic, disk, monkeypatch
):
    commits = []

    class Watched(Landing):
        def __call__(self, messages, batch_id):
            super().__call__(messages, batch_id)
            commits.extend((lake.root / ".checkpoints").rglob(f"commits/{batch_id}"))
            found.append((disk.losable(lake.root / "bronze"), disk.torn))

    found = []
    monkeypatch.setattr(landing, "Landing", Watched)
    monkeypatch.setattr(landing, "RECORDS_AT_ONCE", 90)
    for partition in range(3):
        send(kafka, topic, [record(number) for number in range(60)], partition=partition)
    assert land(spark, settings, find_topic(kafka, topic)).records == 180
    assert (found, commits) == ([([], [])] * 2, [])
    # Landing made bronze and the checkpoint, the lake's first folders.
    assert disk.losable(lake.root.parent) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from common.settings import load_settings
from etl.bronze import landing
landing.RECORDS_AT_ONCE = 90
replace, count = Path.replace, [0]
def replace_four(path, target):
    count[0] += 1
    if count[0] == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)
Path.replace = replace_four
landing.run(load_settings())
"""


def test_killed_between_two_files_of_a_micro_batch_each_message_is_landed_once(spark, settings, lake, kafka, topic):
    for partition in range(3):
        send(kafka, topic, [record(number) for number in range(100)], partition=partition)
    environment = os.environ | {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "KAFKA_TOPIC": topic,
        "LAKE_DIR": str(lake.root),
        "SPARK_UI_PORT": str(free_ports(1)[0]),
        "SPARK_MASTER": "local[2]",
    }
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environment, check=False)
    assert killed.returncode == -9
    assert len(landed_files(lake)) == 4  # a micro-batch of three partitions, and one file of the next
    assert land(spark, settings, find_topic(kafka, topic)).records > 0
    assert landed_messages(lake) == on_topic(kafka, topic)
    assert list((lake.root / ".work").iterdir()) == []


def test_a_micro_batch_is_bounded(spark, settings, lake, kafka, topic, monkeypatch):
    monkeypatch.setattr(landing, "RECORDS_AT_ONCE", 60)
    send(kafka, topic, [record(number) for number in range(200)], partition=0)
    assert land(spark, settings, find_topic(kafka, topic)).files == 4
    assert [Span.of(path).first for path in landed_files(lake)] == [0, 60, 120, 180]


@pytest.mark.parametrize("content", ["", "v1\n{", 'v1\n{"another-topic":{"0":5}}'], ids=["empty", "torn", "another"])
def test_a_damaged_checkpoint_is_an_error_that_names_it(spark, settings, lake, content):
    checkpoint = lake.root / ".checkpoints" / "states" / "flights-0a0a0a0a"
    for name, text in (("commits", ""), ("offsets", content)):
        (checkpoint / name).mkdir(parents=True)
        (checkpoint / name / "3").write_text(text)
    with pytest.raises(LakeError, match="offsets/3 of the checkpoint is damaged"):
        land(spark, settings, FoundTopic("flights", "0a0a0a0a", {0: 0}))


def test_the_reason_why_landing_stopped_is_on_one_line_and_nothing_is_lost(spark, settings, lake, kafka, topic):
    send(kafka, topic, [record(number) for number in range(30)])
    in_the_way = lake.folder("bronze", STATES)
    in_the_way.parent.mkdir(parents=True)
    in_the_way.write_text("")
    with pytest.raises(LakeError) as stopped:
        land(spark, settings, find_topic(kafka, topic))
    message = str(stopped.value)
    assert message.startswith("landing stopped after 0 records: [Errno ")
    assert str(in_the_way) in message
    assert "\n" not in message
    in_the_way.unlink()
    assert land(spark, settings, find_topic(kafka, topic)).records == 30
    assert landed_messages(lake) == on_topic(kafka, topic)


def test_a_failure_of_sparks_is_reported_with_its_cause(spark, settings, kafka, topic, monkeypatch):
    send(kafka, topic, [record(1)])
    failing = F.raise_error(F.lit("no room")).cast("string")
    monkeypatch.setattr(landing, "received", lambda messages: received(messages).withColumn("key", failing))
    with pytest.raises(LakeError) as stopped:
        land(spark, settings, find_topic(kafka, topic))
    assert re.fullmatch(r"landing stopped after 0 records: .*no room.*", str(stopped.value))
