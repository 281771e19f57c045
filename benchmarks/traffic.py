"""Simulated traffic for the benchmarks: polls of 10,000 aircraft as records, and topics filled with them."""

from collections.abc import Iterator
from uuid import uuid4

import orjson
from kafka import KafkaProducer

from common.kafka.connection import KafkaConnection
from common.kafka.topic import ensure_topic
from contracts.state_vector import SIMULATED
from opensky.answers import Poll, parse_answer
from simulator.backends.simulated import SimulatedTraffic

AIRCRAFT = 10_000
POLL_S = 10
FIRST_POLL = 1_790_000_000


def polls(count: int, *, first: int = FIRST_POLL, aircraft: int = AIRCRAFT) -> Iterator[Poll]:
    """Yield polls of about so many aircraft, POLL_S apart, starting at `first` (epoch s)."""
    traffic = SimulatedTraffic(aircraft=aircraft)
    for number in range(count):
        answer = traffic.at(first + number * POLL_S)
        yield parse_answer({"time": answer.time, "states": answer.rows}, source=SIMULATED)


def filled_topic(connection: KafkaConnection, *, records: int) -> str:
    """Make a topic with that many records, valid ones and repeats as they come; return its name."""
    topic = f"bench-{uuid4().hex[:8]}"
    ensure_topic(connection, topic)
    producer = KafkaProducer(
        **connection.for_python(), acks="all", compression_type="lz4", linger_ms=20, batch_size=1 << 18
    )
    sent = 0
    for poll in polls(records // AIRCRAFT * 2):
        for state in poll.states[: records - sent]:
            producer.send(topic, key=state["icao24"].encode(), value=orjson.dumps(state))
            sent += 1
        producer.flush()
        if sent == records:
            break
    producer.close()
    return topic
