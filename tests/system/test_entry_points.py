"""The commands of QUICKSTART.md, run from the root as written there."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest
from kafka import KafkaProducer

from common.kafka.topic import delete_topic, ensure_topic
from common.settings import ROOT
from contracts.outputs import Outputs
from tests.ports import free_ports
from tests.records import record
from tests.system.kept import records_in, records_so_far
from tests.waiting import wait_until

BIN = Path(sys.executable).parent
ACTIVATED = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("script", ["producer/opensky_producer.py", "ml/train_model.py"])
def test_scripts_run_from_the_root_and_print_their_help(script):
    result = subprocess.run([BIN / "python", script, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "usage:" in result.stdout


def test_the_streaming_job_names_a_wrong_setting_and_shows_no_value():
    wrong = ACTIVATED | {"RETENTION_HOURS": "s3cret"}
    command = [BIN / "python", "spark/streaming_pipeline.py"]
    result = subprocess.run(command, cwd=ROOT, env=wrong, capture_output=True, text=True, check=False)
    assert result.returncode == 78
    assert "RETENTION_HOURS" in result.stderr
    assert "s3cret" not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture
def environment(kafka, topic, tmp_path):
    return ACTIVATED | {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "KAFKA_TOPIC": topic,
        "OUTPUT_DIR": str(tmp_path / "output"),
        "MODEL_DIR": str(tmp_path / "none"),
        "SPARK_UI_PORT": str(free_ports(1)[0]),
    }


@contextmanager
def running_job(environment, *command, flags, log):
    """Run the streaming job until it has flagged this aircraft alone, and as long as the block lasts."""
    outputs = Outputs(Path(environment["OUTPUT_DIR"]))
    with log.open("wb") as written:
        job = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT)
        try:
            wait_until(
                lambda: (
                    [each["icao24"] for each in records_so_far(outputs.anomalies)] == [flags] or job.poll() is not None
                ),
                seconds=120,
                what="the record is flagged",
            )
            assert job.poll() is None, log.read_text()
            yield outputs
        finally:
            job.terminate()
            job.wait(30)


def send(kafka, topic, **differences):
    producer = KafkaProducer(**kafka.for_python())
    producer.send(topic, orjson.dumps(record(velocity=450.0, **differences)), key=b"4b1814")
    producer.close()


@pytest.mark.system
def test_the_streaming_job_runs_under_spark_submit_alone_on_its_outputs_and_notices_a_topic_made_anew(
    kafka, topic, environment, tmp_path
):
    send(kafka, topic)
    script = "spark/streaming_pipeline.py"
    with running_job(environment, "spark-submit", script, flags="4b1814", log=tmp_path / "job.log") as outputs:
        second = subprocess.run(
            [BIN / "python", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    assert second.returncode == 78
    assert second.stderr == (
        f"streaming job: another streaming job writes to {outputs.root}: stop it, or set OUTPUT_DIR\n"
    )
    (flagged,) = records_in(outputs.anomalies)
    assert (flagged["rules"], flagged["not_scored"], flagged["anomaly_score"]) == (["overspeed"], "no model", None)
    status = orjson.loads(outputs.live_status.read_bytes())
    assert status["model"]["state"] == "missing"
    assert "train_model.py" in status["model"]["reason"]

    delete_topic(kafka, topic)
    ensure_topic(kafka, topic)
    send(kafka, topic, icao24="abcdef")
    with running_job(environment, BIN / "python", script, flags="abcdef", log=tmp_path / "again.log"):
        pass
    assert records_in(Outputs(outputs.root / "previous").anomalies) == [flagged]
    assert f"topic {topic} has been made anew" in (tmp_path / "again.log").read_text()
