"""An archive of the Java classes that Spark loads, with which Spark starts in two thirds of the time.

    python -m spark.class_archive        (`make setup` runs it)

Java maps the archive into its memory instead of reading, checking and linking the classes one by one ("class data
sharing"). It starts without the archive if that was made by another Java or with other jars.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from common.commands import run_main
from common.errors import EXIT_FAILED
from common.settings import load_settings
from spark.session import CLASS_ARCHIVE, start_session

EXIT_WITHIN_S = 300
"""Java writes the archive when it exits."""


@run_main("class archive")
def main() -> int:
    CLASS_ARCHIVE.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=CLASS_ARCHIVE.parent) as folder:
        made = Path(folder) / CLASS_ARCHIVE.name
        # Only the classes count, not how well they are compiled.
        os.environ["SPARK_SUBMIT_OPTS"] = f"-XX:ArchiveClassesAtExit={made} -Xlog:cds=error -XX:TieredStopAtLevel=1"
        session = start_session(load_settings(spark_master="local[2]"), with_page=False)
        load_classes(session, Path(folder))
        java = session.sparkContext._gateway.proc
        session.stop()
        java.stdin.close()
        if java.wait(EXIT_WITHIN_S) != 0:
            return EXIT_FAILED
        with made.open("rb") as written:
            os.fsync(written.fileno())  # half an archive would crash Java
        made.replace(CLASS_ARCHIVE)
    return 0


def load_classes(session: SparkSession, folder: Path) -> None:
    """Use the parts of Spark that the commands use, with little data."""
    session.conf.set("spark.sql.shuffle.partitions", "2")
    rows = session.range(1_000).withColumn("hour", F.col("id") % 24)
    texts = rows.select(F.to_json(F.struct("id", "hour")).alias("value"), F.lit("2026-01-01").alias("date"))
    texts.write.partitionBy("date").parquet(str(folder / "texts"))
    parsed = session.read.parquet(str(folder / "texts")).select(
        F.from_json("value", "id long, hour int").alias("row"), "date"
    )
    hours = parsed.groupBy("row.hour", "date").agg(F.max("row.id").alias("last")).orderBy("hour")
    hours.mapInArrow(_unchanged, hours.schema).toArrow()


def _unchanged(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return batches


if __name__ == "__main__":
    sys.exit(main())
