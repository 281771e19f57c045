"""The cores that the streaming job uses when it has little to do: 2,000 aircraft every 10 s, as with `make run`."""

import time

from benchmarks.freshness import publish_polls
from benchmarks.running_job import RunningJob
from common.clock import SystemClock
from common.kafka.connection import KafkaConnection
from producer.publisher import Publisher
from producer.stopping import StopSignals

AIRCRAFT = 2_000
POLLS = 18
WARM_UP_POLLS, WARM_UP_INTERVAL_S = 120, 1
"""As for freshness: the JVM has compiled its code before the measurement begins."""


def measure_idle(kafka: KafkaConnection, job: RunningJob, *, polls: int = POLLS, warm_up: int = WARM_UP_POLLS) -> float:
    """Return the average number of cores that all processes of the job use over `polls` polls after the first ones."""
    publisher = Publisher(kafka, job.topic, clock=SystemClock(), stop=StopSignals())
    publisher.connect()
    job.wait_for(publish_polls(publisher, warm_up, aircraft=AIRCRAFT, interval_s=WARM_UP_INTERVAL_S)[-1])
    used, began = job.core_s(), time.monotonic()
    job.wait_for(publish_polls(publisher, polls, aircraft=AIRCRAFT)[-1])
    cores = (job.core_s() - used) / (time.monotonic() - began)
    publisher.close()
    return cores
