"""Sources of training records: the topic, the API or a file of recorded polls."""

import hashlib
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import orjson
import pandas as pd
from kafka import KafkaConsumer, TopicPartition

from common.clock import Clock
from common.errors import SettingsError
from common.kafka.connection import KafkaConnection
from common.kafka.topic import ensure_topic
from common.settings import BoundingBox
from contracts.emitter_category import NO_AIRCRAFT
from contracts.state_vector import StateVector
from ml.forest.features import FEATURES, flight_features
from ml.forest.model import TrainingData
from opensky.answers import Poll, parse_answer, read_polls
from opensky.client import OpenSkyClient

API_INTERVAL_S = 10.0
"""OpenSky gives anonymous callers a new answer every 10 s; polling faster costs credits for the same rows."""


def states_of_topic(connection: KafkaConnection, topic: str, *, until: float) -> Iterator[StateVector]:
    """Yield the topic's records from its beginning, and new ones until the monotonic time `until`.

    Messages that are not JSON objects are skipped; the streaming job writes them to `rejected/`.
    Raises OSError or KafkaError when the brokers cannot be reached.
    """
    ensure_topic(connection, topic)
    consumer = KafkaConsumer(
        **connection.for_python(),
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        while time.monotonic() < until:
            for messages in consumer.poll(timeout_ms=500, max_records=5_000).values():
                yield from filter(None, (_record(message.value) for message in messages))
    finally:
        consumer.close()


def states_of_file(path: Path) -> Iterator[StateVector]:
    """Yield the state vectors of a recording, poll by poll. Raises RecordingError."""
    for poll in read_polls(path):
        yield from poll.states


def states_of_api(
    client: OpenSkyClient, *, bbox: BoundingBox | None, clock: Clock, until: float
) -> Iterator[StateVector]:
    """Yield the state vectors of polls API_INTERVAL_S apart until the clock's monotonic time `until`.

    Raises what OpenSkyClient.states raises, such as QuotaExceeded.
    """
    while clock.monotonic() < until:
        answer = client.states(bbox=bbox)
        poll: Poll = parse_answer(answer.content, source=answer.source)
        yield from poll.states
        clock.sleep(API_INTERVAL_S)


def airborne_only(states: Iterable[StateVector]) -> Iterator[StateVector]:
    """Yield the records a model can learn from: airborne, with every field the features need, each fix once."""
    seen = set()
    for state in states:
        fix = (state.get("icao24"), state.get("time_position"), state.get("last_contact"))
        complete = all(type(state.get(name)) in (int, float) for name in _NEEDED)
        flies = state.get("on_ground") is False and state.get("category") not in NO_AIRCRAFT
        if complete and flies and fix not in seen:
            seen.add(fix)
            yield state


_NEEDED = ("baro_altitude", "velocity", "vertical_rate", "true_track", "time_position")


def split_by_aircraft(states: list[StateVector], *, share: float) -> tuple[list[StateVector], list[StateVector]]:
    """Split the records by aircraft; return the larger part, and the records of about `share` of the aircraft.

    An aircraft's records resemble each other, so no aircraft is in both parts. The split is the same each time.
    """
    apart = [zlib.crc32(str(state["icao24"]).encode()) < share * 2**32 for state in states]
    return (
        [state for state, is_apart in zip(states, apart, strict=True) if not is_apart],
        [state for state, is_apart in zip(states, apart, strict=True) if is_apart],
    )


def features_of(states: list[StateVector]) -> tuple[pd.DataFrame, TrainingData]:
    """Return the features, shape (n, 5), of records from `airborne_only`, and their description for the sidecar.

    Raises SettingsError for an empty list.
    """
    if not states:
        raise SettingsError("no airborne state vectors to train on")
    frame = pd.DataFrame(states)
    features = flight_features(frame)
    content = np.ascontiguousarray(features[list(FEATURES)].to_numpy(dtype=float))
    return features, TrainingData(
        records=len(states),
        first_time=int(frame["time_position"].min()),
        last_time=int(frame["time_position"].max()),
        sources=tuple(sorted(frame["source"].unique())),
        sha256=hashlib.sha256(content.tobytes()).hexdigest(),
    )


def _record(value: bytes | None) -> StateVector | None:
    try:
        record = orjson.loads(value or b"null")
    except orjson.JSONDecodeError:
        return None
    return record if isinstance(record, dict) else None
