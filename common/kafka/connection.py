"""The connection to the brokers, rendered as the options of each client."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from common.settings import Settings


@dataclass(frozen=True)
class KafkaConnection:
    """Brokers and their security; `for_python` and `for_spark` translate them to the names of client options."""

    bootstrap_servers: str
    security_protocol: str = "PLAINTEXT"
    sasl_mechanism: str = "PLAIN"
    sasl_username: str | None = None
    sasl_password: SecretStr | None = None
    ssl_cafile: Path | None = None
    ssl_certfile: Path | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> "KafkaConnection":
        """Build the connection from the settings."""
        return cls(
            bootstrap_servers=settings.kafka_bootstrap_servers,
            security_protocol=settings.kafka_security_protocol,
            sasl_mechanism=settings.kafka_sasl_mechanism,
            sasl_username=settings.kafka_sasl_username,
            sasl_password=settings.kafka_sasl_password,
            ssl_cafile=settings.kafka_ssl_cafile,
            ssl_certfile=settings.kafka_ssl_certfile,
        )

    def for_python(self) -> dict[str, Any]:
        """Return the keyword arguments for kafka-python's clients."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.bootstrap_servers.split(","),
            "security_protocol": self.security_protocol,
        }
        if self.security_protocol.startswith("SASL") and self.sasl_password:
            options["sasl_mechanism"] = self.sasl_mechanism
            options["sasl_plain_username"] = self.sasl_username
            options["sasl_plain_password"] = self.sasl_password.get_secret_value()
        if self.security_protocol.endswith("SSL"):
            options["ssl_cafile"] = self.ssl_cafile and str(self.ssl_cafile)
            options["ssl_certfile"] = self.ssl_certfile and str(self.ssl_certfile)
        return options

    def for_spark(self) -> dict[str, str]:
        """Return the options for Spark's Kafka source: `kafka.` and the Java client's names."""
        options = {
            "kafka.bootstrap.servers": self.bootstrap_servers,
            "kafka.security.protocol": self.security_protocol,
        }
        if self.security_protocol.startswith("SASL") and self.sasl_password:
            module = "plain.PlainLoginModule" if self.sasl_mechanism == "PLAIN" else "scram.ScramLoginModule"
            options["kafka.sasl.mechanism"] = self.sasl_mechanism
            options["kafka.sasl.jaas.config"] = (
                f"org.apache.kafka.common.security.{module} required"
                f" username={_jaas_quoted(self.sasl_username or '')}"
                f" password={_jaas_quoted(self.sasl_password.get_secret_value())};"
            )
        if self.security_protocol.endswith("SSL"):
            if self.ssl_cafile:
                options |= {
                    "kafka.ssl.truststore.type": "PEM",
                    "kafka.ssl.truststore.location": str(self.ssl_cafile),
                }
            if self.ssl_certfile:
                options |= {"kafka.ssl.keystore.type": "PEM", "kafka.ssl.keystore.location": str(self.ssl_certfile)}
        return options


def _jaas_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
