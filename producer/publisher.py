"""Records onto the topic: acknowledged by the brokers, or known not to be; a lost broker is waited for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson
import structlog
from kafka import KafkaProducer
from kafka.errors import (
    AuthorizationError,
    KafkaConfigurationError,
    KafkaError,
    RetriableError,
    SaslAuthenticationFailedError,
)
from kafka.partitioner import Partitioner
from kafka.partitioner.default import murmur2

from common.clock import Clock
from common.errors import SettingsError
from common.kafka_options import KafkaConnection
from common.kafka_topic import BOOTSTRAP_TIMEOUT_MS, ensure_topic
from common.state_vector import StateVector
from producer.stopping import StopRequested, StopSignals

LONGEST_PAUSE_S = 10.0
DELIVERY_TIMEOUT_S = 15.0
"""How long the client library tries to deliver a record, over a broker's restart say, before it is taken back."""

STOP_GRACE_S = 3.0
"""Once asked to stop, how long acknowledgements are still waited for."""

log = structlog.get_logger()


@dataclass
class Delivery:
    """What became of the records of one poll: those acknowledged, and how many were not, by reason."""

    published: list[StateVector] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)


class RememberingPartitioner(Partitioner):  # type: ignore[misc]  # the library has no types
    """Kafka's own choice of partition. The library hashes the key anew for each record, in Python; here the hash is
    remembered by aircraft, a tenth of the time of a poll."""

    def partition(
        self, topic: str, _key: object, serialized_key: bytes, _value: object, _serialized_value: bytes, cluster: Any
    ) -> int:
        partitions = sorted(cluster.partitions_for_topic(topic))
        return int(partitions[_positive_hash(serialized_key) % len(partitions)])


@lru_cache(maxsize=100_000)
def _positive_hash(key: bytes) -> int:
    return int(murmur2(key)) & 0x7FFFFFFF


class Publisher:
    """Publishes to one topic; keys are icao24, so that an aircraft's records stay in order."""

    def __init__(
        self,
        connection: KafkaConnection,
        topic: str,
        *,
        clock: Clock,
        stop: StopSignals,
    ) -> None:
        self._connection = connection
        self._topic = topic
        self._clock = clock
        self._stop = stop
        self._producer: Any = None

    def connect(self) -> None:
        """Return once a broker answers and the topic exists, creating it if need be; waits with growing pauses.

        Raises SettingsError when the brokers refuse this client, StopRequested on a signal.
        """
        pause_s = 1.0
        while self._producer is None:
            with self._stop.interruptible():
                try:
                    self._producer = self._open()
                    log.info("connected", brokers=self._connection.bootstrap_servers, topic=self._topic)
                    return
                except (AuthorizationError, SaslAuthenticationFailedError, KafkaConfigurationError) as error:
                    # Its text may hold all options, the password among them.
                    raise SettingsError(f"check KAFKA_*: {type(error).__name__}") from None
                except (KafkaError, OSError) as error:
                    log.warning(
                        "broker not reachable",
                        brokers=self._connection.bootstrap_servers,
                        reason=str(error) or type(error).__name__,
                        next_try_s=pause_s,
                    )
                self._clock.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def publish(self, states: Sequence[StateVector]) -> Delivery:
        """Send the records and wait until each is acknowledged or refused.

        Records that a lost broker did not acknowledge are sent again once it is back (so one may be there twice,
        never not at all); those that no broker will take are counted as failures.
        """
        delivery = Delivery()
        pending = list(states)
        pause_s = 1.0
        while pending:
            try:
                self.connect()
                pending = self._publish_once(pending, delivery)
                if pending and not self._stop.requested:
                    log.warning("broker lost", unacknowledged=len(pending), next_try_s=pause_s)
                    with self._stop.interruptible():
                        self._clock.sleep(pause_s)
                    pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            except StopRequested:
                self._stop.requested = True
            if self._stop.requested and pending:
                delivery.failures["stopped before acknowledged"] += len(pending)
                break
        return delivery

    def close(self) -> None:
        """Let go of the brokers."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            producer.close(timeout=STOP_GRACE_S)
        except KafkaError as error:
            log.warning("broker lost while closing", reason=str(error))

    def _publish_once(self, states: list[StateVector], delivery: Delivery) -> list[StateVector]:
        """Try once, note the outcomes in `delivery`, and return what is worth another try."""
        sent = []
        refused: KafkaError | None = None
        for state in states:
            try:
                sent.append(self._producer.send(self._topic, orjson.dumps(state), key=state["icao24"].encode()))
            except KafkaError as error:
                refused = error
                break
        self._await_outcomes(sent)
        again = []
        failed = Counter[str]()
        for state, future in zip(states, sent, strict=False):
            if future.succeeded():
                delivery.published.append(state)
            elif not future.is_done or isinstance(future.exception, RetriableError):
                again.append(state)
            else:
                failed[type(future.exception).__name__] += 1
        unsent = states[len(sent) :]
        if refused is None or isinstance(refused, RetriableError):
            again += unsent
        else:
            failed[type(refused).__name__] += len(unsent)
        if failed:
            log.error("records refused", **failed)
            delivery.failures += failed
        if again or failed:
            self.close()  # an idempotent client that lost records may refuse all later ones: begin with a new one
        return again

    def _await_outcomes(self, futures: list[Any]) -> None:
        asked_to_stop_at = None
        give_up_at = self._clock.monotonic() + 2 * DELIVERY_TIMEOUT_S
        while not all(future.is_done for future in futures):
            try:
                self._producer.flush(timeout=0.5)
            except KafkaError as error:
                log.debug("not flushed yet", reason=str(error))  # each record's outcome is in its future
            now = self._clock.monotonic()
            if self._stop.requested:
                asked_to_stop_at = asked_to_stop_at or now
                if now - asked_to_stop_at > STOP_GRACE_S:
                    return
            if now > give_up_at:
                return

    def _open(self) -> Any:
        ensure_topic(self._connection, self._topic)
        options = self._connection.for_python() | {"bootstrap_timeout_ms": BOOTSTRAP_TIMEOUT_MS}
        return KafkaProducer(
            **options,
            acks="all",
            enable_idempotence=True,
            compression_type="lz4",
            # A poll is gathered, then sent in one burst by the flush: the shorter it takes to appear in the topic, the
            # less often a micro-batch of the job begins in the middle of it. Batches hold a partition's share of a
            # world of aircraft; compressed, to a fifth, they are well below the brokers' usual 1 MiB.
            linger_ms=500,
            batch_size=2 << 20,
            max_block_ms=10_000,
            request_timeout_ms=int(DELIVERY_TIMEOUT_S * 500),
            delivery_timeout_ms=int(DELIVERY_TIMEOUT_S * 1_000),
            allow_auto_create_topics=False,
            partitioner=RememberingPartitioner(),
        )
