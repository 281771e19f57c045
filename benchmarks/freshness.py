"""How old the live picture is: from Kafka's append of a record to the `live/flights.json` that shows it."""

import threading
import time
from pathlib import Path

import numpy as np
import orjson
from kafka import KafkaProducer

from benchmarks.traffic import POLL_S, polls
from common.json_files import read_json
from common.kafka_options import KafkaConnection

WARM_UP_POLLS = 3
POLLS = 12
GOLDEN_RATIO = (1 + 5**0.5) / 2

Key = tuple[str, int]


class PictureWatch(threading.Thread):
    """Notes when each record (aircraft, poll time) is first seen in the live picture, by the file's own time."""

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

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def measure_freshness(connection: KafkaConnection, topic: str, live_flights: Path) -> np.ndarray:
    """Publish 10,000 aircraft every 10 s to the topic that a running job reads; seconds for each record, shape (n,)."""
    watch = PictureWatch(live_flights)
    watch.start()
    producer = KafkaProducer(
        **connection.for_python(), acks="all", compression_type="lz4", linger_ms=20, batch_size=1 << 18
    )
    appended_at: dict[Key, float] = {}
    start = int(time.time()) + 1
    for number, poll in enumerate(polls(WARM_UP_POLLS + POLLS, first=start)):
        # Polls come at any moment of the job's one-second triggers, not always at the same.
        phase = number * GOLDEN_RATIO % 1
        time.sleep(max(0.0, start + number * POLL_S + phase - time.time()))
        sent = {
            (state["icao24"], poll.time): producer.send(topic, orjson.dumps(state), key=state["icao24"].encode())
            for state in poll.states
        }
        producer.flush()
        if number >= WARM_UP_POLLS:
            appended_at |= {key: future.get().timestamp / 1e3 for key, future in sent.items()}
    deadline = time.monotonic() + 30
    last_poll = max(poll_time for _, poll_time in appended_at)
    while not any(poll_time == last_poll for _, poll_time in list(watch.seen_at)) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(POLL_S / 2)  # the rest of the last poll may be in a second micro-batch
    watch.stop()
    producer.close()
    # A repeat of an older fix is not shown anew, so it has no time of its own.
    return np.array([watch.seen_at[key] - at for key, at in appended_at.items() if key in watch.seen_at])
