"""The jobs whose throughput is compared: each reads a whole topic and returns once its last output is written."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import orjson
from pyspark.sql import functions as F
from pyspark.sql.streaming.query import StreamingQuery

from benchmarks.candidate_outputs import Written, outputs_of_peer, outputs_of_this_job, outputs_of_usual_job
from benchmarks.messages import read_messages
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
from spark.shard import Judging, Shard, process
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
    for tuned in ("spark.sql.adaptive.enabled", "spark.sql.streaming.checkpointFileManagerClass"):
        session.conf.unset(tuned)

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
        for batch_id, messages in enumerate(read_messages(of_run)):
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


def _timed(start: Callable[[], list[StreamingQuery]]) -> float:
    began = time.monotonic()
    queries = start()
    for query in queries:
        query.processAllAvailable()
    seconds = time.monotonic() - began
    for query in queries:
        query.stop()
    return seconds


def quix_streams(_settings: Settings) -> Run:
    """Return the job on Quix Streams."""
    from benchmarks.quix_job import QuixRuns  # only if it is installed

    return QuixRuns()


def bytewax(_settings: Settings) -> Run:
    """Return the job on Bytewax."""
    from benchmarks.bytewax_job import BytewaxRuns  # only if it is installed

    return BytewaxRuns()


@dataclass(frozen=True)
class Candidate:
    """A job to measure. words: what it is. lacks: what it does not do, and why its outputs may differ.

    outputs: reads what it has written, None if it writes nothing. needs: a module that it needs, if that is optional.
    """

    prepare: Callable[[Settings], Run]
    words: str
    lacks: str
    outputs: Callable[[Path], Written] | None = None
    needs: str | None = None

    @property
    def left_out(self) -> str | None:
        """Why it cannot be measured here, None if it can."""
        if self.needs is None or find_spec(self.needs):
            return None
        python = ".".join(map(str, sys.version_info[:2]))
        return f"left out: {self.needs} is not installed, or has no wheel for Python {python}"


CANDIDATES: dict[str, Candidate] = {
    "this job": Candidate(
        this_job, "with all detectors, alerts, windows and files", "lacks nothing", outputs_of_this_job
    ),
    "one loop": Candidate(
        one_loop,
        "one Python process without a framework: the same detection, alerts and files",
        "no windows, no state on disk, no restart, no second process",
        outputs_of_this_job,
    ),
    "Quix Streams": Candidate(
        quix_streams,
        "forest, rules and windows in two processes of one consumer group",
        "no detectors and no alerts; at least once, so a restart repeats records; waits for no whole poll, and keeps no"
        " order across partitions; drops invalid records without a trace; emits a window of an aircraft when its own"
        " partition has passed the end, so the sum is incomplete until all partitions have, and forever for a"
        " partition that falls silent",
        outputs_of_peer,
        needs="quixstreams",
    ),
    "Bytewax": Candidate(
        bytewax,
        "forest, rules and windows in two processes of one worker",
        "no detectors and no alerts; its state is lost at a restart, because recovery is off, and with recovery its"
        " files are at least once; waits for no whole poll, and keeps no order across partitions; drops invalid records"
        " without a trace; a partition that is read a minute of traffic ahead of another closes windows before the"
        " other's records come, which are then lost; a longer wait would keep them, and delay every window",
        outputs_of_peer,
        needs="bytewax",
    ),
    "usual job": Candidate(
        lambda settings: usual_job(settings, limited=False),
        "as usually written: four queries that each read and parse, scoring on the driver, Spark's defaults",
        "no detectors and no alerts; keeps repeats; scores in its anomalies only; aircraft in windows are estimated;"
        " reads the whole topic in one micro-batch, so nothing appears before all of it is read",
        outputs_of_usual_job,
    ),
    "usual job, limited": Candidate(
        lambda settings: usual_job(settings, limited=True),
        "the same with as many messages per micro-batch as this job has",
        "no detectors and no alerts; keeps repeats; scores in its anomalies only; aircraft in windows are estimated",
        outputs_of_usual_job,
    ),
    "parse only": Candidate(parse_only, "reading and parsing in Spark", "nothing else, and writes nothing"),
}
