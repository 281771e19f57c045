"""`python -m etl land`: copy new messages of the topic to bronze, as received, in files named by their offsets.

    read new messages -> write Parquet by hour in a working folder -> move each file to its place

A micro-batch that is repeated after a crash writes the same files to the same places. Its files are on the disk before
Spark commits it, because Spark never reads committed messages again.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import structlog
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from pyspark.errors import StreamingQueryException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from common.errors import LakeError, SourceUnavailable
from common.files.durability import make_folder, move_durably, sync
from common.kafka.connection import KafkaConnection
from common.kafka.topic import describe_topic, probe
from common.settings import Settings
from contracts.lake.layout import Lake
from contracts.state_vector import MAX_EPOCH_S, MAX_LEAD_S
from etl.bronze.messages import COLUMNS, ROW_GROUP_BYTES, STATES, Span
from etl.bronze.spark_support import cause_of, hour_columns
from etl.lake.work import working_folder
from spark.session import BATCH_HEAP, start_session
from spark.topic import is_marker, read_topic

RECORDS_AT_ONCE = 1_000_000
"""Largest number of messages in a micro-batch, over all partitions. They are streamed, so this bounds only the work
that has to be repeated after a crash."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Landed:
    """Counts of a run. lost: messages that the topic dropped before they were landed."""

    records: int
    files: int
    lost: int


def run(settings: Settings) -> Landed:
    """Land the new messages of the topic.

    Raises SourceUnavailable when no broker can be reached or the topic does not exist, and LakeError when landing stops
    early; the messages landed so far stay, and the next run continues after them.
    """
    connection = KafkaConnection.from_settings(settings)
    found = find_topic(connection, settings.kafka_topic)
    session = start_session(settings, heap=BATCH_HEAP, with_page=False)
    try:
        return land(session, settings, found)
    finally:
        session.stop()


@dataclass(frozen=True)
class FoundTopic:
    """A topic as the brokers describe it.

    id: first 8 hex digits of Kafka's topic id; a topic that is deleted and created again gets another. beginnings: the
    first offset of each partition.
    """

    name: str
    id: str
    beginnings: dict[int, int]


def find_topic(connection: KafkaConnection, name: str) -> FoundTopic:
    """Ask the brokers for the topic. Raises SourceUnavailable when none can be reached or the topic does not exist."""
    try:
        probe(connection.bootstrap_servers)
        described = describe_topic(connection, name)
        if described is None:
            raise SourceUnavailable(f"there is no topic {name} at {connection.bootstrap_servers}")
        partitions = [TopicPartition(name, number) for number in described.partitions]
        consumer = KafkaConsumer(**connection.for_python(), enable_auto_commit=False)
        try:
            beginnings = consumer.beginning_offsets(partitions)
        finally:
            consumer.close()
    except (OSError, KafkaError) as error:
        reason = str(error) or type(error).__name__
        raise SourceUnavailable(f"no broker answers at {connection.bootstrap_servers}: {reason}") from error
    short_id = described.id.replace("-", "")[:8]
    return FoundTopic(name, short_id, {each.partition: offset for each, offset in beginnings.items()})


def land(session: SparkSession, settings: Settings, topic: FoundTopic) -> Landed:
    """Land the messages after the checkpoint, or all messages without one. Raises LakeError as `run` does."""
    lake = Lake(settings.lake_dir)
    checkpoint = lake.root / ".checkpoints" / STATES / f"{topic.name}-{topic.id}"
    lost = _lost(checkpoint, topic)
    if lost:
        log.warning("messages were gone from the topic before they were landed", topic=topic.name, count=lost)
    make_folder(checkpoint)
    known = set(checkpoint.rglob("*"))
    with working_folder(lake, "land") as folder:
        landing = Landing(lake, topic.id, folder / "batch")
        connection = KafkaConnection.from_settings(settings)
        messages = read_topic(session, connection, topic.name, limit=RECORDS_AT_ONCE).where(~is_marker())
        writer = messages.writeStream.queryName("land").foreachBatch(landing)
        query = writer.option("checkpointLocation", str(checkpoint)).trigger(availableNow=True).start()
        try:
            query.awaitTermination()
        except StreamingQueryException as error:
            words = cause_of(landing.failure or error)
            raise LakeError(f"landing stopped after {landing.records:,} records: {words}") from None
        finally:
            query.stop()
            _sync_checkpoint(checkpoint, known)
    return Landed(landing.records, landing.files, lost)


