"""The parts of the system that `make run` starts: their commands, their order, and when each is ready."""

import os
import sys
from dataclasses import replace

import orjson
from kafka.errors import KafkaError

from common.files.json_files import read_json
from common.kafka.connection import KafkaConnection
from common.kafka.topic import delete_topic, ensure_topic
from common.settings import Settings
from contracts.outputs import Outputs
from contracts.state_vector import SIMULATED
from ml.forest.model import SIDECAR_FILE
from ops.broker import EmbeddedBroker
from ops.cluster import LocalCluster
from ops.readiness import Ready, answers, never, written
from ops.source import LIVE, Source
from ops.supervisor import Part

DEMO_INTERVAL_S = 10
MODEL_AT_LATEST_S = 90.0
"""After this time the streaming job starts with rules only, and loads the model once it is trained."""


def build_parts(
    settings: Settings, source: Source, *, embedded: bool, fresh: bool, cluster: LocalCluster | None = None
) -> list[Part]:
    """Return the parts in the order of the status view.

    embedded: run the embedded broker; fresh: empty its topic first. cluster: run these brokers and Spark's processes
    instead.
    """
    outputs = Outputs(settings.output_dir)
    python = sys.executable
    local = source.kind != LIVE
    kafka: list[Part] = []
    spark: list[Part] = []
    if cluster:
        for broker in cluster.brokers:
            broker.prepare()
        *kafka, last = cluster.broker_parts()
        connection = KafkaConnection(cluster.bootstrap_servers)
        kafka.append(replace(last, ready=_topic_ready(settings.kafka_topic, connection, fresh=fresh)))
        spark = cluster.spark_parts()
    elif embedded:
        kafka.append(_broker_part(settings, fresh=fresh))
    brokers = tuple(part.name for part in kafka)
    parts = [*kafka, *spark]
    if local:
        parts.append(
            Part(
                "source",
                [python, "-m", "simulator", *_source_options(source, outputs)],
                ready=answers(f"http://127.0.0.1:{settings.simulator_port}/health"),
                stop_last=True,
            )
        )
    parts.append(
        Part(
            "producer",
            [python, "producer/opensky_producer.py"],
            ready=written(outputs.live_producer),
            after=(*brokers, *(("source",) * local)),
        )
    )
    needs_model = not _has_model_for(settings, source)
    if needs_model:
        parts.append(_training_part(settings, source))
    parts.append(
        Part(
            "spark",
            [python, "spark/streaming_pipeline.py"],
            ready=written(outputs.live_flights),
            after=(*brokers, *(part.name for part in spark), *(("model",) * needs_model)),
            at_latest_s=MODEL_AT_LATEST_S,
            url=f"http://127.0.0.1:{settings.spark_ui_port}",
        )
    )
    parts.append(
        Part(
            "dashboard",
            [python, "-m", "streamlit", "run", "dashboard/app.py", "--server.port", str(settings.dashboard_port)],
            ready=answers(f"http://127.0.0.1:{settings.dashboard_port}/_stcore/health"),
            url=f"http://localhost:{settings.dashboard_port}",
        )
    )
    if settings.notifications_file.exists():
        parts.append(
            Part(
                "notifications",
                [python, "-m", "notifications"],
                ready=written(outputs.live_notifications),
            )
        )
    return parts


def build_environment(settings: Settings, source: Source, cluster: LocalCluster | None = None) -> dict[str, str]:
    """Return the environment of the parts; unless the traffic is live, it points them at the local OpenSky server."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "OUTPUT_DIR": str(settings.output_dir)}
    if source.kind != LIVE:
        local = f"http://127.0.0.1:{settings.simulator_port}"
        environment["OPENSKY_URL"] = f"{local}/api"
        environment["OPENSKY_TOKEN_URL"] = f"{local}/auth/realms/opensky-network/protocol/openid-connect/token"
    if cluster:
        environment |= cluster.environment()
    if source.kind == SIMULATED and settings.poll_interval_s is None:
        environment["POLL_INTERVAL_S"] = str(DEMO_INTERVAL_S)
    return environment


def ports_in_use(settings: Settings, source: Source, *, embedded: bool) -> dict[str, int]:
    """Return the ports that the parts will listen on, by the name of the setting."""
    ports = {"DASHBOARD_PORT": settings.dashboard_port}
    if embedded:
        ports |= {"KAFKA_PORT": settings.kafka_port, "KAFKA_CONTROLLER_PORT": settings.kafka_controller_port}
    if source.kind != LIVE:
        ports |= {"SIMULATOR_PORT": settings.simulator_port}
    return ports


def _broker_part(settings: Settings, *, fresh: bool) -> Part:
    broker = EmbeddedBroker(settings.kafka_port, settings.kafka_controller_port, settings.kafka_data_dir)
    broker.prepare()
    ready = _topic_ready(settings.kafka_topic, KafkaConnection.from_settings(settings), fresh=fresh)
    return Part("kafka", broker.command(), ready=ready, stop_last=True)


def _topic_ready(name: str, connection: KafkaConnection, *, fresh: bool) -> Ready:
    """Return a check that the topic is there; fresh: empty it first."""
    to_empty = {name} if fresh else set()

    def ready(_started_at: float) -> bool:
        try:
            for topic in to_empty.copy():
                ensure_topic(connection, topic)  # once this returns, the broker knows the topic and can delete it
                delete_topic(connection, topic)
                to_empty.discard(topic)
            ensure_topic(connection, name)
        except (OSError, KafkaError):
            return False  # not yet
        return True

    return ready


def _training_part(settings: Settings, source: Source) -> Part:
    collect_from = ["--file", str(source.recording)] if source.recording else []
    return Part(
        "model",
        [sys.executable, "ml/train_model.py", "--replace", "--model-dir", str(settings.model_dir), *collect_from],
        ready=never,
        after=() if source.recording else ("producer",),
    )


def _source_options(source: Source, outputs: Outputs) -> list[str]:
    if source.recording:
        return ["--recording", str(source.recording), "--speed", source.speed]
    return ["--fault-log", str(outputs.root / "simulator" / "faults.jsonl")]


def _has_model_for(settings: Settings, source: Source) -> bool:
    """Return True if the model was trained on this kind of traffic: simulated and real flights need different ones."""
    try:
        sidecar = read_json(settings.model_dir / SIDECAR_FILE)
    except orjson.JSONDecodeError:
        return False
    if not isinstance(sidecar, dict):
        return False
    simulated = SIMULATED in sidecar.get("training_data", {}).get("sources", [])
    return simulated == (source.kind == SIMULATED)
