"""From the topic to bronze: what is new in the topic, as it was received, in files named by where it stood there.

    read what is new -> by hour, as Parquet, in a working folder -> move each file to its place

A micro-batch that is run again after a crash writes the same files to the same places. They are on the disk before
Spark notes that it is done: the topic would not be asked for their messages again.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import structlog
from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from pyspark.errors import StreamingQueryException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from common.errors import LakeError, SourceUnavailable
from common.files.durability import make_folder, move_durably, sync
from common.kafka.connection import KafkaConnection
from common.kafka.topic import BOOTSTRAP_TIMEOUT_MS, probe
from common.settings import Settings
from contracts.lake.layout import Lake
from contracts.state_vector import MAX_LEAD_S
from etl.bronze.messages import COLUMNS, ROW_GROUP_BYTES, STATES, Span, hour_columns
from etl.bronze.spark_errors import cause_of
from etl.lake.work import working_folder
from spark.session import start_session
from spark.topic import read_topic

RECORDS_AT_ONCE = 1_000_000
"""Messages of a micro-batch, over all partitions: they pass through, so this bounds what a crash does again."""

_NEWEST_EPOCH_S = 2**31 - 1

log = structlog.get_logger()


@dataclass(frozen=True)
class Landed:
    """What was landed; `lost` messages were gone from the topic before."""

    records: int
    files: int
    lost: int


def run(settings: Settings) -> Landed:
    """Land what is new in the topic.

    Raises SourceUnavailable when the brokers can't be reached or there is no such topic, LakeError when it stopped
    on the way: what it has landed stays, and the next run goes on from there.
    """
    connection = KafkaConnection.from_settings(settings)
    found = find_topic(connection, settings.kafka_topic)
    session = start_session(settings, with_page=False)
    try:
        return land(session, settings, found)
    finally:
        session.stop()


@dataclass(frozen=True)
class FoundTopic:
    """A topic as the brokers have it: `id` is 8 hex digits, and one that was deleted and made again has another;
    `beginnings` are the first offsets of its partitions."""

    name: str
    id: str
    beginnings: dict[int, int]


def find_topic(connection: KafkaConnection, name: str) -> FoundTopic:
    """Raises SourceUnavailable when no broker can be reached or there is no such topic."""
    try:
        probe(connection.bootstrap_servers)
        admin = KafkaAdminClient(**connection.for_python(), bootstrap_timeout_ms=BOOTSTRAP_TIMEOUT_MS)
        try:
            if name not in admin.list_topics():
                raise SourceUnavailable(f"there is no topic {name} at {connection.bootstrap_servers}")
            (described,) = admin.describe_topics([name])
        finally:
            admin.close()
        partitions = [TopicPartition(name, each["partition_index"]) for each in described["partitions"]]
        consumer = KafkaConsumer(**connection.for_python(), enable_auto_commit=False)
        try:
            beginnings = consumer.beginning_offsets(partitions)
        finally:
            consumer.close()
    except (OSError, KafkaError) as error:
        reason = str(error) or type(error).__name__
        raise SourceUnavailable(f"no broker answers at {connection.bootstrap_servers}: {reason}") from error
    topic_id = str(described["topic_id"]).replace("-", "")[:8]
    return FoundTopic(name, topic_id, {each.partition: offset for each, offset in beginnings.items()})


def land(session: SparkSession, settings: Settings, topic: FoundTopic) -> Landed:
    """Land what the topic has beyond the checkpoint, all of it when there is none. Raises LakeError as `run`."""
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
        messages = read_topic(session, connection, topic.name, limit=RECORDS_AT_ONCE)
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
    """How many messages after the last that was landed the topic has no more, by the checkpoint of Spark.

    Raises LakeError when that is damaged.
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
            f"{path} of the checkpoint is damaged ({type(error).__name__}); to land the topic from its "
            f"beginning, which repeats nothing in silver, remove {checkpoint}"
        ) from None
    return sum(max(0, topic.beginnings.get(partition, offset) - offset) for partition, offset in landed.items())


def _sync_checkpoint(checkpoint: Path, known: set[Path]) -> None:
    """See that it is on the disk, which Spark leaves to the system: a torn one is one that somebody has to remove."""
    for path in (*checkpoint.rglob("*"), checkpoint):
        if path not in known or path.is_dir():
            with suppress(FileNotFoundError):  # Spark clears away what is old while it ends
                sync([path])


@dataclass
class Landing:
    """Lands the micro-batches of the topic; called by Spark as `landing(messages, batch_id)`.

    failure: what a micro-batch ended with, of which Spark's own error says only that Python has raised something.
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
        # Values are all different: a dictionary of them is tried and given up for each row group.
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
        """The messages of a file that Spark wrote, of one partition since each of its tasks reads one, and their
        number."""
        file = pq.ParquetFile(path)
        ends = file.read(["topic", "partition", "offset"])
        (topic,), (partition,) = (ends[name].unique().to_pylist() for name in ("topic", "partition"))
        offsets = ends["offset"].to_numpy()
        return Span(topic, self.topic_id, partition, int(offsets.min()), int(offsets.max())), len(offsets)


def received(messages: DataFrame) -> DataFrame:
    """Messages of Spark's Kafka source as bronze keeps them.

    The columns are `etl.bronze.messages.COLUMNS`, and `date` and `hour` (UTC) of the state vector's last contact, so
    that all repeats of one are of the same hour.

    Where there is no last contact, or one later than a valid record's can be, they are those of the arrival.
    """
    said = F.from_json(F.col("value").cast("string"), "last_contact long, poll_time long, source string")
    rows = messages.select(
        "topic",
        "partition",
        "offset",
        F.unix_seconds("timestamp").alias("arrived_at"),
        F.make_valid_utf8(F.col("key").cast("string")).alias("key"),
        "value",
        said.alias("said"),
    )
    latest = F.least(F.col("arrived_at") + 2 * MAX_LEAD_S, F.lit(_NEWEST_EPOCH_S))
    is_possible = F.col("said.last_contact").between(F.lit(0), latest)
    moment = F.timestamp_seconds(F.when(is_possible, F.col("said.last_contact")).otherwise(F.col("arrived_at")))
    return rows.withColumns({"poll_time": F.col("said.poll_time"), "source": F.col("said.source")}).select(
        *COLUMNS, *hour_columns(moment)
    )
