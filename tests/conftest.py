"""Shared by all tests. The real parts (broker, Spark, browser, …) are fixtures in `fixtures/`, a module for each area.

Nothing heavy is imported here or there at the top of a module: a fixture imports what it starts.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings as hypothesis_settings

from common.settings import ROOT, Settings
from tests.power_loss import Disk
from tests.skipping import skip_or_fail

if TYPE_CHECKING:
    from xdist.remote import Producer

    from tests.scheduling import WaitingBesideWorking

pytest_plugins = [f"tests.fixtures.{area}" for area in ("browser", "kafka", "opensky", "postgres", "spark")]

# A test's Java lives for seconds or minutes: compiling with the second, slower compiler takes longer than it saves.
for options in ("SPARK_SUBMIT_OPTS", "SPARK_DAEMON_JAVA_OPTS"):
    os.environ.setdefault(options, "-XX:TieredStopAtLevel=1")

Settings.model_config["env_file"] = None  # the developer's `.env` has no say in the tests

TESTS = ROOT / "tests"
SLOW_FOLDERS = (TESTS / "system", TESTS / "dags")
SLOW_FILES = (
    TESTS / "dashboard" / "archive" / "test_merged_hours.py",
    TESTS / "dashboard" / "views" / "test_explorer_page.py",
    TESTS / "ml" / "test_evaluate.py",
    TESTS / "ops" / "test_supervisor.py",
)
"""Files whose code under test starts processes."""

SLOW_FIXTURES = {
    *("spark", "kafka", "own_broker", "postgres", "own_server", "chromium", "dashboard"),
    *("run_page", "run_page_of", "lake", "captures"),
}
"""Fixtures that start Java, a server or a browser, run a whole page in Streamlit, fill a lake, or read hours of real
traffic. A test is slow if it uses one, however indirectly."""

SHARED_DATA = ROOT.parent / "shared" / "data"

hypothesis_settings.register_profile("flightwatch", deadline=None)  # a busy machine is not a fault of the code
hypothesis_settings.register_profile("fast", deadline=None, max_examples=20)  # `make test-fast`
hypothesis_settings.load_profile("flightwatch")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", help="also keep the documentation's pictures in this folder")


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark as slow what `make test-fast` leaves out, so that nobody has to remember it.

    The workers of a parallel run take the longest files first, so that they end together.
    """
    for item in items:
        if _is_slow(item):
            item.add_marker("slow")
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: not any(item.path.is_relative_to(folder) for folder in SLOW_FOLDERS))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: "Producer") -> "WaitingBesideWorking | None":
    """Share whole files among the workers, unless another way is asked for."""
    if config.option.dist != "loadfile":
        return None
    from tests.scheduling import WaitingBesideWorking

    return WaitingBesideWorking(config, log)


def _is_slow(item: pytest.Function) -> bool:
    """Return whether a test is in a slow folder or file, uses a slow fixture, or its file starts processes."""
    in_slow_place = any(item.path.is_relative_to(place) for place in (*SLOW_FOLDERS, *SLOW_FILES))
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    asked_for = {*getattr(item, "fixturenames", ()), *(each for each in parameters if isinstance(each, str))}
    return in_slow_place or bool(SLOW_FIXTURES & asked_for) or hasattr(item.module, "subprocess")


@pytest.fixture(autouse=True)
def _collector_on() -> Iterator[None]:
    """Let Python's garbage collector search what the test makes, and undo what a program under test does to it.

    The objects of 4,000 collected tests take it half a second.
    """
    gc.freeze()
    yield
    gc.enable()
    gc.collect()
    gc.unfreeze()


def pytest_unconfigure() -> None:
    """Collect garbage: DuckDB's binding prints a page about its objects that outlive the interpreter."""
    gc.collect()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A record of what this process has synced to the disk."""
    return Disk(monkeypatch)


@pytest.fixture(scope="session")
def captures() -> Path:
    """The folder of real captures beside the project; they may not be passed on, so they are not in it."""
    if not SHARED_DATA.is_dir():
        skip_or_fail(f"the captures are not there: {SHARED_DATA}")
    return SHARED_DATA
