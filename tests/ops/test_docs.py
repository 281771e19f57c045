import re
import subprocess
import sys

import pytest
import yaml

from common.settings import ROOT, Settings


def test_generated_parts_are_what_the_code_says():
    command = [sys.executable, "-m", "ops.docs", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["README.md", "QUICKSTART.md", "docs/outputs.md", "docs/lake.md"])
def test_files_and_links_that_the_documentation_names_exist(name):
    text = (ROOT / name).read_text()
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    scripts = re.findall(r"\b(?:python|spark-submit|streamlit run) ([a-z_]+/[a-z_]+\.py)", text)
    targets = set(re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)", text, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text()
    for path in linked:
        assert ((ROOT / name).parent / path).exists(), path
    for path in scripts:
        assert (ROOT / path).is_file(), path
    for target in {first or second for first, second in targets}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_settings_named_in_the_documentation_exist():
    text = (ROOT / "README.md").read_text() + (ROOT / "QUICKSTART.md").read_text()
    prefixes = ("OPENSKY", "KAFKA", "SPARK", "OUTPUT", "RULE", "MODEL", "SIMULATOR", "DASHBOARD", "RETENTION", "LIVE")
    named = {name for name in re.findall(r"`([A-Z]+_[A-Z_]+[A-Z])\b", text) if name.startswith(prefixes)}
    assert named
    assert {name.lower() for name in named} <= Settings.model_fields.keys()


def test_compose_file_pins_its_images_and_listens_on_this_machine_only():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert {"kafka", "kafka-ui"} <= services.keys()
    assert services["kafka"]["image"].startswith("apache/kafka:")
    assert services["kafka"]["environment"]["KAFKA_PROCESS_ROLES"] == "broker,controller"
    for name, service in services.items():
        assert re.search(r":v?\d+\.\d+", service["image"]), name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
        assert "zookeeper" not in str(service).lower()


def test_compose_broker_advertises_the_address_that_the_settings_default_to():
    kafka = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["kafka"]
    advertised = kafka["environment"]["KAFKA_ADVERTISED_LISTENERS"].replace("${KAFKA_PORT:-9092}", "9092")
    assert f"HOST://{Settings(_env_file=None).kafka_bootstrap_servers}" in advertised
