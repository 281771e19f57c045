"""A topic in memory: what the producer would have written, and micro-batches of it cut anywhere."""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pyarrow as pa

from contracts.poll_marker import PollMarker, is_marker
from contracts.state_vector import StateVector
from ml.calibration.limit_factors import NO_CALIBRATION
from ml.forest.flag_rules import RuleLimits
from producer.transactional_client import partition_of
from spark.shard import MESSAGE_SCHEMA, Judging, Processed, Shard, process

ARRIVED_S = 1_900_000_000.5
"""When every message arrived: late enough for any poll."""

JUDGING = Judging(None, RuleLimits(), NO_CALIBRATION)

Message = tuple[bytes | None, bytes | None]
"""Key and value."""


def marker_of(feed: str, poll_time: int, *, number: int = 0, outcome: Any = "answered", **others: Any) -> PollMarker:
    return PollMarker(feed, f"{feed}-{poll_time}-{number}", feed, outcome, poll_time, float(poll_time), 10.0, **others)


class TopicLog:
    """The messages of each partition, by offset."""

    def __init__(self, partitions: int = 1) -> None:
        self.partitions: list[list[Message]] = [[] for _ in range(partitions)]

    def send(self, states: Iterable[StateVector], *, marker: PollMarker | None = None) -> None:
        """Append the records of a poll, and its marker to each partition if there is one."""
        count = len(self.partitions)
        sent = [(state["icao24"].encode(), orjson.dumps(state)) for state in states]
        for key, value in sent:
            self.partitions[partition_of(key, count)].append((key, value))
        if marker:
            message = replace(marker, partitions=count, records=len(sent)).to_message()
            for messages in self.partitions:
                messages.append(message)

    def send_values(self, *values: bytes | None, key: bytes | None = None) -> None:
        """Append these values to the first partition, as they are."""
        self.partitions[0] += [(key, value) for value in values]

    @property
    def ends(self) -> list[int]:
        return [len(messages) for messages in self.partitions]

    def between(self, start: Sequence[int], end: Sequence[int], *, shard: int = 0, shards: int = 1) -> pa.Table:
        """Return a shard's messages between these offsets, as `spark.topic.by_shard` does."""
        arrived_at = datetime.fromtimestamp(ARRIVED_S, UTC)
        rows = [
            (partition, offset, arrived_at, key, value)
            for partition, messages in enumerate(self.partitions)
            for offset, (key, value) in list(enumerate(messages))[start[partition] : end[partition]]
            if is_marker(key) or zlib.crc32(key or b"") % shards == shard
        ]
        columns = zip(*rows, strict=True) if rows else [[]] * len(MESSAGE_SCHEMA)
        arrays = [pa.array(list(column), kind) for column, kind in zip(columns, MESSAGE_SCHEMA.types, strict=True)]
        return pa.table(arrays, schema=MESSAGE_SCHEMA)


def process_in(
    log: TopicLog, steps: Sequence[Sequence[int]], *, shards: int = 1, judging: Judging = JUDGING
) -> list[list[Processed]]:
    """Process the topic in micro-batches that end at these offsets; return the results by micro-batch and shard.

    The states go through bytes between micro-batches, as in a job that is restarted after each.
    """
    states = [Shard.empty().to_bytes()] * shards
    start = [0] * len(log.partitions)
    results = []
    for end in steps:
        of_batch = []
        for number in range(shards):
            messages = log.between(start, end, shard=number, shards=shards)
            processed, after = process(
                messages, Shard.from_bytes(states[number]), judging, topic="flights", reports_markers=number == 0
            )
            states[number] = after.to_bytes()
            of_batch.append(processed)
        results.append(of_batch)
        start = list(end)
    return results


def lines_of(results: Iterable[Iterable[Processed]], output: str = "cleaned_flights") -> list[dict[str, Any]]:
    """Return the records of an output, in the order in which they leave."""
    return [
        orjson.loads(line)
        for of_batch in results
        for processed in of_batch
        for content in processed.lines[output].values()
        for line in content.splitlines()
    ]


def counts_of(results: Iterable[Iterable[Processed]]) -> Counter[str]:
    return sum((processed.counts for of_batch in results for processed in of_batch), Counter())
