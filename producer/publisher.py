"""Publishes records to the topic, each acknowledged by the brokers or counted as failed; waits for a lost broker.

A poll is one transaction, and each partition's share of it ends with the poll's marker (`contracts.poll_marker`). A
transaction appears on one partition after the other, so only the markers tell a reader that it has the whole poll.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any
from uuid import uuid4

import orjson
import structlog
from kafka.errors import (
    AuthorizationError,
    InvalidRecordError,
    KafkaConfigurationError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    SaslAuthenticationFailedError,
    TransactionAbortedError,
)

from common.clock import Clock
from common.errors import SettingsError
from common.kafka.connection import KafkaConnection
from common.kafka.topic import ensure_topic
from contracts.poll_marker import PollMarker
from contracts.state_vector import StateVector
from producer.stopping import StopRequested, StopSignals
from producer.transactional_client import LARGEST_RECORD_BYTES, TRANSACTION_TIMEOUT_S, open_client

LONGEST_PAUSE_S = 10.0
STOP_GRACE_S = 3.0
"""How long to wait for acknowledgements after a request to stop."""

REFUSALS = (AuthorizationError, InvalidRecordError, MessageSizeTooLargeError, RecordListTooLargeError)
"""Errors for records that no broker accepts; after any other error the poll is sent again in a new transaction."""

TOO_LARGE = MessageSizeTooLargeError.__name__

log = structlog.get_logger()


@dataclass
class Delivery:
    """The outcome of one poll: the records that were acknowledged, and how many failed, by reason."""

    published: list[StateVector] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)


class Publisher:
    """Publishes to one topic, keyed by icao24, so that an aircraft's records stay in order."""

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
        self._client: Any = None
        # All clients of this publisher share the id: a new client ends the transaction that a lost one left open.
        self._transactional_id = f"flightwatch-{uuid4().hex}"

    def connect(self) -> None:
        """Connect and create the topic if it is missing; retry with growing pauses until a broker answers.

        Raises SettingsError when the brokers refuse this client, StopRequested on a signal.
        """
        pause_s = 1.0
        while self._client is None:
            with self._stop.interruptible():
                try:
                    ensure_topic(self._connection, self._topic)
                    self._client = open_client(self._connection, self._transactional_id)
                    log.info("connected", brokers=self._connection.bootstrap_servers, topic=self._topic)
                    return
                except (AuthorizationError, SaslAuthenticationFailedError, KafkaConfigurationError) as error:
                    # The error's text may list all options, the password among them.
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

    def publish(self, states: Sequence[StateVector], marker: PollMarker) -> Delivery:
        """Send the records and the marker of a poll, and wait until each record is acknowledged or refused.

        Delivery is at least once: when a broker is lost before it confirms a poll, the whole poll is sent again and
        may be on the topic twice. Records that no broker accepts are counted as failures.
        """
        delivery = Delivery()
        pending: list[StateVector] | None = list(states)
        pause_s = 1.0
        while pending is not None:
            try:
                self.connect()
                pending = self._publish_once(pending, marker, delivery)
                if pending is not None and not self._stop.requested:
                    with self._stop.interruptible():
                        self._clock.sleep(pause_s)
                    pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            except StopRequested:
                self._stop.requested = True
            if self._stop.requested and pending is not None:
                delivery.failures += Counter({"stopped before acknowledgement": len(pending)})
                break
        return delivery

    def close(self) -> None:
        """Close the connections to the brokers."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.close(timeout=STOP_GRACE_S)
        except KafkaError as error:
            log.warning("broker lost while closing", reason=str(error))

    def _publish_once(
        self, states: list[StateVector], marker: PollMarker, delivery: Delivery
    ) -> list[StateVector] | None:
        """Send a poll as one transaction, and note the outcomes in `delivery`.

        Returns the states to send again, with the marker; None once the poll is done with.
        """
        client, patience = self._client, _Patience(self._clock, self._stop)
        records = [(state["icao24"].encode(), orjson.dumps(state)) for state in states]
        fits = [len(value) <= LARGEST_RECORD_BYTES for _, value in records]
        sent = list(compress(states, fits))
        again: list[StateVector] | None = sent
        refused = Counter(TOO_LARGE for fit in fits if not fit)
        try:
            client.begin_transaction()
            futures = client.send_all(self._topic, compress(records, fits))
            ends = client.send_marker(self._topic, replace(marker, records=len(sent)))
            client.flush_within([*futures, *ends], patience)
            if not all(future.succeeded() for future in [*futures, *ends]):
                errors = [future.exception for future in futures]
                refused.update(type(error).__name__ for error in errors if isinstance(error, REFUSALS))
                outcomes = zip(sent, errors, strict=True)
                again = [state for state, error in outcomes if not isinstance(error, REFUSALS)]
                raise TransactionAbortedError("not all records were acknowledged")
            client.commit_within(patience)
            delivery.published += sent
            again = None
        except KafkaError as error:
            if isinstance(error, AuthorizationError):
                again, refused[type(error).__name__] = None, len(sent)
            log.warning("poll not committed", reason=str(error) or type(error).__name__, sending_again=len(again or ()))
            client.abandon()
            self.close()
        if refused:
            log.error("records refused", **refused)
            delivery.failures += refused
        return again


class _Patience:
    """A check, called while a delivery is awaited, that returns True once it is time to give up."""

    def __init__(self, clock: Clock, stop: StopSignals) -> None:
        self._clock = clock
        self._stop = stop
        self._give_up_at = clock.monotonic() + TRANSACTION_TIMEOUT_S

    def __call__(self) -> bool:
        now = self._clock.monotonic()
        if self._stop.requested:
            self._give_up_at = min(self._give_up_at, now + STOP_GRACE_S)
        return now > self._give_up_at
