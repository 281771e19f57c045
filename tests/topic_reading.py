"""Reading a topic back, to see what is really on it."""

from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition

from common.kafka.connection import KafkaConnection
from contracts.poll_marker import is_marker


@dataclass(frozen=True)
class Record:
    """A message as it is on the topic."""

    partition: int
    key: bytes
    value: bytes


def records_of(kafka: KafkaConnection, topic: str) -> list[Record]:
    """The topic's committed records without the poll markers, partition by partition in order."""
    return [record for record in read_topic(kafka, topic) if not is_marker(record.key)]


def read_topic(kafka: KafkaConnection, topic: str) -> list[Record]:
    """All committed messages of the topic at this moment, partition by partition in order."""
    consumer = KafkaConsumer(
        **kafka.for_python(),
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    try:
        partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic))]
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        records = []
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            for batch in consumer.poll(timeout_ms=200).values():
                records += [Record(record.partition, record.key, record.value) for record in batch]
        return records
    finally:
        consumer.close()
