"""The streaming job: from the topic's state vectors to the outputs, with scores, flags and alerts.

    python spark/streaming_pipeline.py        (or spark-submit spark/streaming_pipeline.py)

One query reads the topic and hands each shard of aircraft its messages as they came:
  shard    parse -> check -> wait for whole polls -> drop repeats, score, flag, count in windows -> files
  driver   live picture, alerts, windows, status
Settings come from the environment or `.env` (docs/settings.md).
"""

import contextlib
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import structlog
from kafka.errors import KafkaError
from py4j.protocol import Py4JError
from pyspark.sql import SparkSession
from pyspark.sql.streaming.query import StreamingQuery

from common.clock import SystemClock
from common.commands import run_main
from common.errors import EXIT_FAILED
from common.kafka.connection import KafkaConnection
from common.kafka.topic import describe_topic, ensure_topic
from common.logs import configure_logs
from common.settings import Settings, load_settings
from contracts.outputs import Outputs
from ml.calibration.limit_factors import NO_CALIBRATION, Calibration, load_calibration
from ml.forest.flag_rules import RuleLimits
from ml.user_rules.rules_file import RulesFile
from spark.checkpoints import QUERY, Origin, checkpoint_of, claimed, prepare
from spark.models import ModelShipment
from spark.publish.flights import FlightsPublisher
from spark.publish.merging import Merging
from spark.publish.status import StatusBoard
from spark.session import start_session
from spark.topic import by_shard, messages_behind, read_topic

BROKER_PAUSE_S = 2.0

log = structlog.get_logger()


@run_main("streaming job")
def main() -> int:
    configure_logs()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    settings = load_settings()
    calibration = load_calibration(settings.calibration_file)
    outputs = Outputs(settings.output_dir)
    with claimed(outputs):
        topic_id = await_topic(KafkaConnection.from_settings(settings), settings.kafka_topic, stop)
        if topic_id is None:
            return 0
        checkpoint = checkpoint_of(outputs, settings.checkpoint_dir)
        origin = Origin(settings.kafka_topic, topic_id)
        prepare(outputs, origin, checkpoint=checkpoint, shards=settings.spark_state_shards)
        session = start_session(settings)
        signal.signal(signal.SIGINT, lambda _number, _frame: stop.set())  # PySpark has installed its own handler
        exit_code = run(session, settings, stop, calibration)
        with contextlib.suppress(Py4JError, OSError):  # the JVM may have received the same signal and be gone
            session.stop()
        return exit_code


def await_topic(connection: KafkaConnection, topic: str, stop: threading.Event) -> str | None:
    """Create the topic if it does not exist, waiting for a broker that is not up yet, and return Kafka's id of it.

    Returns None if `stop` is set. Raises SettingsError for a malformed address.
    """
    while not stop.is_set():
        try:
            ensure_topic(connection, topic)
            if described := describe_topic(connection, topic):
                return described.id
        except (KafkaError, OSError) as error:
            reason = str(error) or type(error).__name__
            log.warning("waiting for the broker", brokers=connection.bootstrap_servers, reason=reason)
            stop.wait(BROKER_PAUSE_S)
    return None


def run(session: SparkSession, settings: Settings, stop: threading.Event, calibration: Calibration) -> int:
    """Run the query until `stop` is set (exit code 0) or it fails (exit code 1)."""
    job = start_job(session, settings, calibration)
    log.info("streaming", topic=settings.kafka_topic, output=str(settings.output_dir))
    try:
        return watch(job, stop)
    except (Py4JError, OSError):
        if not stop.is_set():
            raise
        log.info("Spark stopped first")  # the signal that set `stop` also reached the JVM
        return 0
    finally:
        job.merging.stop()


@dataclass(frozen=True)
class StreamingJob:
    """The running query, the board on which it reports, and what merges closed hours beside it."""

    query: StreamingQuery
    status: StatusBoard
    merging: Merging


def start_job(session: SparkSession, settings: Settings, calibration: Calibration = NO_CALIBRATION) -> StreamingJob:
    """Start the query."""
    outputs, clock = Outputs(settings.output_dir), SystemClock()
    models = ModelShipment(session, settings.model_dir)
    status = StatusBoard(outputs, clock=clock, model=models.status)
    status.publish()
    publisher = FlightsPublisher(
        outputs,
        settings.kafka_topic,
        status,
        clock,
        models,
        RulesFile.of_settings(settings),
        RuleLimits.of_settings(settings),
        calibration,
        live_max_age_s=settings.live_max_age_s,
        retention_hours=settings.retention_hours,
        max_bytes=int(settings.output_max_gb * 1e9),
    )
    connection = KafkaConnection.from_settings(settings)
    messages = read_topic(session, connection, settings.kafka_topic, limit=settings.spark_max_offsets_per_trigger)
    sharded = by_shard(messages, shards=settings.spark_state_shards)
    writer = sharded.writeStream.queryName(QUERY).foreachBatch(publisher)
    writer = writer.option("checkpointLocation", checkpoint_of(outputs, settings.checkpoint_dir))
    return StreamingJob(writer.trigger(processingTime=settings.spark_trigger).start(), status, publisher.merging)


def watch(job: StreamingJob, stop: threading.Event) -> int:
    """Return EXIT_FAILED once the query has failed; when `stop` is set, stop it and return 0."""
    while not stop.wait(1):
        if not job.query.isActive:
            words = str(job.query.exception()).split("\n=== Streaming Query ===")[0]
            log.error("query failed", query=job.query.name, error=words)
            return EXIT_FAILED
        publish_lag(job)
    job.query.stop()
    return 0


def publish_lag(job: StreamingJob) -> None:
    """Publish how many messages the query is behind the topic, if that has changed."""
    behind = messages_behind(job.query.lastProgress)
    if behind is not None and job.status.note_behind(job.query.name, behind):
        job.status.publish()


if __name__ == "__main__":
    sys.exit(main())
