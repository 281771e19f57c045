"""The streaming job's processor time per record, by the number of aircraft and by the hours of outputs it has kept.

The job runs and has read as many records of the same kind before. The measured polls then come without pauses, as many
records for each size, so that the time between polls does not count.
"""

from dataclasses import dataclass
from itertools import islice

from benchmarks.dashboard_files import keep_hours
from benchmarks.running_job import RunningJob
from benchmarks.traffic import FIRST_POLL, POLL_S, marker_of, polls
from common.clock import SystemClock
from common.kafka.connection import KafkaConnection
from producer.publisher import Publisher
from producer.stopping import StopSignals

RECORDS = 200_000
AIRCRAFT = (1_000, 10_000, 50_000)
HOURS_KEPT = (0, 6, 24)
KEPT_AIRCRAFT = 1_000
"""Aircraft in the kept outputs, polled every POLL_S."""

USUAL_AIRCRAFT = 10_000
"""Aircraft of each poll while the hours kept vary."""

FLATNESS = 1.5
"""The largest cost may be this many times the smallest."""


@dataclass(frozen=True)
class Size:
    """One size: aircraft in each poll, and hours of outputs kept."""

    aircraft: int
    hours: int = 0


def measure_size(kafka: KafkaConnection, job: RunningJob, size: Size, *, records: int = RECORDS) -> float:
    """Return the job's processor time per record, in core-seconds."""
    if size.hours:
        keep_hours(job.outputs, next(polls(1, aircraft=KEPT_AIRCRAFT)).states, hours=size.hours)
    publisher = Publisher(kafka, job.topic, clock=SystemClock(), stop=StopSignals())
    publisher.connect()
    count = -(-records // size.aircraft)
    of_run = polls(2 * count, aircraft=size.aircraft)
    costs = []
    for number in (1, 2):
        used, published = job.core_s(), 0
        for poll in islice(of_run, count):
            publisher.publish(poll.states, marker_of(poll))
            published += len(poll)
        job.wait_for(FIRST_POLL + (number * count - 1) * POLL_S)
        costs.append((job.core_s() - used) / published)
    publisher.close()
    return costs[-1]


def spread(costs: list[float]) -> float:
    """Return the largest cost as a multiple of the smallest."""
    return max(costs) / min(costs)
