"""Read the topic with Spark, and measure how far behind a query is."""

import orjson
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.streaming.listener import StreamingQueryProgress

from common.kafka.connection import KafkaConnection
from contracts.poll_marker import KEY_PREFIX

POLL_RECORDS = 5_000
"""Records that the Kafka client hands over at once; its default of 500 suits consumers that are slow per record."""

FETCH_BYTES = 8 << 20
"""Bytes of one fetch: enough for a task's share of a micro-batch. With the client's default of 1 MiB a task waits for
several fetches."""

_START = b'{"icao24":"'
"""The beginning of a record in the producer's form: finding the address there spares parsing the JSON."""

FETCH_WAIT_MS = 20
"""How long the broker holds a fetch at the end of the log. The client fetches ahead, and its next request queues behind
the held one: with the default of 500 ms, each task of a live micro-batch would wait for half a second."""


def read_topic(session: SparkSession, connection: KafkaConnection, topic: str, *, limit: int | None) -> DataFrame:
    """Return a stream of the topic's committed messages, from the checkpoint or else from the beginning.

    limit: largest number of messages in a micro-batch, over all partitions; None for no limit.
    """
    reader = session.readStream.format("kafka").options(**connection.for_spark())
    if limit is not None:
        reader = reader.option("maxOffsetsPerTrigger", limit)
    # A poll is one transaction (producer.publisher): committed messages are whole polls.
    reader = reader.option("kafka.isolation.level", "read_committed")
    reader = reader.option("kafka.max.poll.records", POLL_RECORDS)
    reader = reader.option("kafka.max.partition.fetch.bytes", FETCH_BYTES)
    reader = reader.option("kafka.fetch.max.wait.ms", FETCH_WAIT_MS)
    # Messages that the topic's retention removed before they were read are lost: log it and go on with the rest.
    reader = reader.option("failOnDataLoss", "false").option("startingOffsets", "earliest")
    return reader.option("subscribe", topic).load()


def is_marker() -> Column:
    """Return whether a message of the topic is a poll marker (`contracts.poll_marker`)."""
    return F.coalesce(F.startswith("key", F.lit(KEY_PREFIX)), F.lit(False))


def by_shard(messages: DataFrame, *, shards: int) -> DataFrame:
    """Return the columns of `spark.shard.MESSAGE_SCHEMA`, each shard's messages in the partition of its number.

    An aircraft's messages are in one shard, by its address; each marker is in every shard.
    """
    address = F.when(F.substring("value", 1, len(_START)) == F.lit(_START), F.substring("value", len(_START) + 1, 6))
    address = address.otherwise(F.get_json_object(F.col("value").cast("string"), "$.icao24").cast("binary"))
    # A message without an address is not usable; its offset spreads such messages over the shards.
    shard = F.pmod(F.coalesce(F.crc32(address), F.col("offset")), F.lit(shards)).cast("int")
    all_shards = F.array(*map(F.lit, range(shards)))
    placed = messages.select(
        F.explode(F.when(is_marker(), all_shards).otherwise(F.array(shard))).alias("shard"),
        "partition",
        "offset",
        F.col("timestamp").alias("arrived_at"),
        "key",
        "value",
    )
    return placed.repartitionById(shards, "shard").drop("shard")


def messages_behind(progress: StreamingQueryProgress | None) -> int | None:
    """Return how many messages a query had not read after its last micro-batch; None before the first."""
    if progress is None:
        return None
    read, latest = (
        orjson.loads(offsets) for offsets in (progress.sources[0].endOffset, progress.sources[0].latestOffset)
    )
    return _total(latest) - _total(read) if read and latest else None


def _total(offsets: dict[str, dict[str, int]]) -> int:
    """Sum offsets over topics and partitions."""
    return sum(sum(partitions.values()) for partitions in offsets.values())
