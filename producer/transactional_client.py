"""kafka-python's producer, set up for one transaction after another, with a limit on every wait.

Records are sent and flushed with the library's public calls. Two tasks have no suitable public call, so private ones
are used:

- `commit_transaction` waits for the brokers without a limit, and nothing ends the wait once they are gone.
  `commit_within` makes the same two calls, `_transaction_manager.begin_commit()` and `_sender.wakeup()`, and waits
  with a limit: begin_commit returns an object whose `wait(timeout_ms)` returns True once the commit is confirmed, and
  raises if it failed.
- `close` flushes first, which raises while a batch is unfinished and leaves the client's thread running. `abandon`
  fails the unfinished batches as the library's own forced close does: `_sender.force_close()`, then
  `_accumulator.abort_incomplete_batches()`.

tests/producer/test_transactional_client.py fails when an upgrade of the library changes any of this.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import structlog
from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.partitioner.default import murmur2

from common.kafka.connection import KafkaConnection
from common.kafka.topic import BOOTSTRAP_TIMEOUT_MS
from contracts.poll_marker import PollMarker

DELIVERY_TIMEOUT_S = 15.0
"""How long the library tries to deliver a record, for instance during a broker's restart, before it gives up."""

TRANSACTION_TIMEOUT_S = 20.0
"""Longer than a delivery takes. After this time the brokers end a transaction that a killed producer left open; until
then readers of committed records see nothing later."""

LARGEST_RECORD_BYTES = 1_000_000
"""Largest value of a record; brokers usually accept messages up to 1 MiB."""

_WAIT_MS = 500
"""Longest wait between two checks whether to give up."""

log = structlog.get_logger()


def partition_of(key: bytes, partitions: int) -> int:
    """Return the partition that Kafka's Java client and kafka-python choose for a key."""
    return _positive_hash(key) % partitions


@lru_cache(maxsize=100_000)
def _positive_hash(key: bytes) -> int:
    """Return the key's hash, cached: the library computes it in Python, which takes a tenth of a poll's time."""
    return int(murmur2(key)) & 0x7FFFFFFF


class TransactionalClient(KafkaProducer):  # type: ignore[misc]  # the library has no types
    """A producer whose waits end: `ended`, called about twice a second, returns True when it is time to give up."""

    def send_all(self, topic: str, records: Iterable[tuple[bytes, bytes]]) -> list[Any]:
        """Send (key, value) pairs, none larger than LARGEST_RECORD_BYTES; returns the future of each.

        Raises KafkaError, also when the topic's partitions don't become known.
        """
        partitions = len(self.partitions_for(topic))
        now_ms = int(time.time() * 1_000)
        return [
            self.send(topic, value, key, partition=partition_of(key, partitions), timestamp_ms=now_ms)
            for key, value in records
        ]

    def send_marker(self, topic: str, marker: PollMarker) -> list[Any]:
        """Send a poll's marker to every partition; returns the future of each.

        Raises KafkaError as `send_all` does.
        """
        partitions = self.partitions_for(topic)
        key, value = replace(marker, partitions=len(partitions)).to_message()
        now_ms = int(time.time() * 1_000)
        return [
            self.send(topic, value, key, partition=partition, timestamp_ms=now_ms) for partition in sorted(partitions)
        ]

    def flush_within(self, futures: Sequence[Any], ended: Callable[[], bool]) -> None:
        """Return once each record's outcome is in its future, or `ended` returns True."""
        while not all(future.is_done for future in futures) and not ended():
            try:
                self.flush(timeout=_WAIT_MS / 1_000)
            except KafkaError as error:
                log.debug("not flushed yet", reason=str(error))

    def commit_within(self, ended: Callable[[], bool]) -> None:
        """Commit the transaction. Raises KafkaError if the commit fails, or is not confirmed before `ended` is True."""
        committed = self._transaction_manager.begin_commit()
        self._sender.wakeup()
        while not committed.wait(timeout_ms=_WAIT_MS):
            if ended():
                raise KafkaTimeoutError("the brokers did not confirm the commit")

    def abandon(self) -> None:
        """Fail all records that are not acknowledged yet, so that `close` does not wait for them.

        The transaction stays open until the next client of the same transactional id ends it.
        """
        self._sender.force_close()
        self._accumulator.abort_incomplete_batches()


def open_client(connection: KafkaConnection, transactional_id: str) -> TransactionalClient:
    """Return a client ready to begin transactions; a transaction left open under this id is ended first.

    Raises KafkaError or OSError when the brokers cannot be reached or refuse.
    """
    client = TransactionalClient(
        **connection.for_python(),
        bootstrap_timeout_ms=BOOTSTRAP_TIMEOUT_MS,
        acks="all",
        enable_idempotence=True,
        transactional_id=transactional_id,
        transaction_timeout_ms=int(TRANSACTION_TIMEOUT_S * 1_000),
        compression_type="lz4",
        # A poll is gathered, then sent in one burst by the flush. A batch holds one partition's share of a poll of the
        # whole world; compressed to a fifth, it is well below the brokers' usual 1 MiB.
        linger_ms=500,
        batch_size=2 << 20,
        max_block_ms=10_000,
        request_timeout_ms=int(DELIVERY_TIMEOUT_S * 500),
        delivery_timeout_ms=int(DELIVERY_TIMEOUT_S * 1_000),
        allow_auto_create_topics=False,
    )
    try:
        client.init_transactions()
    except BaseException:
        client.close(timeout=0)
        raise
    return client
