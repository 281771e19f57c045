"""The rule of the dependency groups in pyproject.toml: what a package imports is declared for where it runs."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from common.settings import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = PYPROJECT["project"]["dependencies"]
GROUPS = PYPROJECT["dependency-groups"]
FIRST_PARTY = {path.parent.name for path in ROOT.glob("[a-z]*/*.py")} | {"flightwatch"}
IN_AIRFLOW = [ROOT / "tests" / "dags" / folder for folder in ("in_airflow", "probes", "scheduled")]
"""Scripts and DAGs that the tests run with Airflow's own Python."""


def names_of(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def libraries_of(folder: str) -> set[str]:
    """The top-level modules from outside the project and the standard library that a folder's files import."""
    imported = set()
    for path in (ROOT / folder).rglob("*.py"):
        if "node_modules" in path.parts or any(path.is_relative_to(each) for each in IN_AIRFLOW):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    return imported - sys.stdlib_module_names - FIRST_PARTY


def undeclared(libraries: set[str], requirements: list[str]) -> set[str]:
    """The libraries that no distribution among the requirements provides."""
    declared, providers = names_of(requirements), packages_distributions()
    return {each for each in libraries if not declared & set(map(normal, providers.get(each, ())))}


@pytest.mark.parametrize("package", sorted(FIRST_PARTY - {"flightwatch", "dags", "tests", "benchmarks"}))
def test_imports_of_a_run_package_are_run_dependencies(package):
    assert undeclared(libraries_of(package), RUN) == set()


def test_imports_of_tests_are_run_or_test_dependencies():
    assert undeclared(libraries_of("tests"), RUN + GROUPS["test"]) == set()


def test_imports_of_benchmarks_are_run_test_or_bench_dependencies():
    """`make test` does not install the bench group, so its libraries may be absent: their modules have their names."""
    imported = {each for each in libraries_of("benchmarks") if normal(each) not in names_of(GROUPS["bench"])}
    assert undeclared(imported, RUN + GROUPS["test"]) == set()


def test_imports_of_dags_are_airflow_dependencies():
    renamed = {"airflow": "apache-airflow"}
    assert {renamed.get(each, each) for each in libraries_of("dags")} <= names_of(GROUPS["airflow"])


def test_mypy_ignores_only_libraries_without_types():
    """A typed library is `Any` to mypy where it is not installed, so its verdict would depend on the environment."""
    ignored = next(
        each for each in PYPROJECT["tool"]["mypy"]["overrides"] if each.keys() == {"module", "ignore_missing_imports"}
    )
    folders = [folder for name in ignored["module"] for folder in folders_of(name.removesuffix(".*"))]
    assert len(folders) == len(ignored["module"])
    assert [folder for folder in folders if (folder / "py.typed").exists()] == []


def folders_of(module: str) -> list[Path]:
    spec = find_spec(module)
    return [Path(folder) for folder in spec.submodule_search_locations or ()] if spec else []
