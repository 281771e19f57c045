"""The documentation against the code: nothing undocumented, nothing documented that does not exist, no broken link."""

import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from common.settings import ROOT, Settings
from contracts.lake.dimensions import DIMENSIONS
from contracts.lake.gold import GOLD
from contracts.lake.silver import SILVER
from contracts.live import FILES, LISTS
from contracts.outputs import KEPT_OUTPUTS, Outputs
from etl.__main__ import COMMANDS as ETL_COMMANDS
from etl.altitude_alerts import KIND as ALTITUDE_ALERT
from ml.detectors.detectors import DETECTORS
from ml.forest.flag_rules import RULES
from ml.sources.feed import ODD_POLLS, SILENT
from ops.docs import CONSOLE

README_WORDS = 700
NOT_OURS = {"node_modules", "output", "lake"}
"""Folders without files of the project, besides all hidden ones."""
INTERNAL = {
    "benchmarks/start.py",  # started by the benchmark, once per start
    "dags/flightwatch/attended.py",  # started by tasks
    "dashboard/app.py",  # started by `streamlit run`
    "dashboard/archive/query_process.py",  # started by the page, once per query
    "dashboard/frontend/airports.py",  # called by `make frontend`
    "spark/class_archive.py",  # called by `make setup`
}
"""Modules that can be run but are no command for people."""

COMMAND_LINE = re.compile(r"\b(python (?:-m [a-z_.]+|[a-z_]+/[a-z_]+\.py))([^`|\n#]*)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def project_files(suffix: str) -> list[str]:
    """The project's own files of that suffix, below the root."""
    found = []
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [name for name in subfolders if name not in NOT_OURS and not name.startswith(".")]
        found += [str((Path(folder) / name).relative_to(ROOT)) for name in names if name.endswith(suffix)]
    return sorted(found)


@cache
def pages() -> list[str]:
    return project_files(".md")


@cache
def all_docs() -> str:
    """README, QUICKSTART and the pages of docs/, one after the other."""
    return "\n".join(text_of(name) for name in pages() if name.startswith(("README", "QUICKSTART", "docs/")))


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def links_of(name: str) -> list[str]:
    """The targets of a page's links within the project."""
    targets = re.findall(r"\]\(([^)\s]+)\)", without_code(text_of(name)))
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


@cache
def anchors_of(name: str) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text_of(name), flags=re.M | re.S), re.MULTILINE)
    slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    seen: Counter[str] = Counter()
    anchors = set()
    for slug in slugs:
        anchors.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return anchors


def linked_pages(name: str) -> set[str]:
    paths = (target.partition("#")[0] for target in links_of(name))
    linked = {str(((ROOT / name).parent / path).resolve().relative_to(ROOT)) for path in paths if path}
    return {path for path in linked if path.endswith(".md")}


def documented_options() -> dict[str, set[str]]:
    """By command the options in docs/commands.md, which is generated from the parsers."""
    sections = re.split(r"^### `(.+)`$", text_of("docs/commands.md"), flags=re.MULTILINE)[1:]
    options = {
        command: set(re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE))
        for command, section in zip(sections[::2], sections[1::2], strict=True)
    }
    return options | {"python -m etl": {"--first", "--last"}}


