"""A really started Streamlit over a folder of sample outputs, and a browser to look at it with."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from common.settings import ROOT
from tests.browser import Watched
from tests.conftest import free_ports, wait_until


@dataclass(frozen=True)
class RunningDashboard:
    """Where the dashboard answers and the folder it reads."""

    url: str
    outputs: Path


@contextmanager
def serve_dashboard(outputs: Path, log: Path, **settings: str) -> Iterator[RunningDashboard]:
    """`streamlit run dashboard/app.py` on a free port, over a folder of outputs."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.port", str(port)]
    environment = os.environ | {"OUTPUT_DIR": str(outputs)} | settings
    with log.open("wb") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"

        def answers() -> bool:
            assert process.poll() is None, log.read_text()
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310 - our own address
                    return answer.status == 200
            except OSError:
                return False

        wait_until(answers, seconds=60, what="Streamlit answers")
        yield RunningDashboard(url, outputs)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDashboard]:
    """The dashboard with its default settings."""
    with serve_dashboard(
        tmp_path_factory.mktemp("outputs"), tmp_path_factory.mktemp("dashboard") / "streamlit.log"
    ) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, dashboard: RunningDashboard) -> Iterator[Callable[..., Watched]]:
    """Open the dashboard in a context of its own; everything it requests is written down."""
    contexts = []

    def open_it(*, theme: str = "dark", width: int = 1440, height: int = 900, url: str = dashboard.url) -> Watched:
        # Far from UTC, so that a time shown in the browser's own zone is noticed.
        context = browser.new_context(
            color_scheme=theme, viewport={"width": width, "height": height}, timezone_id="Pacific/Auckland"
        )
        contexts.append(context)
        return Watched.open(context, url)

    yield open_it
    for context in contexts:
        context.close()
