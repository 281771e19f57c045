"""Read a whole topic in tables of messages, as the streaming job gets them, with the fastest client in Python."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pyarrow as pa

from common.settings import Settings
from spark.shard import MESSAGE_SCHEMA

LONGEST_WAIT_S = 60
AT_A_TIME, WAIT_S = 5_000, 0.05
"""The client returns so many messages at once, or as many as have come after this time."""


def read_messages(settings: Settings) -> Iterator[pa.Table]:
    """Yield the messages of a topic, about as many at a time as in the job's micro-batches.

    Raises SystemExit without that client, when the broker falls silent, or on any error.
    """
    try:
        from confluent_kafka import Consumer, KafkaError, TopicPartition
    except ImportError:
        raise SystemExit("confluent-kafka is missing: `make bench` installs it, or `ops/setup.sh bench`") from None

    consumer = Consumer(
        {
            "bootstrap.servers": settings.kafka_bootstrap_servers,
            "group.id": f"bench-{uuid4().hex[:8]}",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    try:
        topic = consumer.list_topics(settings.kafka_topic, timeout=LONGEST_WAIT_S).topics[settings.kafka_topic]
        consumer.assign([TopicPartition(settings.kafka_topic, number, 0) for number in topic.partitions])
        unread, rows, deadline = set(topic.partitions), [], time.monotonic() + LONGEST_WAIT_S
        while unread:
            messages = consumer.consume(AT_A_TIME, WAIT_S)
            if messages:
                deadline = time.monotonic() + LONGEST_WAIT_S
            elif time.monotonic() > deadline:
                raise SystemExit(f"no message of {settings.kafka_topic} came for {LONGEST_WAIT_S} s")
            for each in messages:
                if not each.error():
                    rows.append(_row(each))
                elif each.error().code() == KafkaError._PARTITION_EOF:
                    unread.discard(each.partition())
                else:
                    raise SystemExit(f"reading {settings.kafka_topic} failed: {each.error()}")
            if rows and (not unread or len(rows) >= settings.spark_max_offsets_per_trigger):
                columns = zip(*rows, strict=True)
                arrays = [pa.array(column, kind) for column, kind in zip(columns, _STORED, strict=True)]
                yield pa.table(arrays, names=MESSAGE_SCHEMA.names).cast(MESSAGE_SCHEMA)
                rows = []
    finally:
        consumer.close()


_STORED = [pa.timestamp("ms", "UTC") if pa.types.is_timestamp(kind) else kind for kind in MESSAGE_SCHEMA.types]
"""A message's timestamp is in milliseconds."""


def _row(message: Any) -> tuple[int, int, int, bytes | None, bytes | None]:
    return message.partition(), message.offset(), message.timestamp()[1], message.key(), message.value()
