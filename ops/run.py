"""`make run`: the whole system on this machine, started in order, watched, and stopped as one.

python -m ops.run [--source simulated|live|RECORDING] [--speed X|max]
"""

import argparse
import os
import signal
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson
from kafka.errors import KafkaError

from common.errors import EXIT_SETTINGS, FlightwatchError, SettingsError
from common.files.json_files import read_json
from common.kafka.connection import KafkaConnection
from common.kafka.topic import delete_topic, ensure_topic
from common.settings import ROOT, Settings, load_settings
from contracts.outputs import Outputs
from contracts.state_vector import RECORDED, SIMULATED
from ml.forest.model import SIDECAR_FILE
from ops.broker import EmbeddedBroker
from ops.fresh_start import RunRecord, put_aside
from ops.ports import require_free_ports
from ops.status_view import StatusView
from ops.supervisor import Part, State, Supervisor

LIVE = "live"
DEMO_INTERVAL_S = 10
MODEL_AT_LATEST_S = 90.0
"""After this the streaming job starts with rules only, and takes the model up once it is there."""


@dataclass(frozen=True)
class Source:
    """What to watch: `simulated`, `live`, or a recording's path with its speed."""

    kind: str
    recording: Path | None = None
    speed: str = "1"

    @classmethod
    def parse(cls, text: str, speed: str | None) -> "Source":
        """Raises SettingsError when it is none of the three, or a speed does not belong to it."""
        if text in (SIMULATED, LIVE):
            if speed:
                raise SettingsError(f"SPEED is for recordings; SOURCE={text} runs at its own")
            return cls(text)
        recording = Path(text)
        if not recording.is_file():
            raise SettingsError(f"SOURCE={text}: neither `{SIMULATED}`, `{LIVE}`, nor a file that is there")
        return cls(RECORDED, recording.resolve(), speed or "1")

    @property
    def name(self) -> str:
        return str(self.recording) if self.recording else self.kind

    @property
    def heading(self) -> str:
        """The source in words, for the status view."""
        if self.recording:
            return f"recorded traffic: {self.recording.name}, speed {self.speed}"
        return "simulated traffic" if self.kind == SIMULATED else "live traffic from OpenSky"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", default=SIMULATED, help=f"{SIMULATED}, {LIVE}, or the path of a recording")
    parser.add_argument("--speed", help="of a recording: recorded seconds per second, or max")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        settings = load_settings()
        source = Source.parse(options.source, options.speed)
        return run(settings, source, stop)
    except FlightwatchError as error:
        print(f"make run: {error}", file=sys.stderr)
        return EXIT_SETTINGS


def run(settings: Settings, source: Source, stop: threading.Event) -> int:
    """Run until `stop` is set; 0, or 1 when a part failed for good."""
    embedded = "kafka_bootstrap_servers" not in settings.model_fields_set
    require_free_ports(_ports(settings, source, embedded=embedded))
    outputs = Outputs(settings.output_dir)
    record = RunRecord(settings.output_dir)
    fresh = not record.continues(source.name, recording=source.recording is not None)
    if fresh and (previous := put_aside(settings.output_dir)):
        print(f"another source than last time: the outputs so far are now in {previous}")
    record.write(source.name)
    parts = _parts(settings, source, outputs, embedded=embedded, fresh=fresh)
    supervisor = Supervisor(parts, log_dir=outputs.logs, cwd=ROOT, env=_environment(settings, source))
    try:
        with StatusView(supervisor, heading=f"Flightwatch: {source.heading}", log_dir=outputs.logs) as view:
            while not stop.wait(0.5):
                supervisor.step()
                view.refresh()
    finally:
        print("stopping", flush=True)
        failed = any(life.state is State.FAILED for life in supervisor.lives)
        supervisor.stop()
    return int(failed)


def _ports(settings: Settings, source: Source, *, embedded: bool) -> dict[str, int]:
    ports = {"DASHBOARD_PORT": settings.dashboard_port}
    if embedded:
        ports |= {"KAFKA_PORT": settings.kafka_port, "KAFKA_CONTROLLER_PORT": settings.kafka_controller_port}
    if source.kind != LIVE:
        ports |= {"SIMULATOR_PORT": settings.simulator_port}
    return ports