def test_generated_parts_are_up_to_date():
    command = [sys.executable, "-m", "ops.docs", "--check"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_the_readme_is_short():
    assert len(text_of("README.md").split()) <= README_WORDS


def test_every_page_can_be_reached_from_the_readme():
    reached, new = set(), {"README.md"}
    while new:
        reached |= new
        new = {linked for name in new for linked in linked_pages(name)} - reached
    assert {name for name in pages() if name.startswith("docs/")} <= reached
    assert {"QUICKSTART.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= reached


@pytest.mark.parametrize("name", pages())
def test_links_lead_to_files_and_headings_that_exist(name):
    for target in links_of(name):
        path, _, anchor = target.partition("#")
        linked = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors_of(str(linked.relative_to(ROOT))), target


@pytest.mark.parametrize("name", pages())
def test_no_page_names_a_place_on_a_developers_machine(name):
    assert not re.search(r"(?<![\w.])/(home|root|work|tmp|Users)/", text_of(name))


@pytest.mark.parametrize("name", [name for name in pages() if re.match(r"docs/(?!how-to)|[A-Z]+\.md", name)])
def test_modules_that_a_page_names_exist(name):
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_0-9]+\.py)`", text_of(name))
    assert [path for path in named if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("name", sorted({*pages()} - {"CHANGELOG.md"}))  # which names what was renamed
def test_commands_that_a_page_names_exist(name):
    text, options = text_of(name), documented_options()
    for command, rest in COMMAND_LINE.findall(text):
        assert command in CONSOLE, command
        assert set(re.findall(r"(?<!\S)(--[a-z-]+)", rest)) <= options[command] | {"--help"}, command + rest
    for subcommand in re.findall(r"python -m etl ([a-z][a-z-]*)", text):
        assert subcommand in ETL_COMMANDS, subcommand
    for script in re.findall(r"\b(?:spark-submit|streamlit run) ([a-z_]+/[a-z_]+\.py)", text):
        assert (ROOT / script).is_file(), script
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE), target


def test_every_command_is_documented():
    runnable = {
        name
        for name in project_files(".py")
        if not name.startswith("tests/") and (name.endswith("__main__.py") or '__name__ == "__main__"' in text_of(name))
    }
    commands = {_module_file(command) for command in CONSOLE}
    assert runnable - INTERNAL == commands
    targets = re.findall(r"^([a-z-]+):.*## ", text_of("Makefile"), re.MULTILINE)
    documented = text_of("docs/commands.md")
    assert [target for target in targets if f"`make {target}`" not in documented] == []
    assert [name for name in ETL_COMMANDS if f"`python -m etl {name}`" not in documented] == []
    assert [command for command in CONSOLE if f"`{command}`" not in documented and command != "python -m etl"] == []


def _module_file(command: str) -> str:
    """The file that a command runs."""
    if not command.startswith("python -m "):
        return command.removeprefix("python ")
    path = command.removeprefix("python -m ").replace(".", "/")
    return f"{path}/__main__.py" if (ROOT / path).is_dir() else f"{path}.py"


def test_every_setting_is_documented():
    documented = text_of("docs/settings.md")
    assert [name for name in Settings.model_fields if f"| `{name.upper()}` |" not in documented] == []
    names = set(re.findall(r"\bFLIGHTWATCH_[A-Z_]+", text_of("dags/flightwatch/batch_settings.py")))
    assert [name for name in names if f"| `{name}` |" not in text_of("docs/airflow.md")] == []


def test_settings_that_the_documentation_names_exist():
    known = {name.upper() for name in Settings.model_fields}
    families = tuple({name.partition("_")[0] + "_" for name in known})
    named = {name for name in re.findall(r"`([A-Z]+_[A-Z_]*)(?:\*|=[^`]*)?`", all_docs()) if name.startswith(families)}
    unknown = {name for name in named if not any(f"{each}_".startswith(name.rstrip("_") + "_") for each in known)}
    assert named
    assert unknown == {"AIRFLOW_CONN_SMTP_DEFAULT"}  # Airflow's own


def test_every_output_is_documented():
    documented = text_of("docs/outputs.md")
    fields = [
        *(output.fields for output in KEPT_OUTPUTS),
        *FILES.values(),
        *(entries for _, entries, _ in LISTS.values()),
    ]
    assert [field.name for each in fields for field in each if f"| `{field.name}` |" not in documented] == []
    layout = re.search(r"^output/\n(.*?)^```", documented, re.MULTILINE | re.DOTALL)
    assert layout
    places = [name for name, value in vars(Outputs).items() if isinstance(value, property)]
    names = {getattr(Outputs(Path("outputs")), place).relative_to("outputs").parts[0] for place in places}
    assert [name for name in {*names, *FILES} if name not in layout[1]] == []


def test_every_lake_table_is_documented():
    documented = text_of("docs/lake.md")
    tables = (*SILVER, *GOLD, *DIMENSIONS)
    assert [table.name for table in tables if f"### {table.layer}/{table.name}\n" not in documented] == []


@pytest.mark.parametrize("page", ["README.md", "docs/alerts.md"])
def test_figures_of_the_detection_are_those_of_its_report_at_10_and_at_90_s(page):
    report, quoted = text_of("docs/detection.md"), text_of(page)
    for pace in (10, 90):
        figures = re.search(rf"{pace} s\*\* apart it finds \*\*(\d+ %)\*\*.*?at \*\*(\d+ \([^)]*\))\*\*", report)
        assert figures
        found, false = figures.groups()
        shown = false if false in quoted else false.replace("(", "(95 % interval ")
        assert f"polls {pace} s" in quoted
        assert found in quoted
        assert shown in quoted


def test_every_kind_of_alert_and_rule_is_documented():
    documented = text_of("docs/alerts.md")
    kinds = [detector.name for detector in DETECTORS]
    compared = "".join(path.read_text() for path in (ROOT / "ml" / "sky").glob("*.py"))
    kinds += [*re.findall(r'detector="(\w+)"', compared), ALTITUDE_ALERT, SILENT, *ODD_POLLS]
    assert len(kinds) >= len(DETECTORS) + 9
    listed = re.search(r"^### Kinds\n(.*?)^### ", documented, re.MULTILINE | re.DOTALL)
    assert listed
    assert [kind for kind in kinds if f"`{kind}`" not in listed[1]] == []
    assert [rule.name for rule in RULES if f"| `{rule.name}` |" not in documented] == []


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
    assert f"HOST://{Settings().kafka_bootstrap_servers}" in advertised
