"""The streaming job: from the topic's state vectors to the outputs, with scores, flags and alerts.

    python spark/streaming_pipeline.py        (or spark-submit spark/streaming_pipeline.py)

Two queries read the topic:
  flights  parse -> check -> per shard of aircraft: drop repeats, score, flag -> live picture, records, rejected
  windows  parse -> check -> distinct aircraft per 2 minutes -> live windows, closed windows
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
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming.query import StreamingQuery

from common.clock import SystemClock
from common.commands import run_main
from common.errors import EXIT_FAILED
from common.kafka.connection import KafkaConnection
from common.kafka.topic import ensure_topic
from common.logs import configure_logs
from common.settings import Settings, load_settings
from contracts.outputs import Outputs
from ml.calibration.limit_factors import NO_CALIBRATION, Calibration, load_calibration
from ml.forest.flag_rules import RuleLimits
from ml.user_rules.rules_file import RulesFile
from spark.aircraft import score_new_records
from spark.messages import parse_messages
from spark.models import ModelShipment
from spark.publish.flights import FlightsPublisher
from spark.publish.status import StatusBoard
from spark.publish.windows import WindowsPublisher
from spark.session import start_session
from spark.topic import messages_behind, read_topic
from spark.windows import window_counts

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
    await_topic(KafkaConnection.from_settings(settings), settings.kafka_topic, stop)
    if stop.is_set():
        return 0
    session = start_session(settings)
    signal.signal(signal.SIGINT, lambda _number, _frame: stop.set())  # PySpark has installed its own handler
    exit_code = run(session, settings, stop, calibration)
    with contextlib.suppress(Py4JError, OSError):  # the JVM may have received the same signal and be gone
        session.stop()
    return exit_code


def await_topic(connection: KafkaConnection, topic: str, stop: threading.Event) -> None:
    """Create the topic if it does not exist, waiting for a broker that is not up yet; return early if `stop` is set.

    Raises SettingsError for a malformed address.
    """
    while not stop.is_set():
        try:
            ensure_topic(connection, topic)
            return
        except (KafkaError, OSError) as error:
            reason = str(error) or type(error).__name__
            log.warning("waiting for the broker", brokers=connection.bootstrap_servers, reason=reason)
            stop.wait(BROKER_PAUSE_S)


def run(session: SparkSession, settings: Settings, stop: threading.Event, calibration: Calibration) -> int:
    """Run both queries until `stop` is set (exit code 0) or one of them fails (exit code 1)."""
    job = start_job(session, settings, calibration)
    log.info("streaming", topic=settings.kafka_topic, output=str(settings.output_dir))
    try:
        return watch(job, stop)
    except (Py4JError, OSError):
        if not stop.is_set():
            raise
        log.info("Spark stopped first")  # the signal that set `stop` also reached the JVM
        return 0


@dataclass(frozen=True)
class StreamingJob:
    """The running queries, and the board on which they report."""

    queries: list[StreamingQuery]
    status: StatusBoard


def start_job(session: SparkSession, settings: Settings, calibration: Calibration = NO_CALIBRATION) -> StreamingJob:
    """Start the flights query and the window query."""
    outputs, clock = Outputs(settings.output_dir), SystemClock()
    models = ModelShipment(session, settings.model_dir)
    status = StatusBoard(outputs, clock=clock, model=models.status)
    status.publish()
    flights = FlightsPublisher(
        outputs,
        status,
        clock,
        models,
        RulesFile.of_settings(settings),
        live_max_age_s=settings.live_max_age_s,
        retention_hours=settings.retention_hours,
        alert_budget_per_1000_h=calibration.budget_per_1000_h,
    )
    queries = [
        _start_flights(session, settings, flights, models=models.series, calibration=calibration),
        _start_windows(session, settings, WindowsPublisher(outputs, status, clock)),
    ]
    return StreamingJob(queries, status)


def watch(job: StreamingJob, stop: threading.Event) -> int:
    """Return EXIT_FAILED once a query has failed; when `stop` is set, stop both queries and return 0."""
    while not stop.wait(1):
        for query in job.queries:
            if not query.isActive:
                words = str(query.exception()).split("\n=== Streaming Query ===")[0]
                log.error("query failed", query=query.name, error=words)
                return EXIT_FAILED
        publish_lag(job)
    for query in job.queries:
        query.stop()
    return 0


def publish_lag(job: StreamingJob) -> None:
    """Publish how many messages each query is behind the topic, if that has changed."""
    behind = {query.name: messages_behind(query.lastProgress) for query in job.queries}
    changed = [job.status.note_behind(name, messages) for name, messages in behind.items() if messages is not None]
    if any(changed):
        job.status.publish()


def _start_flights(
    session: SparkSession, settings: Settings, publish: FlightsPublisher, *, models: str, calibration: Calibration
) -> StreamingQuery:
    connection = KafkaConnection.from_settings(settings)
    limit = settings.spark_max_offsets_per_trigger
    records = parse_messages(read_topic(session, connection, settings.kafka_topic, limit=limit))
    scored = score_new_records(
        records,
        shards=settings.spark_state_shards,
        limits=RuleLimits.of_settings(settings),
        models=models,
        calibration=calibration,
    )
    return _start("flights", scored, settings, publish, output_mode="append", trigger=settings.spark_trigger)


def _start_windows(session: SparkSession, settings: Settings, publish: WindowsPublisher) -> StreamingQuery:
    """Start the window query. Its micro-batches have no limit; see `STATE_KEPT` in `spark.windows`."""
    connection = KafkaConnection.from_settings(settings)
    windows = window_counts(parse_messages(read_topic(session, connection, settings.kafka_topic, limit=None)))
    return _start("windows", windows, settings, publish, output_mode="update", trigger=settings.spark_windows_trigger)


def _start(
    name: str,
    rows: DataFrame,
    settings: Settings,
    publish: FlightsPublisher | WindowsPublisher,
    *,
    output_mode: str,
    trigger: str,
) -> StreamingQuery:
    checkpoints = settings.checkpoint_dir or str(Outputs(settings.output_dir).checkpoints)
    rows.sparkSession.sparkContext.setLocalProperty("spark.scheduler.pool", name)
    writer = rows.writeStream.queryName(name).outputMode(output_mode).foreachBatch(publish)
    return writer.option("checkpointLocation", f"{checkpoints}/{name}").trigger(processingTime=trigger).start()


if __name__ == "__main__":
    sys.exit(main())
