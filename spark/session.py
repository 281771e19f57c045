"""The Spark session with the options that the project needs, on one machine or a cluster."""

import importlib
import os
import socket
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from py4j.protocol import Py4JJavaError
from pyspark import SparkConf
from pyspark.sql import SparkSession

from common.errors import SettingsError
from common.settings import ROOT, Settings

EXECUTOR_PACKAGES = ("common", "contracts", "opensky", "ml", "spark")
CONNECTOR_JARS = ROOT / ".jars" / "connector"
CLASS_ARCHIVE = ROOT / ".jars" / "spark.jsa"
"""Made by `spark.class_archive`."""

CHECKPOINT_FILES = "org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager"
"""Renames a file of the checkpoint with one system call. Without Hadoop's native library, which PySpark does not have,
Spark's usual class starts `readlink` eight times for that, 16 processes in a micro-batch. What it adds is a check that
no second query writes the checkpoint, and `spark.checkpoints.claimed` makes sure of that."""

JOB_HEAP, BATCH_HEAP = "1g", "2g"
"""Of the driver. The streaming job only passes messages on; the batch side sorts hours of records."""


def start_session(settings: Settings, *, heap: str = JOB_HEAP, with_page: bool = True) -> SparkSession:
    """Start the session, or join spark-submit's, and give it the Kafka connector and the project's code.

    heap: of the driver, unless the settings name one. with_page: serve Spark's own web page; short commands leave it
    off. Raises SettingsError when the connector is missing, or when the executors of a cluster cannot run the
    project's code.
    """
    if settings.spark_master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # Spark's web page listens there, too
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ  # spark-submit has started the JVM with its own jars
    conf = SparkConf()
    jars = [] if conf.contains("spark.jars") or conf.contains("spark.jars.packages") else _connector_jars()
    if jars and not submitted:
        conf.set("spark.jars", ",".join(jars))
    builder = SparkSession.builder.config(conf=conf).appName("flightwatch")
    if not conf.contains("spark.master"):
        builder = builder.master(settings.spark_master)
    for name, value in _options(settings, heap).items():
        builder = builder.config(name, value)
    builder = builder.config("spark.ui.enabled", str(with_page).lower())
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("WARN")
    for jar in jars if submitted else []:
        session.sql(f"ADD JAR '{jar}'")
    session.sparkContext.addPyFile(str(_zipped_code()))
    if not session.sparkContext.master.startswith("local"):  # spark-submit may have been given another one
        _check_executors(session)
    return session


def _check_executors(session: SparkSession) -> None:
    """Let each core of the cluster import the task's module. Raises SettingsError with the host that cannot."""
    context = session.sparkContext
    cores = max(2, context.defaultParallelism)
    try:
        problems = context.parallelize(range(cores), cores).mapPartitions(_import_problems).collect()
    except Py4JJavaError as error:  # no Python at all, or one of another version
        cause = str(error.java_exception.getMessage()).strip().splitlines()
        problems = [next((line for line in reversed(cause) if "Error" in line or "Cannot" in line), cause[0])]
    if problems:
        python = context.pythonExec
        raise SettingsError(
            f"the executors cannot run the job with {python}: {problems[0].strip()}; install the packages of"
            " requirements.txt there, or set PYSPARK_PYTHON to the Python that has them"
        )


def _import_problems(_numbers: Iterator[int]) -> Iterator[str]:
    try:
        importlib.import_module("spark.shard_task")
    except ImportError as error:
        yield f"{socket.gethostname()}: {error}"


def _options(settings: Settings, heap: str) -> dict[str, str]:
    return {
        "spark.driver.memory": settings.spark_driver_memory or heap,
        # The threads of Java's usual collector would take a core from the work.
        "spark.driver.extraJavaOptions": " ".join(["-XX:+UseParallelGC", *archive_options()]),
        "spark.ui.port": str(settings.spark_ui_port),
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.adaptive.enabled": "false",  # re-planning small batches costs more than it saves
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.streaming.metricsEnabled": "false",
        "spark.sql.streaming.checkpointFileManagerClass": CHECKPOINT_FILES,
        "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    }


def archive_options() -> list[str]:
    """Return the options that start Java with the archive of Spark's classes, none where there is no archive."""
    return [f"-XX:SharedArchiveFile={CLASS_ARCHIVE}", "-Xlog:cds*=off"] if CLASS_ARCHIVE.exists() else []


def _connector_jars() -> list[str]:
    jars = sorted(CONNECTOR_JARS.glob("*.jar"))
    if not jars:
        raise SettingsError("Spark's Kafka connector is missing: run `make setup`, or pass --packages to spark-submit")
    return [str(jar) for jar in jars]


def _zipped_code() -> Path:
    """Zip the packages that executors import, with their subfolders; local mode ships the same archive as a cluster."""
    archive = Path(tempfile.mkdtemp(prefix="flightwatch-")) / "flightwatch.zip"
    with zipfile.ZipFile(archive, "w") as content:
        for package in EXECUTOR_PACKAGES:
            for module in sorted((ROOT / package).rglob("*.py")):
                content.write(module, module.relative_to(ROOT).as_posix())
    return archive
