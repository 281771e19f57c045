"""A small cluster on this machine: three Kafka brokers, a Spark master and two workers of one core, all on 127.0.0.1.

It runs the job as a cluster does: partitions with replicas, executors that are processes of their own.
"""

import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyspark

from common.settings import Settings
from ops.broker import EmbeddedBroker
from ops.ports import free_ports
from ops.readiness import answers, listens
from ops.supervisor import Part

BROKERS = 3
WORKERS = 2
WORKER_MEMORY = "2g"


@dataclass(frozen=True)
class LocalCluster:
    """The brokers, and the ports of Spark's processes."""

    brokers: tuple[EmbeddedBroker, ...]
    master_port: int
    page_ports: tuple[int, ...]
    work_dir: Path

    @classmethod
    def of_settings(cls, settings: Settings) -> "LocalCluster":
        """Plan a cluster whose first broker listens on KAFKA_PORT; the other ports are free ones."""
        found = iter(free_ports(BROKERS - 1 + BROKERS + 1 + 1 + WORKERS))
        ports = (settings.kafka_port, *islice(found, BROKERS - 1))
        controllers, master_port, *pages = [*islice(found, BROKERS)], *found
        voters = tuple(enumerate(controllers, start=1))
        data_dir = settings.kafka_data_dir.with_name(f"{settings.kafka_data_dir.name}-cluster")
        brokers = tuple(
            EmbeddedBroker(port, controller, data_dir / str(number), node=number, voters=voters)
            for (number, controller), port in zip(voters, ports, strict=True)
        )
        return cls(brokers, master_port, tuple(pages), settings.output_dir / "spark-work")

    @property
    def bootstrap_servers(self) -> str:
        return ",".join(broker.bootstrap_servers for broker in self.brokers)

    @property
    def master(self) -> str:
        return f"spark://127.0.0.1:{self.master_port}"

    def environment(self) -> dict[str, str]:
        """Return the settings that point the parts of the system at the cluster."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "SPARK_MASTER": self.master,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_NO_DAEMONIZE": "1",
        }

    def broker_parts(self) -> list[Part]:
        """Return the brokers, each ready once it listens."""
        return [
            Part(f"kafka-{broker.node}", broker.command(), ready=listens(broker.port), stop_last=True)
            for broker in self.brokers
        ]

    def spark_parts(self) -> list[Part]:
        """Return Spark's master and workers; the workers' logs and scratch files are in `work_dir`."""
        master_page, *worker_pages = self.page_ports
        spark_class = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
        own = ("--host", "127.0.0.1", "--webui-port")
        master = (spark_class, "org.apache.spark.deploy.master.Master", *own, str(master_page), "--port")
        parts = [
            Part(
                "spark-master",
                [*master, str(self.master_port)],
                ready=answers(f"http://127.0.0.1:{master_page}"),
                url=f"http://127.0.0.1:{master_page}",
                stop_last=True,
            )
        ]
        for number, page in enumerate(worker_pages, start=1):
            size = ("--cores", "1", "--memory", WORKER_MEMORY, "--work-dir", str(self.work_dir))
            worker = (spark_class, "org.apache.spark.deploy.worker.Worker", *own, str(page), *size, self.master)
            ready = answers(f"http://127.0.0.1:{page}")
            parts.append(Part(f"spark-worker-{number}", worker, ready=ready, after=("spark-master",), stop_last=True))
        return parts