def _lost(checkpoint: Path, topic: FoundTopic) -> int:
    """Return how many messages after Spark's checkpoint are no longer in the topic.

    Raises LakeError when the checkpoint is damaged.
    """
    finished = [int(path.name) for path in (checkpoint / "commits").glob("[0-9]*")]
    if not finished:
        return 0
    path = checkpoint / "offsets" / str(max(finished))
    try:
        offsets = orjson.loads(path.read_text().splitlines()[-1])
        landed = {int(partition): int(offset) for partition, offset in offsets[topic.name].items()}
    except (IndexError, KeyError, ValueError) as error:
        raise LakeError(
            f"{path} of the checkpoint is damaged ({type(error).__name__}); remove {checkpoint} to land the topic "
            "from its beginning (silver will still keep each message once)"
        ) from None
    return sum(max(0, topic.beginnings.get(partition, offset) - offset) for partition, offset in landed.items())


def _sync_checkpoint(checkpoint: Path, known: set[Path]) -> None:
    """Flush the checkpoint to the disk, which Spark does not do: a torn checkpoint has to be removed by hand."""
    for path in (*checkpoint.rglob("*"), checkpoint):
        if path not in known or path.is_dir():
            with suppress(FileNotFoundError):  # Spark removes old entries while it stops
                sync([path])


@dataclass
class Landing:
    """Lands the micro-batches of the topic; Spark calls it as `landing(messages, batch_id)`.

    failure: the error that ended a micro-batch; Spark's own error only reports that Python raised something.
    """

    lake: Lake
    topic_id: str
    staging: Path

    def __post_init__(self) -> None:
        self.records = 0
        self.files = 0
        self.failure: Exception | None = None

    def __call__(self, messages: DataFrame, _batch_id: int) -> None:
        try:
            self._land(messages)
        except Exception as error:
            self.failure = error
            raise

    def _land(self, messages: DataFrame) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)
        writer = received(messages).write.partitionBy("date", "hour")
        # All values differ: Parquet would build a dictionary and discard it for each row group.
        writer = writer.option("parquet.enable.dictionary#value", "false")
        writer = writer.option("parquet.block.size", ROW_GROUP_BYTES).option("compression", "zstd")
        writer.parquet(str(self.staging))
        moves: list[tuple[Path, Path]] = []
        for staged in sorted(self.staging.glob("date=*/hour=*/*.parquet")):
            hour = self.lake.folder("bronze", STATES) / staged.parent.relative_to(self.staging)
            make_folder(hour)
            span, records = self._read_span(staged)
            moves.append((staged, hour / span.file_name))
            self.records += records
        move_durably(moves)
        self.files += len(moves)

    def _read_span(self, path: Path) -> tuple[Span, int]:
        """Return the span and number of messages of a file that Spark wrote: a task reads a single topic partition."""
        file = pq.ParquetFile(path)
        ends = file.read(["topic", "partition", "offset"])
        (topic,), (partition,) = (ends[name].unique().to_pylist() for name in ("topic", "partition"))
        offsets = ends["offset"].to_numpy()
        return Span(topic, self.topic_id, partition, int(offsets.min()), int(offsets.max())), len(offsets)


def received(messages: DataFrame) -> DataFrame:
    """Return messages of Spark's Kafka source as bronze keeps them: COLUMNS, `date` and `hour`.

    Date and hour (UTC) are those of the state vector's last contact, so that all its repeats share an hour. If the last
    contact is missing, or too late to be valid, they are those of the arrival.
    """
    record = F.from_json(F.col("value").cast("string"), "last_contact long, poll_time long, source string")
    rows = messages.select(
        "topic",
        "partition",
        "offset",
        F.unix_seconds("timestamp").alias("arrived_at"),
        F.make_valid_utf8(F.col("key").cast("string")).alias("key"),
        "value",
        record.alias("record"),
    )
    latest = F.least(F.col("arrived_at") + 2 * MAX_LEAD_S, F.lit(MAX_EPOCH_S))
    is_possible = F.col("record.last_contact").between(F.lit(0), latest)
    moment = F.timestamp_seconds(F.when(is_possible, F.col("record.last_contact")).otherwise(F.col("arrived_at")))
    return rows.withColumns({"poll_time": F.col("record.poll_time"), "source": F.col("record.source")}).select(
        *COLUMNS, *hour_columns(moment)
    )
