"""A Kafka broker that lives as long as one benchmark."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.kafka.connection import KafkaConnection
from ops.broker import EmbeddedBroker
from ops.ports import free_ports

STARTS_WITHIN_S = 60


@contextmanager
def running_broker(folder: Path) -> Iterator[KafkaConnection]:
    """Run a broker with its data in `folder/kafka`; stop it at the end.

    Raises SystemExit when it does not listen within STARTS_WITHIN_S.
    """
    port, controller_port = free_ports(1)[0], free_ports(1)[0]
    broker = EmbeddedBroker(port, controller_port, folder / "kafka")
    broker.prepare()
    process = subprocess.Popen(broker.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the broker did not start")
            time.sleep(0.2)
        yield KafkaConnection(broker.bootstrap_servers)
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
