"""What TransactionalClient relies on in kafka-python without its promise; an upgrade that changes it fails here."""

import inspect
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.partitioner import DefaultPartitioner
from kafka.producer.transaction_manager import TransactionalRequestResult

from producer.transactional_client import TransactionalClient, open_client, partition_of


@pytest.fixture
def offline():
    """A client without brokers, which the library allows when it is told their version."""
    client = TransactionalClient(
        bootstrap_servers="127.0.0.1:9",
        bootstrap_timeout_ms=100,
        api_version=(4, 0),
        acks="all",
        enable_idempotence=True,
        transactional_id="offline",
    )
    yield client
    client.abandon()
    client.close(timeout=1)


def test_the_private_calls_are_those_of_the_librarys_own_commit_and_forced_close(offline):
    commit = inspect.getsource(KafkaProducer.commit_transaction)
    calls = ["result = self._transaction_manager.begin_commit()", "self._sender.wakeup()", "result.wait()"]
    assert [line.strip() for line in commit.splitlines()][-3:] == calls
    assert list(inspect.signature(KafkaProducer.commit_transaction).parameters) == ["self"], "it may have a limit now"
    for call in (
        offline._transaction_manager.begin_commit,
        offline._sender.wakeup,
        offline._sender.force_close,
        offline._accumulator.abort_incomplete_batches,
    ):
        assert not inspect.signature(call).parameters, call


def test_the_wait_for_a_commit_ends_with_its_time_its_confirmation_or_its_error():
    waiting, confirmed, failed = (TransactionalRequestResult() for _ in range(3))
    assert not waiting.wait(timeout_ms=1)
    confirmed.done()
    assert confirmed.wait(timeout_ms=1)
    failed.done(error=KafkaError("fenced"))
    with pytest.raises(KafkaError, match="fenced"):
        failed.wait(timeout_ms=1)


def test_an_abandoned_client_fails_its_records_and_closes_at_once(offline):
    future, *_ = offline._accumulator.append(TopicPartition("flights", 0), 0, b"3c6444", b"{}", [])
    with pytest.raises(KafkaTimeoutError):
        offline.close(timeout=0.1)  # were this to return, `abandon` would not be needed
    assert offline._sender.is_alive()
    offline.abandon()
    assert future.is_done
    assert future.failed()
    asked = time.monotonic()
    offline.close(timeout=10)
    assert time.monotonic() - asked < 5
    assert not offline._sender.is_alive()
    assert offline._sender not in threading.enumerate()


@pytest.mark.system
def test_a_commit_that_is_not_confirmed_ends_when_it_has_been_long_enough(kafka, topic):
    client = open_client(kafka, f"stuck-{topic}")
    client.begin_transaction()
    futures = client.send_all(topic, [(b"3c6444", b"{}")])
    client.flush_within(futures, lambda: False)
    assert futures[0].succeeded()
    client.close(timeout=0)  # nobody is left to talk to the brokers
    with pytest.raises(KafkaTimeoutError, match="did not confirm"):
        client.commit_within(lambda: True)


class Cluster:
    """Metadata of a topic with that many partitions."""

    def __init__(self, count):
        self.numbers = set(range(count))

    def topics(self):
        return {"flights"}

    def partitions_for_topic(self, _topic):
        return self.numbers

    available_partitions_for_topic = partitions_for_topic


@given(st.binary(min_size=1, max_size=12), st.integers(1, 12))
def test_partitions_are_those_of_kafka_itself(key, count):
    kafkas_own = DefaultPartitioner().partition("flights", key, key, b"value", b"value", Cluster(count))
    assert partition_of(key, count) == kafkas_own