def _environment(settings: Settings, source: Source) -> dict[str, str]:
    """What the parts read beside `.env`: where the local source is, unless the traffic is live."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "OUTPUT_DIR": str(settings.output_dir)}
    if source.kind != LIVE:
        local = f"http://127.0.0.1:{settings.simulator_port}"
        environment["OPENSKY_URL"] = f"{local}/api"
        environment["OPENSKY_TOKEN_URL"] = f"{local}/auth/realms/opensky-network/protocol/openid-connect/token"
    if source.kind == SIMULATED and settings.poll_interval_s is None:
        environment["POLL_INTERVAL_S"] = str(DEMO_INTERVAL_S)
    return environment


def _parts(settings: Settings, source: Source, outputs: Outputs, *, embedded: bool, fresh: bool) -> list[Part]:
    python = sys.executable
    local = source.kind != LIVE
    parts = []
    if embedded:
        parts.append(_broker_part(settings, fresh=fresh))
    if local:
        parts.append(
            Part(
                "source",
                [python, "-m", "simulator", *_source_options(source, outputs)],
                ready=_answers(f"http://127.0.0.1:{settings.simulator_port}/health"),
                stop_last=True,
            )
        )
    parts.append(
        Part(
            "producer",
            [python, "producer/opensky_producer.py"],
            ready=_written(outputs.live_producer, "published_at"),
            after=("kafka",) * embedded + ("source",) * local,
        )
    )
    needs_model = not _has_model_for(settings, source)
    if needs_model:
        parts.append(_training_part(settings, source))
    parts.append(
        Part(
            "spark",
            [python, "spark/streaming_pipeline.py"],
            ready=_written(outputs.live_flights, "published_at"),
            after=("kafka",) * embedded + ("model",) * needs_model,
            at_latest_s=MODEL_AT_LATEST_S,
            url=f"http://127.0.0.1:{settings.spark_ui_port}",
        )
    )
    parts.append(
        Part(
            "dashboard",
            [python, "-m", "streamlit", "run", "dashboard/app.py", "--server.port", str(settings.dashboard_port)],
            ready=_answers(f"http://127.0.0.1:{settings.dashboard_port}/_stcore/health"),
            url=f"http://localhost:{settings.dashboard_port}",
        )
    )
    if settings.notifications_file.exists():
        parts.append(
            Part(
                "notifications",
                [python, "-m", "notifications"],
                ready=_written(outputs.live_notifications, "published_at"),
            )
        )
    return parts


def _broker_part(settings: Settings, *, fresh: bool) -> Part:
    broker = EmbeddedBroker(settings.kafka_port, settings.kafka_controller_port, settings.kafka_data_dir)
    broker.prepare()
    connection = KafkaConnection.from_settings(settings)
    to_empty = {settings.kafka_topic} if fresh else set()

    def ready(_started_at: float) -> bool:
        try:
            for topic in to_empty.copy():
                ensure_topic(connection, topic)  # answers once the broker is up; what is listed can be deleted
                delete_topic(connection, topic)
                to_empty.discard(topic)
            ensure_topic(connection, settings.kafka_topic)
        except (OSError, KafkaError):
            return False  # not yet
        return True

    return Part("kafka", broker.command(), ready=ready, stop_last=True)


def _training_part(settings: Settings, source: Source) -> Part:
    collect_from = ["--file", str(source.recording)] if source.recording else []
    return Part(
        "model",
        [sys.executable, "ml/train_model.py", "--replace", "--model-dir", str(settings.model_dir), *collect_from],
        ready=lambda _started_at: False,
        after=() if source.recording else ("producer",),
    )


def _source_options(source: Source, outputs: Outputs) -> list[str]:
    if source.recording:
        return ["--recording", str(source.recording), "--speed", source.speed]
    return ["--fault-log", str(outputs.root / "simulator" / "faults.jsonl")]


def _has_model_for(settings: Settings, source: Source) -> bool:
    """Whether the model there was trained on this kind of traffic: one of simulated flights is none for real ones."""
    try:
        sidecar = read_json(settings.model_dir / SIDECAR_FILE)
    except orjson.JSONDecodeError:
        return False
    if not isinstance(sidecar, dict):
        return False
    simulated = SIMULATED in sidecar.get("training_data", {}).get("sources", [])
    return simulated == (source.kind == SIMULATED)


def _answers(url: str) -> Callable[[float], bool]:
    def ready(_started_at: float) -> bool:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310  (a URL of this machine)
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    return ready


def _written(path: Path, when: str) -> Callable[[float], bool]:
    """Ready once the file says that it was written after the part started."""

    def ready(started_at: float) -> bool:
        try:
            content = read_json(path)
        except orjson.JSONDecodeError:
            return False
        return isinstance(content, dict) and content.get(when, 0) >= started_at

    return ready


if __name__ == "__main__":
    sys.exit(main())
