"""Every setting of the project: one frozen object, built once in each `main()` and passed on as plain values."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from common.errors import SettingsError

ROOT = Path(__file__).resolve().parents[1]
"""The project's root. Relative paths in settings start here, whatever folder a command is run from."""


def _in_root(value: object) -> object:
    return ROOT / value if isinstance(value, str | Path) else value


def _box(value: object) -> object:
    if not isinstance(value, str):
        return value
    numbers = value.split(",")
    if len(numbers) != 4:
        raise ValueError("south,west,north,east needs four numbers")
    return tuple(numbers)


PathInRoot = Annotated[Path, BeforeValidator(_in_root)]
Port = Annotated[int, Field(ge=1, le=65535)]
BoundingBox = tuple[float, float, float, float]
"""South, west, north, east in degrees: OpenSky's lamin, lomin, lamax, lomax."""


class Settings(BaseSettings):
    """Settings come from the environment, then `.env` in the root, then these defaults; see docs/settings.md."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    opensky_url: str = Field("https://opensky-network.org/api", description="base URL of the REST API")
    opensky_token_url: str = Field(
        "https://auth.opensky-network.org/auth/realms/opensky-network/protocol/openid-connect/token",
        description="token endpoint for the client credentials",
    )
    opensky_credentials_file: PathInRoot = Field(
        ROOT / "credentials.json", description='`{"clientId": …, "clientSecret": …}` from the OpenSky account page'
    )
    opensky_client_id: str | None = Field(None, description="client id, instead of a credentials file")
    opensky_client_secret: SecretStr | None = Field(None, description="client secret, instead of a credentials file")
    opensky_bbox: Annotated[BoundingBox, NoDecode, BeforeValidator(_box)] | None = Field(
        None, description="`south,west,north,east` in degrees; the whole world when unset"
    )
    poll_interval_s: float | None = Field(
        None, gt=0, description="seconds between polls; derived from the credits left when unset"
    )

    kafka_port: Port = Field(9092, description="port of the embedded broker")
    kafka_controller_port: Port = Field(9093, description="port of the embedded broker's controller")
    kafka_data_dir: PathInRoot = Field(ROOT / ".kafka", description="folder of the embedded broker's log")
    kafka_bootstrap_servers: str = Field(
        default_factory=lambda earlier: f"127.0.0.1:{earlier.get('kafka_port')}",
        description="brokers, `host:port[,host:port]`; the embedded broker when unset",
    )
    kafka_topic: str = Field("opensky-flights", description="topic of the state vectors, keyed by icao24")
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="security protocol of the brokers"
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN", description="SASL mechanism, for SASL_PLAINTEXT and SASL_SSL"
    )
    kafka_sasl_username: str | None = Field(None, description="SASL user, for SASL_PLAINTEXT and SASL_SSL")
    kafka_sasl_password: SecretStr | None = Field(None, description="SASL password, for SASL_PLAINTEXT and SASL_SSL")
    kafka_ssl_cafile: PathInRoot | None = Field(
        None, description="PEM file of the certificate authority, for SSL and SASL_SSL"
    )
    kafka_ssl_certfile: PathInRoot | None = Field(
        None, description="PEM file of the client's certificate and its key, for SSL and SASL_SSL"
    )

    spark_master: str = Field("local[*]", description="Spark's master URL")
    spark_driver_memory: str | None = Field(
        None,
        description="heap of the driver, which is all of Spark with a local master; when unset, `1g` for the streaming"
        " job and `2g` for the batch side; ignored under spark-submit",
    )
    spark_trigger: str = Field("200 milliseconds", description="shortest time between two micro-batches")
    spark_state_shards: int = Field(
        2, ge=1, description="shards of aircraft, each processed by one task; about one per core"
    )
    spark_max_offsets_per_trigger: int = Field(
        60_000, ge=1, description="largest number of messages in one micro-batch"
    )
    output_dir: PathInRoot = Field(
        ROOT / "output", description="folder of the outputs, for all parts that write or read them"
    )
    checkpoint_dir: str | None = Field(
        None, description="checkpoint location (any Hadoop file system); `checkpoints/` in OUTPUT_DIR when unset"
    )
    retention_hours: int = Field(
        24, ge=1, description="hours for which records are kept in OUTPUT_DIR after they are written"
    )
    output_max_gb: float = Field(
        50.0, gt=0, description="size in GB above which the oldest hours in OUTPUT_DIR are removed before their time"
    )
    live_max_age_s: int = Field(
        300, ge=10, description="seconds without contact after which an aircraft leaves the live picture"
    )

    model_dir: PathInRoot = Field(ROOT / "ml", description="folder of the model's files")
    calibration_file: PathInRoot = Field(
        ROOT / "ml" / "calibration.json",
        description="file of the factors on the detectors' limits, written by `python -m ml.calibrate`;"
        " the shipped one was calibrated on simulated traffic",
    )
    rule_max_descent_ms: float = Field(15.0, gt=0, description="m/s of descent above which a record is flagged")
    rule_min_altitude_m: float = Field(
        500.0, description="altitude in metres below which an airborne record is flagged"
    )
    rule_max_speed_ms: float = Field(400.0, gt=0, description="m/s of ground speed above which a record is flagged")

    alert_rules_file: PathInRoot = Field(
        ROOT / "alert_rules.yaml",
        description="rules for your own alerts (alert_rules.example.yaml); reread when the file changes",
    )

    notifications_file: PathInRoot = Field(
        ROOT / "notifications.yaml", description="channels that alerts are sent to (notifications.example.yaml)"
    )

    lake_dir: PathInRoot = Field(ROOT / "lake", description="folder of bronze, silver and gold")
    bronze_retention_days: int = Field(7, ge=1, description="days for which received messages are kept in bronze")
    lake_retention_days: int = Field(365, ge=2, description="days for which traffic is kept in silver and gold")
    altitude_alert_m: float = Field(
        91.44,
        gt=0,
        description="the batch side alerts on flights lower than this many metres above the nearest airport (300 ft)",
    )
    aviationstack_url: str = Field(
        "https://api.aviationstack.com/v1", description="base URL of AviationStack's API (flight schedules)"
    )
    aviationstack_access_key: SecretStr | None = Field(None, description="AviationStack's access key")
    aviationstack_monthly_requests: int = Field(
        100,
        ge=1,
        description="requests a month that your plan allows (free: 100); never exceeded, spread over the month",
    )
    aviationstack_airports: str | None = Field(
        None, description="`IATA,IATA,…`: only departures from these airports; when unset, the API decides"
    )
    warehouse_url: SecretStr | None = Field(
        None, description="`postgresql://user:password@host/database`; when unset, DuckDB reads the lake's own files"
    )
    airflow_port: Port = Field(8080, description="port of Airflow's web page (`make airflow`)")

    simulator_port: Port = Field(8190, description="port of the local OpenSky server")
    simulator_aircraft: int = Field(2_000, ge=1, le=100_000, description="simulated aircraft in contact at once")
    simulator_seed: int = Field(1, description="the same seed gives the same traffic")
    simulator_faults_per_hour: float = Field(
        0.05, ge=0, description="faults and emergencies injected per simulated aircraft and hour"
    )
    schedules_port: Port = Field(8191, description="port of the local stand-in for AviationStack")
    dashboard_port: Port = Field(8501, description="port of the dashboard")
    map_style: str | None = Field(
        None,
        description="URL of a MapLibre style for the map; when unset, plain outlines and no outside request",
    )
    spark_ui_port: Port = Field(4040, description="port of Spark's web page")

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if self.kafka_security_protocol.startswith("SASL") and not (
            self.kafka_sasl_username and self.kafka_sasl_password
        ):
            raise ValueError("KAFKA_SECURITY_PROTOCOL=SASL_* needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD")
        if bool(self.opensky_client_id) != bool(self.opensky_client_secret):
            raise ValueError("OPENSKY_CLIENT_ID and OPENSKY_CLIENT_SECRET go together")
        if self.opensky_bbox:
            south, west, north, east = self.opensky_bbox
            if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
                raise ValueError("OPENSKY_BBOX must be south,west,north,east with south < north and west < east")
        return self


def load_settings(**overrides: object) -> Settings:
    """Build the settings. `overrides`, by field name, take precedence over everything; None overrides nothing.

    Raises SettingsError, which names each wrong setting but never its value.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(
            f"{str(item['loc'][0]).upper() if item['loc'] else 'settings'}: {item['msg']}"
            for item in error.errors()
            if item["type"] != "default_factory_not_called"  # a default that builds on a wrong setting
        )
        raise SettingsError(f"wrong setting: {problems}") from None
