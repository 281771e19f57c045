"""Read a whole topic in tables of messages, as the streaming job gets them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pyarrow as pa
from kafka import KafkaConsumer, TopicPartition

from common.kafka.connection import KafkaConnection
from common.settings import Settings
from spark.shard import MESSAGE_SCHEMA


def read_messages(settings: Settings) -> Iterator[pa.Table]:
    """Yield the messages of a topic, about as many at a time as in the job's micro-batches."""
    consumer = KafkaConsumer(
        **KafkaConnection.from_settings(settings).for_python(),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
        max_partition_fetch_bytes=8 << 20,
        max_poll_records=settings.spark_max_offsets_per_trigger,
    )
    try:
        partitions = [
            TopicPartition(settings.kafka_topic, each) for each in consumer.partitions_for_topic(settings.kafka_topic)
        ]
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        rows: list[tuple[object, ...]] = []
        reading = True
        while reading:
            for of_partition in consumer.poll(timeout_ms=1_000).values():
                rows += [
                    (
                        each.partition,
                        each.offset,
                        datetime.fromtimestamp(each.timestamp / 1e3, UTC),
                        each.key,
                        each.value,
                    )
                    for each in of_partition
                ]
            reading = any(consumer.position(partition) < end for partition, end in ends.items())
            if rows and (not reading or len(rows) >= settings.spark_max_offsets_per_trigger):
                columns = zip(*rows, strict=True)
                arrays = [pa.array(column, kind) for column, kind in zip(columns, MESSAGE_SCHEMA.types, strict=True)]
                yield pa.table(arrays, schema=MESSAGE_SCHEMA)
                rows = []
    finally:
        consumer.close()
