from pathlib import Path

import pytest
from pydantic import SecretStr

from common.kafka.connection import KafkaConnection
from common.settings import load_settings

SASL = {"security_protocol": "SASL_SSL", "sasl_username": "pilot", "sasl_password": SecretStr('a"b\\c')}


def test_plain_connections_carry_nothing_but_the_brokers():
    connection = KafkaConnection("one:9092,two:9092")
    assert connection.for_python() == {"bootstrap_servers": ["one:9092", "two:9092"], "security_protocol": "PLAINTEXT"}
    assert connection.for_spark() == {
        "kafka.bootstrap.servers": "one:9092,two:9092",
        "kafka.security.protocol": "PLAINTEXT",
    }


def test_a_password_with_quotes_stays_one_value_for_java():
    jaas = KafkaConnection("one:9092", **SASL).for_spark()["kafka.sasl.jaas.config"]
    assert jaas.endswith('PlainLoginModule required username="pilot" password="a\\"b\\\\c";')


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_scram_has_its_own_login_module(mechanism):
    connection = KafkaConnection("one:9092", sasl_mechanism=mechanism, **SASL)
    assert "scram.ScramLoginModule" in connection.for_spark()["kafka.sasl.jaas.config"]
    assert connection.for_python()["sasl_mechanism"] == mechanism


def test_certificates_are_pem_files():
    connection = KafkaConnection(
        "one:9093", "SSL", ssl_cafile=Path("/run/ca.pem"), ssl_certfile=Path("/run/client.pem")
    )
    assert connection.for_python()["ssl_cafile"] == "/run/ca.pem"
    assert connection.for_spark()["kafka.ssl.keystore.location"] == "/run/client.pem"
    assert connection.for_spark()["kafka.ssl.truststore.type"] == "PEM"


def test_the_repr_holds_no_password():
    assert 'a"b' not in repr(KafkaConnection("one:9092", **SASL))


def test_every_setting_reaches_the_connection():
    settings = load_settings(
        kafka_bootstrap_servers="one:9092",
        kafka_security_protocol="SASL_PLAINTEXT",
        kafka_sasl_username="pilot",
        kafka_sasl_password="hidden",
    )
    assert KafkaConnection.from_settings(settings).for_python() == {
        "bootstrap_servers": ["one:9092"],
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": "pilot",
        "sasl_plain_password": "hidden",
    }
