"""kafka-python's producer, set up for one transaction after another, each with an end to the waiting for it."""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import structlog
from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.partitioner.default import murmur2

from common.kafka.connection import KafkaConnection
from common.kafka.topic import BOOTSTRAP_TIMEOUT_MS

DELIVERY_TIMEOUT_S = 15.0
"""How long the library tries to deliver a record, over a broker's restart say, before it is taken back."""

TRANSACTION_TIMEOUT_S = 20.0
"""Longer than a delivery takes. What a producer killed in the middle of a poll leaves open is ended by the brokers
after this time, and nothing later is committed before."""

LARGEST_RECORD_BYTES = 1_000_000
"""Of a record's value; brokers usually take messages up to 1 MiB."""

_LOOK_EVERY_MS = 500

log = structlog.get_logger()


def partition_of(key: bytes, partitions: int) -> int:
    """Kafka's own choice: that of its Java client and of kafka-python."""
    return _positive_hash(key) % partitions


@lru_cache(maxsize=100_000)
def _positive_hash(key: bytes) -> int:
    """Remembered, for the library computes it in Python: a tenth of the time of a poll."""
    return int(murmur2(key)) & 0x7FFFFFFF


class TransactionalClient(KafkaProducer):  # type: ignore[misc]  # the library has no types
    """A producer that does not wait for ever for the end of a transaction, as the library's own calls do while the
    brokers are gone; `ended` says when it has been long enough.
    """

    def send_all(self, topic: str, records: Iterable[tuple[bytes, bytes]]) -> list[Any]:
        """Hand over (key, value) pairs, none larger than LARGEST_RECORD_BYTES: the future of each.

        The library's `send` without what it asks again for each record (metadata, partitioner, transaction), which is
        half of the time of a poll. Raises KafkaError, also when the topic's partitions don't become known.
        """
        places = [TopicPartition(topic, number) for number in sorted(self.partitions_for(topic))]
        now_ms = int(time.time() * 1_000)
        begun, futures = set[int](), []
        for key, value in records:
            number = partition_of(key, len(places))
            if number not in begun:
                self._transaction_manager.maybe_add_partition_to_transaction(places[number])
                begun.add(number)
            future, *_ = self._accumulator.append(places[number], now_ms, key, value, [])
            futures.append(future)
        self._sender.wakeup()
        return futures

    def flush_within(self, futures: Sequence[Any], ended: Callable[[], bool]) -> None:
        """Return once each record's outcome is in its future, or `ended`."""
        while not all(future.is_done for future in futures) and not ended():
            try:
                self.flush(timeout=_LOOK_EVERY_MS / 1_000)
            except KafkaError as error:
                log.debug("not flushed yet", reason=str(error))

    def commit_within(self, ended: Callable[[], bool]) -> None:
        """Commit the transaction. Raises KafkaError when it is not committed, or not known to be when `ended`."""
        committed = self._transaction_manager.begin_commit()
        self._sender.wakeup()
        while not committed.wait(timeout_ms=_LOOK_EVERY_MS):
            if ended():
                raise KafkaTimeoutError("the brokers did not confirm the commit")

    def abandon(self) -> None:
        """Give up what is not acknowledged yet, else `close` waits for it. The next client of the same transactional
        id ends the transaction."""
        self._sender.force_close()
        self._accumulator.abort_incomplete_batches()


def open_client(connection: KafkaConnection, transactional_id: str) -> TransactionalClient:
    """A client ready to begin transactions; those that an earlier client of this id left open are ended.

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
        # A poll is gathered, then sent in one burst by the flush. Batches hold a partition's share of a world of
        # aircraft; compressed, to a fifth, they are well below the brokers' usual 1 MiB.
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
