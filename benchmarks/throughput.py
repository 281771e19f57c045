"""Measure rows per second of the streaming job, and of two jobs to compare it with.

One is the same job as usually written; the other only reads and parses, which sets the upper limit.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.streaming.query import StreamingQuery

from benchmarks.traffic import filled_topic
from benchmarks.usual_job import start_usual_job
from common.kafka.connection import KafkaConnection
from common.settings import Settings
from contracts.state_vector import RECORD_DDL
from ml.forest.model import load_model
from spark.streaming_pipeline import start_job

RECORDS = 300_000
WARM_UP_RECORDS = RECORDS
"""As many as in the measured run: even after 180,000 records, the JVM still spends a third of its time on JIT
compilation."""


@dataclass(frozen=True)
class Throughput:
    """Seconds and rows per second of one job."""

    name: str
    seconds: float
    rows_per_s: float


def measure_throughput(session: SparkSession, settings: Settings, folder: Path) -> list[Throughput]:
    """Run each job on a warm-up topic, then on the measured one, timed from its queries' start to the last row."""
    connection = KafkaConnection.from_settings(settings)
    topics = [filled_topic(connection, records=count) for count in (WARM_UP_RECORDS, RECORDS)]
    candidates = {"this job": _this_job, "usual job": _usual_job, "parse only": _parse_only}
    print(f"\nThroughput: {RECORDS:,} records, from the start of the queries to the last output", flush=True)
    results = []
    for name, start in candidates.items():
        for topic in topics:
            output = folder / name.replace(" ", "-") / topic
            seconds = _timed(lambda: start(session, settings.model_copy(update={"kafka_topic": topic}), output))  # noqa: B023
        results.append(Throughput(name, seconds, RECORDS / seconds))
        print(f"  {name}: {results[-1].seconds:.1f} s", flush=True)
    return results


def _timed(start: Callable[[], list[StreamingQuery]]) -> float:
    began = time.monotonic()
    queries = start()
    for query in queries:
        query.processAllAvailable()
    seconds = time.monotonic() - began
    for query in queries:
        query.stop()
    return seconds


def _this_job(session: SparkSession, settings: Settings, output: Path) -> list[StreamingQuery]:
    return [start_job(session, settings.model_copy(update={"output_dir": output})).query]


def _usual_job(session: SparkSession, settings: Settings, output: Path) -> list[StreamingQuery]:
    return start_usual_job(
        session,
        kafka=KafkaConnection.from_settings(settings).for_spark(),
        topic=settings.kafka_topic,
        output=output,
        model=load_model(settings.model_dir),
        batch_rows=settings.spark_max_offsets_per_trigger,
    )


def _parse_only(session: SparkSession, settings: Settings, output: Path) -> list[StreamingQuery]:
    messages = (
        session.readStream.format("kafka")
        .options(**KafkaConnection.from_settings(settings).for_spark())
        .option("subscribe", settings.kafka_topic)
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", settings.spark_max_offsets_per_trigger)
        .load()
    )
    records = messages.select(F.from_json(F.col("value").cast("string"), RECORD_DDL).alias("state")).select("state.*")
    return [records.writeStream.format("noop").option("checkpointLocation", str(output)).start()]
