"""The commands of QUICKSTART.md, run from the root as written there."""

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from kafka import KafkaProducer

from common.settings import ROOT
from contracts.outputs import Outputs
from tests.ports import free_ports
from tests.records import record
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


@pytest.mark.system
def test_the_streaming_job_runs_under_spark_submit_and_without_a_model(kafka, topic, tmp_path):
    producer = KafkaProducer(**kafka.for_python())
    producer.send(topic, orjson.dumps(record(velocity=450.0)), key=b"4b1814")
    producer.close()
    outputs = Outputs(tmp_path / "output")
    environment = ACTIVATED | {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "KAFKA_TOPIC": topic,
        "OUTPUT_DIR": str(outputs.root),
        "MODEL_DIR": str(tmp_path / "none"),
        "SPARK_UI_PORT": str(free_ports(1)[0]),
    }
    with (tmp_path / "job.log").open("wb") as log:
        command = ["spark-submit", "spark/streaming_pipeline.py"]
        job = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until(
                lambda: list(outputs.anomalies.glob("date=*/hour=*/batch=*/part-*.json")) or job.poll() is not None,
                seconds=120,
                what="the record is flagged",
            )
            assert job.poll() is None, (tmp_path / "job.log").read_text()
        finally:
            job.terminate()
            job.wait(30)
    (path,) = outputs.anomalies.glob("date=*/hour=*/batch=*/part-*.json")
    flagged = orjson.loads(path.read_bytes())
    assert (flagged["rules"], flagged["not_scored"], flagged["anomaly_score"]) == (["overspeed"], "no model", None)
    status = orjson.loads(outputs.live_status.read_bytes())
    assert status["model"]["state"] == "missing"
    assert "train_model.py" in status["model"]["reason"]
