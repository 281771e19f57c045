"""A lake filled through the parts that fill it in production."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from kafka import KafkaProducer
from pyspark.sql import SparkSession

from common.kafka.connection import KafkaConnection
from common.settings import Settings
from contracts.lake.layout import Lake
from contracts.outputs import Outputs
from etl import altitude_alerts
from etl.bronze.landing import find_topic, land
from etl.gold import refresh as gold
from etl.lake.interval import Interval
from etl.outputs import landing as landed_outputs
from etl.schedules import refresh as schedules
from etl.silver.flights import refresh as silver_flights
from etl.silver.states.hours import hours_to_make
from etl.silver.states.refresh import make_hours
from spark.streaming_pipeline import start_job
from tests.etl.reference.states import Message
from tests.local_opensky import JumpingClock

_ADDRESS = b'{"icao24":"'


class RawLake:
    """The lake and outputs of some settings; `messages` lists those sent to the topic so far."""

    def __init__(self, spark: SparkSession, settings: Settings) -> None:
        self.settings, self.lake, self.outputs = settings, Lake(settings.lake_dir), Outputs(settings.output_dir)
        self.messages: list[Message] = []
        self._spark = spark

    def send(self, values: Sequence[bytes]) -> None:
        """Send messages to the topic, those of an aircraft to one partition, as the producer does."""
        producer = KafkaProducer(**KafkaConnection.from_settings(self.settings).for_python(), linger_ms=20)
        for value in values:
            key = value[len(_ADDRESS) :][:6] if value.startswith(_ADDRESS) else None
            producer.send(self.settings.kafka_topic, key=key, value=value)
        producer.flush()
        producer.close()
        self.messages += [Message(value, int(time.time())) for value in values]

    def land(self) -> None:
        """Run `land`."""
        topic = find_topic(KafkaConnection.from_settings(self.settings), self.settings.kafka_topic)
        land(self._spark, self.settings, topic)

    def take_up(self) -> None:
        """Run `land-alerts`, `silver` and `gold`."""
        landed_outputs.run(self.settings)
        make_hours(self._spark, self.lake, hours_to_make(self.lake, None))
        silver_flights.run(self.settings, None)
        gold.run(self.settings, None)

    def stream(self) -> None:
        """Run the streaming job to the end of the topic."""
        job = start_job(self._spark, self.settings)
        try:
            job.query.processAllAvailable()
        finally:
            job.query.stop()

    def ask_for_schedules(self, asked_at: int) -> None:
        """Run `schedules` at that time (epoch s)."""
        hour = datetime.fromtimestamp(asked_at // 3_600 * 3_600, UTC)
        schedules.run(self.settings, Interval(hour, hour), clock=JumpingClock(asked_at))

    def look_for_low_flights(self, first: int, last: int) -> None:
        """Run `altitude-alerts` for these hours (epoch s)."""
        altitude_alerts.run(self.settings, Interval(*(datetime.fromtimestamp(end, UTC) for end in (first, last))))


def lines_in(folder: Path) -> list[dict[str, Any]]:
    """Return the records of an output."""
    return [orjson.loads(line) for path in sorted(folder.rglob("*.json")) for line in path.read_bytes().splitlines()]
