"""The tests' own machinery: it loads fast and marks slow tests by rule."""

import subprocess
import sys

from common.settings import ROOT

HEAVY = ("kafka", "pandas", "playwright", "psycopg", "pyspark", "streamlit", "uvicorn")
LIST_HEAVY = f"""
import sys
from importlib import import_module
from tests.conftest import pytest_plugins
for name in pytest_plugins:
    import_module(name)
print(*set({HEAVY}) & sys.modules.keys())
"""


def test_no_heavy_library_is_imported_for_tests_that_do_without():
    listed = subprocess.run([sys.executable, "-c", LIST_HEAVY], cwd=ROOT, capture_output=True, text=True, check=True)
    assert listed.stdout.split() == []


def test_slow_tests_are_those_that_start_java_a_server_a_browser_or_a_command():
    """The topic and the parsing ask for Spark by a fixture of their file, pages for a browser by one of their folder.

    The lake's commands are killed as processes.
    """
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "-m", "not slow"]
    paths = [
        "tests/etl/bronze/test_landing.py",
        "tests/etl/silver/states/test_parsing.py",
        "tests/etl/test_killed.py",
        "tests/common/test_settings.py",
    ]
    folders = ["tests/system", "tests/dags", "tests/dashboard/test_page.py"]
    listed = subprocess.run([*command, *paths, *folders], cwd=ROOT, capture_output=True, text=True, check=False)
    files = {line.partition("::")[0] for line in listed.stdout.splitlines() if "::" in line}
    assert files == {"tests/common/test_settings.py"}, listed.stdout
