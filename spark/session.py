"""The Spark session: what the job needs set, wherever it runs."""

import os
import sys
import tempfile
import zipfile
from pathlib import Path

from pyspark import SparkConf
from pyspark.sql import SparkSession

from common.errors import SettingsError
from common.settings import ROOT, Settings

EXECUTOR_PACKAGES = ("common", "contracts", "opensky", "ml", "spark")
CONNECTOR_JARS = ROOT / ".jars" / "connector"


def start_session(settings: Settings, *, with_page: bool = True) -> SparkSession:
    """Start (or join, under spark-submit) the session, with the Kafka connector and the project's code on board.

    with_page: whether Spark serves its own page, which nobody looks at while a short command runs. Raises SettingsError
    when the connector is nowhere to be found.
    """
    if settings.spark_master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # also where Spark's own page listens
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ  # by spark-submit: its Java runs already, with its own jars
    conf = SparkConf()
    jars = [] if conf.contains("spark.jars") or conf.contains("spark.jars.packages") else _connector_jars()
    if jars and not submitted:
        conf.set("spark.jars", ",".join(jars))
    builder = SparkSession.builder.config(conf=conf).appName("flightwatch")
    if not conf.contains("spark.master"):
        builder = builder.master(settings.spark_master)
    for name, value in _options(settings).items():
        builder = builder.config(name, value)
    builder = builder.config("spark.ui.enabled", str(with_page).lower())
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("WARN")
    for jar in jars if submitted else []:
        session.sql(f"ADD JAR '{jar}'")
    session.sparkContext.addPyFile(str(_zipped_code()))
    return session


def _options(settings: Settings) -> dict[str, str]:
    return {
        "spark.driver.memory": settings.spark_driver_memory,
        "spark.driver.extraJavaOptions": "-XX:+UseParallelGC",  # G1's helpers would take a core from the work
        "spark.ui.port": str(settings.spark_ui_port),
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.scheduler.mode": "FAIR",
        "spark.scheduler.allocation.file": f"file://{ROOT / 'spark' / 'fair_scheduler.xml'}",
        "spark.sql.shuffle.partitions": str(settings.spark_shuffle_partitions),
        "spark.sql.adaptive.enabled": "false",  # small batches: re-planning costs more than it saves
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.sources.partitionOverwriteMode": "dynamic",
        "spark.sql.maxConcurrentOutputFileWriters": "8",  # the few hours of a micro-batch, without sorting it first
        "spark.sql.inMemoryColumnarStorage.compressed": "false",  # a micro-batch is cached for a second or two
        "spark.sql.streaming.stateStore.providerClass": (
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"
        ),
        "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled": "true",
        "spark.sql.streaming.metricsEnabled": "false",
        "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    }


def _connector_jars() -> list[str]:
    jars = sorted(CONNECTOR_JARS.glob("*.jar"))
    if not jars:
        raise SettingsError("Spark's Kafka connector is missing: run `make setup`, or pass --packages to spark-submit")
    return [str(jar) for jar in jars]


def _zipped_code() -> Path:
    """The packages that executors import, as one archive; the same way on a laptop and on a cluster."""
    archive = Path(tempfile.mkdtemp(prefix="flightwatch-")) / "flightwatch.zip"
    with zipfile.ZipFile(archive, "w") as content:
        for package in EXECUTOR_PACKAGES:
            for module in sorted((ROOT / package).rglob("*.py")):
                content.write(module, module.relative_to(ROOT).as_posix())
    return archive
