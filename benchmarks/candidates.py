"""The jobs whose throughput is compared: each reads a whole topic and returns once its last output is written."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import orjson
import pyarrow as pa
from kafka import KafkaConsumer, TopicPartition
from pyspark.sql import functions as F
from pyspark.sql.streaming.query import StreamingQuery

from benchmarks.usual_job import start_usual_job
from common.files.json_files import replace_bytes, write_json
from common.kafka.connection import KafkaConnection
from common.settings import Settings
from contracts.outputs import Outputs, batch_folder
from contracts.state_vector import RECORD_DDL
from ml.alerts.watch import Watch
from ml.calibration.limit_factors import load_calibration
from ml.forest.flag_rules import RuleLimits
from ml.forest.model import load_model
from ml.user_rules.rules import NO_RULES
from spark.overview import unpack
from spark.publish.flights import taken_polls
from spark.publish.live_picture import PICTURE_COLUMNS, merge_picture, picture_of
from spark.session import start_session
from spark.shard import MESSAGE_SCHEMA, Judging, Shard, process
from spark.shard_task import summary_of
from spark.streaming_pipeline import start_job

Run = Callable[[Settings], float]
"""Reads the topic of the settings into its output folder; returns the seconds from the start to the last output."""


def this_job(settings: Settings) -> Run:
    """Return the project's streaming job."""
    session = start_session(settings)
    calibration = load_calibration(settings.calibration_file)
    return lambda of_run: _timed(lambda: [start_job(session, of_run, calibration).query])


def usual_job(settings: Settings, *, limited: bool) -> Run:
    """Return the job as it is usually written; limited: with the project's limit per micro-batch."""
    session = start_session(settings)

    def start(of_run: Settings) -> list[StreamingQuery]:
        return start_usual_job(
            session,
            kafka=KafkaConnection.from_settings(of_run).for_spark(),
            topic=of_run.kafka_topic,
            output=of_run.output_dir,
            model=load_model(of_run.model_dir),
            batch_rows=of_run.spark_max_offsets_per_trigger if limited else None,
        )

    return lambda of_run: _timed(lambda: start(of_run))


def parse_only(settings: Settings) -> Run:
    """Return reading and parsing in Spark, which sets the upper limit of a job that leaves them to Spark."""
    session = start_session(settings)

    def start(of_run: Settings) -> list[StreamingQuery]:
        reader = session.readStream.format("kafka").options(**KafkaConnection.from_settings(of_run).for_spark())
        reader = reader.option("startingOffsets", "earliest")
        reader = reader.option("maxOffsetsPerTrigger", of_run.spark_max_offsets_per_trigger)
        messages = reader.option("subscribe", of_run.kafka_topic).load()
        records = messages.select(F.from_json(F.col("value").cast("string"), RECORD_DDL).alias("state"))
        writer = records.select("state.*").writeStream.format("noop")
        return [writer.option("checkpointLocation", str(of_run.output_dir)).start()]

    return lambda of_run: _timed(lambda: start(of_run))


def one_loop(settings: Settings) -> Run:
    """Return one loop in one process without a framework, but with all detectors, alerts and files.

    It keeps no state on the disk and cannot go on after a crash.
    """
    calibration = load_calibration(settings.calibration_file)
    judging = Judging(load_model(settings.model_dir), RuleLimits.of_settings(settings), calibration)

    def run(of_run: Settings) -> float:
        began = time.monotonic()
        outputs, shard, watch, picture = Outputs(of_run.output_dir), Shard.empty(), Watch(), picture_of([])
        for batch_id, messages in enumerate(_messages(of_run)):
            processed, shard = process(messages, shard, judging, topic=of_run.kafka_topic, reports_markers=True)
            for kept, lines in processed.lines.items():
                for hour, content in lines.items():
                    replace_bytes(batch_folder(outputs.root / kept, hour, batch_id) / "part-00000.json", content)
            overview = unpack([processed.overview])
            newest = overview.loc[overview["newest"], [*PICTURE_COLUMNS, "record"]]
            picture = merge_picture(picture, newest, max_age_s=of_run.live_max_age_s)
            flights = [orjson.Fragment(record) for record in picture["record"]]
            write_json(outputs.live_flights, {"flights": flights})
            polls, overview = taken_polls(summary_of(processed)["polls"], overview)
            events = watch.advance(polls, overview, overview["findings"].to_list(), NO_RULES)
            lines_of_events = b"".join(orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE) for event in events)
            replace_bytes(outputs.alerts / f"{batch_id}.json", lines_of_events)
        return time.monotonic() - began

    return run


def _messages(settings: Settings) -> Iterator[pa.Table]:
    """Yield the messages of a topic, about as many at a time as in the job's micro-batches."""
    consumer = KafkaConsumer(
        **KafkaConnection.from_settings(settings).for_python(),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
        max_partition_fetch_bytes=8 << 20,
        max_poll_records=settings.spark_max_offsets_per_trigger,
    )
    try:
        partitions = [
            TopicPartition(settings.kafka_topic, each) for each in consumer.partitions_for_topic(settings.kafka_topic)
        ]
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        rows: list[tuple[object, ...]] = []
        reading = True
        while reading:
            for of_partition in consumer.poll(timeout_ms=1_000).values():
                rows += [
                    (
                        each.partition,
                        each.offset,
                        datetime.fromtimestamp(each.timestamp / 1e3, UTC),
                        each.key,
                        each.value,
                    )
                    for each in of_partition
                ]
            reading = any(consumer.position(partition) < end for partition, end in ends.items())
            if rows and (not reading or len(rows) >= settings.spark_max_offsets_per_trigger):
                columns = zip(*rows, strict=True)
                arrays = [pa.array(column, kind) for column, kind in zip(columns, MESSAGE_SCHEMA.types, strict=True)]
                yield pa.table(arrays, schema=MESSAGE_SCHEMA)
                rows = []
    finally:
        consumer.close()


def _timed(start: Callable[[], list[StreamingQuery]]) -> float:
    began = time.monotonic()
    queries = start()
    for query in queries:
        query.processAllAvailable()
    seconds = time.monotonic() - began
    for query in queries:
        query.stop()
    return seconds


CANDIDATES: dict[str, Callable[[Settings], Run]] = {
    "this job": this_job,
    "one loop": one_loop,
    "usual job": lambda settings: usual_job(settings, limited=False),
    "usual job, limited": lambda settings: usual_job(settings, limited=True),
    "parse only": parse_only,
}
