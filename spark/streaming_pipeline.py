"""The streaming job: from the topic's state vectors to the outputs, with scores and flags.

    python spark/streaming_pipeline.py        (or spark-submit spark/streaming_pipeline.py)

Two queries read the topic:
  flights  parse -> check -> per shard of aircraft: drop repeats, score, flag -> live picture, records, rejected
  windows  parse -> check -> distinct aircraft per 2 minutes -> live windows, closed windows
Settings come from the environment or `.env` (see README).
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
from common.errors import EXIT_SETTINGS, SettingsError
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
from spark.topic_lag import messages_behind
from spark.windows import window_counts

BROKER_PAUSE_S = 2.0
POLL_RECORDS = 5_000
"""Records the Kafka client hands over at once; its 500 are for consumers that take long over each."""


FETCH_BYTES = 8 << 20
"""A task's share of a micro-batch in one answer of the broker; at the client's 1 MiB a task waits for several."""

FETCH_WAIT_MS = 20
"""At the end of the log the client asks ahead for what is not there yet, and its next question waits behind that: at
its 500 ms each task of a live micro-batch stood still for half a second."""

log = structlog.get_logger()


def main() -> int:
    configure_logs()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        settings = load_settings()
        calibration = load_calibration(settings.calibration_file)
        await_topic(KafkaConnection.from_settings(settings), settings.kafka_topic, stop)
        if stop.is_set():
            return 0
        session = start_session(settings)
    except SettingsError as error:
        print(f"streaming job: {error}", file=sys.stderr)
        return EXIT_SETTINGS
    signal.signal(signal.SIGINT, lambda _number, _frame: stop.set())  # PySpark puts its own in its place
    exit_code = run(session, settings, stop, calibration)
    with contextlib.suppress(Py4JError, OSError):  # its Java may have been stopped together with this process
        session.stop()
    return exit_code


def await_topic(connection: KafkaConnection, topic: str, stop: threading.Event) -> None:
    """Return once the topic is there, made here if need be, or `stop` is set; a broker that is not up yet is waited
    for. Raises SettingsError for a malformed address."""
    while not stop.is_set():
        try:
            ensure_topic(connection, topic)
            return
        except (KafkaError, OSError) as error:
            reason = str(error) or type(error).__name__
            log.warning("waiting for the broker", brokers=connection.bootstrap_servers, reason=reason)
            stop.wait(BROKER_PAUSE_S)


def run(session: SparkSession, settings: Settings, stop: threading.Event, calibration: Calibration) -> int:
    """Run both queries until `stop` is set (0) or one fails (1)."""
    job = start_job(session, settings, calibration)
    log.info("streaming", topic=settings.kafka_topic, output=str(settings.output_dir))
    try:
        return watch(job, stop)
    except (Py4JError, OSError):
        if not stop.is_set():
            raise
        log.info("Spark has stopped already")  # who stopped this process stopped its Java too
        return 0


@dataclass(frozen=True)
class Job:
    """The running queries, and where they say how they are."""

    queries: list[StreamingQuery]
    status: StatusBoard


def start_job(session: SparkSession, settings: Settings, calibration: Calibration = NO_CALIBRATION) -> Job:
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
    return Job(queries, status)


def watch(job: Job, stop: threading.Event) -> int:
    """Return 1 when a query has ended by itself, 0 when `stop` is set and both have been stopped."""
    while not stop.wait(1):
        for query in job.queries:
            if not query.isActive:
                words = str(query.exception()).split("\n=== Streaming Query ===")[0]
                log.error("query failed", query=query.name, error=words)
                return 1
        note_lag(job)
    for query in job.queries:
        query.stop()
    return 0


def note_lag(job: Job) -> None:
    """Publish how far each query is behind the topic, where that has changed."""
    behind = {query.name: messages_behind(query.lastProgress) for query in job.queries}
    news = [job.status.note_behind(name, messages) for name, messages in behind.items() if messages is not None]
    if any(news):
        job.status.publish()


def read_topic(session: SparkSession, settings: Settings, *, limited: bool) -> DataFrame:
    """The topic's messages from the beginning, or from the checkpoint; `limited` bounds a micro-batch."""
    reader = session.readStream.format("kafka").options(**KafkaConnection.from_settings(settings).for_spark())
    if limited:
        reader = reader.option("maxOffsetsPerTrigger", settings.spark_max_offsets_per_trigger)
    reader = reader.option("kafka.isolation.level", "read_committed")  # a poll as a whole: see producer.publisher
    reader = reader.option("kafka.max.poll.records", POLL_RECORDS)
    reader = reader.option("kafka.max.partition.fetch.bytes", FETCH_BYTES)
    reader = reader.option("kafka.fetch.max.wait.ms", FETCH_WAIT_MS)
    # What retention removed before it was read is gone: say so in the log and go on with what is there.
    reader = reader.option("failOnDataLoss", "false").option("startingOffsets", "earliest")
    return reader.option("subscribe", settings.kafka_topic).load()


def _start_flights(
    session: SparkSession, settings: Settings, publish: FlightsPublisher, *, models: str, calibration: Calibration
) -> StreamingQuery:
    limits = RuleLimits.of_settings(settings)
    records = parse_messages(read_topic(session, settings, limited=True))
    scored = score_new_records(
        records, shards=settings.spark_state_shards, limits=limits, models=models, calibration=calibration
    )
    return _start("flights", scored, settings, publish, output_mode="append", trigger=settings.spark_trigger)


def _start_windows(session: SparkSession, settings: Settings, publish: WindowsPublisher) -> StreamingQuery:
    """The window query is not limited per micro-batch: see `spark.windows` on reading at different paces."""
    windows = window_counts(parse_messages(read_topic(session, settings, limited=False)))
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
