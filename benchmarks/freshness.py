"""Freshness of the live picture: the time from Kafka appending a record until `live/flights.json` shows it."""

import threading
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
from kafka import KafkaConsumer, TopicPartition

from benchmarks.traffic import AIRCRAFT, POLL_S, marker_of, polls
from common.clock import SystemClock
from common.files.json_files import read_json
from common.kafka.connection import KafkaConnection
from contracts.poll_marker import is_marker
from producer.publisher import Publisher
from producer.stopping import StopSignals

WARM_UP_POLLS, WARM_UP_INTERVAL_S = 60, 2
"""The JVM compiles its code during the first minutes. These polls have it do so sooner than polls POLL_S apart."""
POLLS = 12
LONGEST_WAIT_S = 120
GOLDEN_RATIO = (1 + 5**0.5) / 2

Key = tuple[str, int]


class PictureWatch(threading.Thread):
    """Notes when each record (aircraft, poll time) first appears in the picture, by the file's modification time."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.seen_at: dict[Key, float] = {}
        self._path = path
        self._stopped = threading.Event()
        self._last = 0

    def run(self) -> None:
        while not self._stopped.wait(0.02):
            if not self._path.exists() or (changed := self._path.stat().st_mtime_ns) == self._last:
                continue
            self._last = changed
            for flight in (read_json(self._path) or {"flights": []})["flights"]:
                self.seen_at.setdefault((flight["icao24"], flight["poll_time"]), changed / 1e9)

    def wait_for(self, poll_time: int) -> None:
        """Return once a record of the poll has appeared; raises SystemExit after LONGEST_WAIT_S."""
        deadline = time.monotonic() + LONGEST_WAIT_S
        while not any(seen == poll_time for _, seen in list(self.seen_at)):
            if time.monotonic() > deadline:
                raise SystemExit(f"the live picture does not show the poll of {poll_time} after {LONGEST_WAIT_S} s")
            time.sleep(0.1)

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def measure_freshness(connection: KafkaConnection, topic: str, live_flights: Path) -> npt.NDArray[np.float64]:
    """Publish 10,000 aircraft every 10 s to the topic of a running job; return each record's delay (s), shape (n,)."""
    watch = PictureWatch(live_flights)
    watch.start()
    publisher = Publisher(connection, topic, clock=SystemClock(), stop=StopSignals())
    publisher.connect()
    watch.wait_for(publish_polls(publisher, WARM_UP_POLLS, interval_s=WARM_UP_INTERVAL_S)[-1])
    measured = publish_polls(publisher, POLLS)
    publisher.close()
    watch.wait_for(measured[-1])
    time.sleep(POLL_S / 2)  # the rest of the last poll may be in a second micro-batch
    watch.stop()
    # The picture does not show a repeated fix again, so only new fixes have a time.
    return np.array(
        [
            watch.seen_at[key] - appended
            for key, appended in _appended_at(connection, topic).items()
            if key in watch.seen_at and key[1] in measured
        ]
    )


def publish_polls(publisher: Publisher, count: int, *, aircraft: int = AIRCRAFT, interval_s: int = POLL_S) -> list[int]:
    """Publish polls, starting now; return their times (epoch s)."""
    times = []
    start = int(time.time()) + 1
    for number, poll in enumerate(polls(count, first=start, aircraft=aircraft, interval_s=interval_s)):
        # Spread the polls over the job's trigger interval.
        phase = number * GOLDEN_RATIO % 1
        time.sleep(max(0.0, start + number * interval_s + phase - time.time()))
        publisher.publish(poll.states, marker_of(poll, interval_s=interval_s))
        times.append(poll.time)
    return times


def _appended_at(connection: KafkaConnection, topic: str) -> dict[Key, float]:
    """Return when the broker appended each record (epoch s), by its own clock."""
    consumer = KafkaConsumer(
        **connection.for_python(), auto_offset_reset="earliest", enable_auto_commit=False, consumer_timeout_ms=3_000
    )
    consumer.assign([TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)])
    appended: dict[Key, float] = {}
    for message in consumer:
        if is_marker(message.key):
            continue
        state = orjson.loads(message.value)
        appended.setdefault((state["icao24"], state["poll_time"]), message.timestamp / 1e3)
    consumer.close()
    return appended
