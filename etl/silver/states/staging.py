"""Let Spark parse and check messages of bronze as the stream does, and stage them as rows of silver."""

from collections.abc import Sequence
from pathlib import Path

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from common.errors import LakeError
from contracts.lake.silver import REJECTED, STATES
from contracts.state_vector import FIELDS
from etl.bronze import messages as bronze
from etl.bronze.spark_support import cause_of, hour_columns
from etl.lake.origins import find_damaged
from etl.silver.states.parsing import parse_messages


def stage(session: SparkSession, files: Sequence[Path], folder: Path) -> None:
    """Write the rows of these files of bronze, repeats included, to `<folder>/table=states|rejected/date=/hour=/`.

    Raises LakeError when a file is damaged or Spark fails.
    """
    schema = ", ".join(f"{name} {kind}" for name, kind in bronze.COLUMNS.items())
    messages = session.read.schema(schema).parquet(*map(str, files))
    writer = parsed(messages).write.partitionBy("table", "date", "hour")
    writer = writer.option("parquet.block.size", bronze.ROW_GROUP_BYTES).option("compression", "snappy")
    try:
        writer.parquet(str(folder))
    except (PySparkException, Py4JJavaError) as error:
        if damaged := find_damaged(files):
            raise damaged from None
        raise LakeError(f"messages of bronze cannot be parsed and staged: {cause_of(error)}") from error


def parsed(messages: DataFrame) -> DataFrame:
    """Return messages of bronze as rows of silver's states and rejected messages, with `table`, `date` and `hour`."""
    as_received = messages.select(
        "topic", "partition", "offset", F.timestamp_seconds("arrived_at").alias("timestamp"), "value"
    )
    rows = parse_messages(as_received).withColumn("arrived_at", F.unix_seconds("arrived_at"))
    lists = {field.name: F.to_json(field.name) for field in FIELDS if field.type.startswith("array")}
    is_valid = F.col("problem").isNull()
    moment = F.timestamp_seconds(F.when(is_valid, F.col("last_contact")).otherwise(F.col("arrived_at")))
    return rows.withColumns(lists).select(
        "*",
        F.when(is_valid, F.lit(STATES.name)).otherwise(F.lit(REJECTED.name)).alias("table"),
        *hour_columns(moment),
    )
