"""The services of the batch side in docker-compose.yml; there is no engine here to start them with."""

import re

import yaml

from common.settings import ROOT, Settings

SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
BATCH = {"airflow", "postgres"}


def test_only_the_batch_side_needs_its_profile():
    assert {name for name, service in SERVICES.items() if service.get("profiles") == ["batch"]} == BATCH
    assert all("profiles" not in service for name, service in SERVICES.items() if name not in BATCH)


def test_no_two_services_listen_on_the_same_port_of_this_machine():
    ports = [
        re.sub(r"\$\{\w+:-(\d+)\}", r"\1", port).split(":")[1] for each in SERVICES.values() for port in each["ports"]
    ]
    assert len(set(ports)) == len(ports)
    assert str(Settings(_env_file=None).airflow_port) in ports


def test_no_password_is_in_the_file():
    given = SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert given == "${POSTGRES_PASSWORD:-}"  # and without one PostgreSQL's image refuses to start
    assert f":{given}@" in SERVICES["airflow"]["environment"]["WAREHOUSE_URL"]


def test_settings_of_the_airflow_service_exist():
    own = {name for name in SERVICES["airflow"]["environment"] if not name.startswith("AIRFLOW__")}
    assert {name.lower() for name in own} <= Settings.model_fields.keys()


def test_the_image_is_made_of_files_that_are_there_and_holds_no_secrets():
    build = SERVICES["airflow"]["build"]
    dockerfile = (ROOT / build["dockerfile"]).read_text()
    copied = [name for line in re.findall(r"^COPY (.+) \S+$", dockerfile, re.MULTILINE) for name in line.split()]
    assert all((ROOT / name).exists() for name in copied)
    assert {".env", "credentials.json", "notifications.yaml", ".airflow"} <= set(
        (ROOT / ".dockerignore").read_text().split("\n")
    )
