"""The producer's time for one answer of 10,000 state vectors: parse, select new fixes, publish until acknowledged."""

import gc
import time
from uuid import uuid4

import orjson

from benchmarks.traffic import AIRCRAFT, FIRST_POLL, POLL_S, marker_of
from common.clock import SystemClock
from common.garbage import collect_garbage_between_batches
from common.kafka.connection import KafkaConnection
from contracts.state_vector import SIMULATED
from opensky.answers import decode_body, parse_answer
from producer.new_fixes import NewFixes
from producer.publisher import Publisher
from producer.stopping import StopSignals
from simulator.backends.simulated import SimulatedTraffic

POLLS = 12


def measure_producer(connection: KafkaConnection) -> list[tuple[float, int]]:
    """Return seconds from the body to the last acknowledgement, and records published, of each poll after the first."""
    traffic = SimulatedTraffic(aircraft=AIRCRAFT)
    answers = [traffic.at(FIRST_POLL + number * POLL_S) for number in range(POLLS)]
    bodies = [orjson.dumps({"time": answer.time, "states": answer.rows}) for answer in answers]
    collect_garbage_between_batches()  # as the producer does
    fixes = NewFixes()
    publisher = Publisher(connection, f"bench-{uuid4().hex[:8]}", clock=SystemClock(), stop=StopSignals())
    publisher.connect()
    figures = []
    for body in bodies:
        began = time.monotonic()
        poll = parse_answer(decode_body(body), source=SIMULATED, feed=SIMULATED)
        delivery = publisher.publish(fixes.select(poll.states, poll_time=poll.time), marker_of(poll))
        fixes.remember(delivery.published)
        gc.collect()
        figures.append((time.monotonic() - began, len(delivery.published)))
    publisher.close()
    return figures[1:]
