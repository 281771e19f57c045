"""The embedded broker: a real Apache Kafka, a KRaft node on 127.0.0.1, without Docker.

`python -m ops.broker` runs it in the foreground until Ctrl-C.
"""

import base64
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from common.commands import run_main
from common.errors import SettingsError
from common.settings import ROOT, load_settings

CLUSTER_ID = "flightwatch-embedded-1"
"""The same for every start, since Kafka refuses a data folder that was formatted under another cluster id."""

_LOG4J = """\
Configuration:
  Appenders:
    Console: {name: out, PatternLayout: {pattern: "%d{yyyy-MM-dd HH:mm:ss} %p %c{1}: %m%n"}}
  Loggers:
    Root: {level: WARN, AppenderRef: {ref: out}}
    Logger: {name: kafka.server.KafkaRaftServer, level: INFO}
"""


@dataclass(frozen=True)
class EmbeddedBroker:
    """A broker's ports and data folder; `prepare` creates and formats the folder.

    node: its number in the cluster. voters: number and controller port of all nodes; this one alone when empty.
    """

    port: int
    controller_port: int
    data_dir: Path
    retention_hours: int = 24
    node: int = 1
    voters: tuple[tuple[int, int], ...] = ()

    @property
    def bootstrap_servers(self) -> str:
        return f"127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Write the configuration, and format the data folder if it is new.

        Raises SettingsError with Kafka's own message when the folder cannot be used.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        (self.data_dir / "server.properties").write_text(self._properties())
        (self.data_dir / "log4j2.yaml").write_text(_LOG4J)
        formatted = subprocess.run(
            self._java(
                "kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", _cluster_id(), "-c", self._config
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        if formatted.returncode != 0:
            problem = formatted.stderr.strip() or formatted.stdout.strip() or f"exit code {formatted.returncode}"
            raise SettingsError(f"KAFKA_DATA_DIR {self.data_dir}: {problem}")

    def command(self) -> list[str]:
        """Return the command line that runs the broker in the foreground."""
        return self._java("kafka.Kafka", self._config)

    @property
    def _config(self) -> str:
        return str(self.data_dir / "server.properties")

    def _java(self, main: str, *arguments: str) -> list[str]:
        jars = ROOT / ".jars" / "broker"
        if not jars.is_dir():
            raise SettingsError("the broker's jars are missing: run `make setup`")
        java = str(Path(os.environ["JAVA_HOME"]) / "bin" / "java") if os.environ.get("JAVA_HOME") else "java"
        options = [
            "-Xms256m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",  # the second compiler takes more processor time than it saves one machine
            f"-Dlog4j2.configurationFile={self.data_dir}/log4j2.yaml",
        ]
        return [java, *options, "-cp", f"{jars}/*", main, *arguments]

    def _properties(self) -> str:
        voters = self.voters or ((self.node, self.controller_port),)
        node = {
            "process.roles": "broker,controller",
            "node.id": str(self.node),
            "controller.quorum.voters": ",".join(f"{number}@127.0.0.1:{port}" for number, port in voters),
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port}",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(self.data_dir / "log"),
            "auto.create.topics.enable": "false",
            "log.message.timestamp.type": "LogAppendTime",  # the broker's own clock, not each sender's
            "log.retention.hours": str(self.retention_hours),
            "log.segment.bytes": str(64 * 1024 * 1024),
        }
        replicas = (
            "default.replication.factor",
            "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor",
        )
        in_sync = ("min.insync.replicas", "transaction.state.log.min.isr")
        safety = dict.fromkeys(replicas, str(len(voters))) | dict.fromkeys(in_sync, str(len(voters) // 2 + 1))
        return "".join(f"{name}={value}\n" for name, value in (node | safety).items())


def _cluster_id() -> str:
    """Return the id in the form that Kafka requires, 16 bytes in base64, derived from CLUSTER_ID."""
    return base64.urlsafe_b64encode(uuid5(NAMESPACE_URL, CLUSTER_ID).bytes).decode().rstrip("=")


@run_main("kafka")
def main() -> int:
    settings = load_settings()
    broker = EmbeddedBroker(settings.kafka_port, settings.kafka_controller_port, settings.kafka_data_dir)
    broker.prepare()
    print(f"Kafka listens on {broker.bootstrap_servers}, data in {broker.data_dir}; Ctrl-C stops it", flush=True)
    command = broker.command()
    os.execvp(command[0], command)


if __name__ == "__main__":
    sys.exit(main())
