"""Simulated traffic for the benchmarks: polls of 10,000 aircraft as records, and topics filled with messages."""

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import orjson
from kafka import KafkaProducer

from common.clock import SystemClock
from common.kafka.connection import KafkaConnection
from common.kafka.topic import ensure_topic
from contracts.poll_marker import ANSWERED, PollMarker
from contracts.state_vector import SIMULATED, StateVector
from opensky.answers import Poll, parse_answer
from producer.publisher import Publisher
from producer.stopping import StopSignals
from simulator.backends.simulated import SimulatedTraffic

AIRCRAFT = 10_000
POLL_S = 10
FIRST_POLL = 1_790_000_000

Message = tuple[bytes, bytes]
"""Key and value."""


def polls(count: int, *, first: int = FIRST_POLL, aircraft: int = AIRCRAFT, interval_s: int = POLL_S) -> Iterator[Poll]:
    """Yield `count` polls of about `aircraft` aircraft, the first at `first` (epoch s)."""
    traffic = SimulatedTraffic(aircraft=aircraft)
    for number in range(count):
        answer = traffic.at(first + number * interval_s)
        yield parse_answer({"time": answer.time, "states": answer.rows}, source=SIMULATED, feed=SIMULATED)


def marker_of(poll: Poll, *, interval_s: int = POLL_S) -> PollMarker:
    """Return the marker with which the producer ends such a poll."""
    return PollMarker(
        feed=SIMULATED,
        poll=str(poll.time),
        source=SIMULATED,
        outcome=ANSWERED,
        poll_time=poll.time,
        asked_at=time.time(),
        interval_s=interval_s,
        states=len(poll),
    )


def message_of(state: StateVector) -> Message:
    """Return the message that carries a state vector: keyed by address, as the producer sends it."""
    return state["icao24"].encode(), orjson.dumps(state)


@dataclass(frozen=True)
class TopicSize:
    """How many records a topic has, new and repeated as they come, in polls of how many aircraft."""

    records: int
    aircraft: int = AIRCRAFT


def filled_topic(connection: KafkaConnection, size: TopicSize) -> str:
    """Create a topic of simulated state vectors; return its name."""
    return topic_of_polls(
        connection, polls(size.records // size.aircraft * 2, aircraft=size.aircraft), records=size.records
    )


def topic_of_polls(connection: KafkaConnection, of_topic: Iterable[Poll], *, records: int | None = None) -> str:
    """Create a topic that holds these polls as the producer sends them, up to `records` records; return its name."""
    topic = f"bench-{uuid4().hex[:8]}"
    publisher = Publisher(connection, topic, clock=SystemClock(), stop=StopSignals())
    left = math.inf if records is None else records
    for poll in of_topic:
        states = poll.states[: int(min(left, len(poll)))]
        publisher.publish(states, marker_of(poll))
        left -= len(states)
        if not left:
            break
    publisher.close()
    return topic


def topic_of(connection: KafkaConnection, messages: Iterable[Message]) -> str:
    """Create a topic that holds these messages, all acknowledged; return its name."""
    topic = f"bench-{uuid4().hex[:8]}"
    ensure_topic(connection, topic)
    producer = KafkaProducer(
        **connection.for_python(), acks="all", compression_type="lz4", linger_ms=20, batch_size=1 << 18
    )
    for key, value in messages:
        producer.send(topic, key=key, value=value)
    producer.flush()
    producer.close()
    return topic
