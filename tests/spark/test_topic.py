from datetime import UTC, datetime
from types import SimpleNamespace

import orjson
from pyspark.sql import functions as F
from pyspark.sql.streaming.listener import SourceProgress

from contracts.poll_marker import KEY_PREFIX
from spark.shard import shard_of
from spark.topic import by_shard, messages_behind
from tests.records import record


def progress(read, latest):
    """Of a query with one source, as Spark's JSON has it."""
    counts = {"numInputRows": 0, "inputRowsPerSecond": 0.0, "processedRowsPerSecond": 0.0}
    offsets = {"startOffset": None, "endOffset": read, "latestOffset": latest}
    source = SourceProgress.fromJson(orjson.loads(orjson.dumps({"description": "kafka"} | offsets | counts)))
    return SimpleNamespace(sources=[source])


def test_the_lag_is_summed_over_the_partitions():
    read, latest = {"flights": {"0": 10, "1": 20}}, {"flights": {"0": 15, "1": 22}}
    assert messages_behind(progress(read, latest)) == 7


def test_a_query_that_has_read_nothing_yet_does_not_know():
    assert messages_behind(None) is None
    assert messages_behind(progress(None, {"flights": {"0": 15}})) is None


def test_an_aircraft_has_its_shard_and_each_marker_is_in_all_of_them(spark):
    values = [orjson.dumps(record(icao24=f"{number:06x}")) for number in range(50)]
    others = [b'{"callsign": null, "icao24": "4b1814"}', b' {"icao24":"4b1814"}', b"not json", b"{}", b"\xff", None]
    messages = [
        *((b"any", value) for value in values + others),
        (None, values[0]),
        (KEY_PREFIX + b"simulated", b"{}"),
    ]
    rows = [(key, value, "flights", 1, offset, datetime.now(UTC), 0) for offset, (key, value) in enumerate(messages)]
    ddl = "key binary, value binary, topic string, partition int, offset long, timestamp timestamp, timestampType int"
    placed = by_shard(spark.createDataFrame(rows, ddl), shards=3).withColumn("shard", F.spark_partition_id()).collect()
    of_offset = {}
    for row in placed:
        of_offset.setdefault(row["offset"], []).append(row["shard"])
        assert (row["key"] and bytes(row["key"]), row["value"] and bytes(row["value"])) == messages[row["offset"]]
    for number in range(50):
        assert of_offset[number] == [shard_of(f"{number:06x}", 3)]
    assert of_offset[50] == of_offset[51] == [shard_of("4b1814", 3)]
    assert all(len(of_offset[offset]) == 1 for offset in range(52, 56))
    assert of_offset[56] == of_offset[0]
    assert sorted(of_offset[57]) == [0, 1, 2]
    assert len(of_offset) == len(messages)
