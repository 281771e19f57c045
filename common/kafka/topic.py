"""Create the topic, and delete it when a run must not continue the previous one."""

import socket
from dataclasses import dataclass

import structlog
from kafka.admin import KafkaAdminClient
from kafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError

from common.errors import SettingsError
from common.kafka.connection import KafkaConnection

PARTITIONS = 3
BOOTSTRAP_TIMEOUT_MS = 10_000

log = structlog.get_logger()


def ensure_topic(connection: KafkaConnection, topic: str) -> None:
    """Create the topic, unless it exists, with PARTITIONS partitions and the cluster's default replication.

    Raises OSError or KafkaError when no broker can be reached or the brokers refuse the request, SettingsError when an
    address is malformed.
    """
    probe(connection.bootstrap_servers)
    admin = KafkaAdminClient(**connection.for_python(), bootstrap_timeout_ms=BOOTSTRAP_TIMEOUT_MS)
    try:
        if topic in admin.list_topics():
            return
        topics = {topic: {"num_partitions": PARTITIONS, "replication_factor": -1}}
        admin.create_topics(topics, wait_for_metadata=True)
        log.info("topic created", topic=topic, partitions=PARTITIONS)
    except TopicAlreadyExistsError:
        log.debug("topic created by another process", topic=topic)
    finally:
        admin.close()


@dataclass(frozen=True)
class TopicDescription:
    """A topic as the brokers describe it. id: a topic that is deleted and made anew gets another."""

    id: str
    partitions: tuple[int, ...]


def describe_topic(connection: KafkaConnection, topic: str) -> TopicDescription | None:
    """Return the brokers' description of the topic, None if it does not exist.

    Raises OSError or KafkaError when no broker can be reached or the brokers refuse the request.
    """
    admin = KafkaAdminClient(**connection.for_python(), bootstrap_timeout_ms=BOOTSTRAP_TIMEOUT_MS)
    try:
        if topic not in admin.list_topics():
            return None
        (described,) = admin.describe_topics([topic])
    finally:
        admin.close()
    return TopicDescription(
        str(described["topic_id"]), tuple(each["partition_index"] for each in described["partitions"])
    )


def delete_topic(connection: KafkaConnection, topic: str) -> None:
    """Delete the topic with its messages, if it exists.

    Raises OSError or KafkaError when no broker can be reached or the brokers refuse the request.
    """
    admin = KafkaAdminClient(**connection.for_python())
    try:
        admin.delete_topics([topic])
    except UnknownTopicOrPartitionError:
        log.debug("topic does not exist", topic=topic)
    finally:
        admin.close()


def probe(bootstrap_servers: str) -> None:
    """Check that one of the brokers accepts connections.

    kafka-python leaves a thread behind for each client that fails to connect, so this uses a plain socket. Raises
    OSError when no broker accepts, SettingsError for a malformed address.
    """
    problem: OSError | None = None
    for server in bootstrap_servers.split(","):
        host, _, port = server.strip().rpartition(":")
        if not host or not port.isdecimal():
            raise SettingsError("KAFKA_BOOTSTRAP_SERVERS is not host:port[,host:port]")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=5).close()
            return
        except OSError as error:
            problem = error
    if problem:
        raise problem
