"""The batch services of docker-compose.yml; no container engine starts them here."""

import re
from importlib.util import find_spec

import pytest
import yaml
from pydantic import SecretStr

from common.settings import ROOT, Settings
from warehouse.connection import parse_address

SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
PROFILES = {"airflow": ["batch"], "postgres": ["batch"], "opensky": ["demo"], "aviationstack": ["demo"]}


def test_only_the_batch_side_and_the_demo_need_their_profiles():
    assert {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service} == PROFILES


def test_no_two_services_listen_on_the_same_port_of_this_machine():
    ports = [
        re.sub(r"\$\{\w+:-(\d+)\}", r"\1", port).split(":")[1]
        for each in SERVICES.values()
        for port in each.get("ports", ())
    ]
    assert len(set(ports)) == len(ports)
    assert str(Settings().airflow_port) in ports


def test_no_password_is_in_the_file():
    given = SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert given == "${POSTGRES_PASSWORD:-}"  # without a password PostgreSQL's image refuses to start


def test_the_warehouse_is_reached_with_a_password_of_any_signs():
    """libpq takes the password as it is; in a URL it would have to be encoded, which Compose cannot do."""
    environment = SERVICES["airflow"]["environment"]
    assert environment["PGPASSWORD"] == SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    address = parse_address(SecretStr(environment["WAREHOUSE_URL"]))
    assert (address["user"], address["host"], address["dbname"]) == ("flightwatch", "postgres", "flightwatch")
    assert "password" not in address


def test_what_the_batch_side_writes_is_on_a_volume_whatever_env_says():
    airflow = SERVICES["airflow"]
    volumes = {volume.split(":")[1].removeprefix("/flightwatch/") for volume in airflow["volumes"]}
    assert {airflow["environment"][name] for name in ("OUTPUT_DIR", "LAKE_DIR")} <= volumes
    assert airflow["environment"]["MODEL_DIR"].split("/")[0] in volumes


@pytest.mark.parametrize(
    ("service", "module", "port"),
    [
        ("opensky", "simulator", Settings.model_fields["simulator_port"].default),
        ("aviationstack", "simulator.schedules", Settings.model_fields["schedules_port"].default),
    ],
)
def test_the_local_sources_are_where_airflow_reaches_them_without_https(service, module, port):
    demo = SERVICES[service]
    assert demo["network_mode"] == "service:airflow"
    assert demo["image"] == SERVICES["airflow"]["image"]
    assert demo["command"] == [".venv/bin/python", "-m", module, "--port", str(port)]
    assert find_spec(module)


def test_what_has_to_go_on_is_started_again_and_says_whether_it_is_well():
    airflow = SERVICES["airflow"]
    assert airflow["restart"] == "unless-stopped"
    assert airflow["healthcheck"]["test"][:2] == ["CMD", ".venv/bin/python"]
    compile(airflow["healthcheck"]["test"][3], "healthcheck", "exec")


def test_settings_of_the_airflow_service_exist():
    own = {name for name in SERVICES["airflow"]["environment"] if not name.startswith(("AIRFLOW__", "PG"))}
    assert {name.lower() for name in own} <= Settings.model_fields.keys()


def test_the_image_is_made_of_files_that_are_there_and_holds_no_secrets():
    build = SERVICES["airflow"]["build"]
    dockerfile = (ROOT / build["dockerfile"]).read_text()
    copied = [name for line in re.findall(r"^COPY (.+) \S+$", dockerfile, re.MULTILINE) for name in line.split()]
    assert all((ROOT / name).exists() for name in copied)
    assert {".env", "credentials.json", "notifications.yaml", ".airflow"} <= set(
        (ROOT / ".dockerignore").read_text().split("\n")
    )
