"""A really started Streamlit over a folder of sample outputs, and a browser to look at it with."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from common.settings import ROOT
from tests.conftest import free_ports, wait_until

CHROMIUM_ARGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class RunningDashboard:
    """Where the dashboard answers and the folder it reads."""

    url: str
    outputs: Path


@dataclass
class Watched:
    """A page, and all it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """Requests to anything but this machine."""
        own = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDashboard]:
    """`streamlit run dashboard/app.py` on a free port, over an empty folder."""
    outputs = tmp_path_factory.mktemp("outputs")
    (port,) = free_ports(1)
    log = tmp_path_factory.mktemp("dashboard") / "streamlit.log"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.port", str(port)]
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"OUTPUT_DIR": str(outputs)}, stdout=written, stderr=subprocess.STDOUT
        )
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
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGS))
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser, dashboard: RunningDashboard) -> Iterator[Callable[..., Watched]]:
    """Open the dashboard in a context of its own; everything it requests is written down."""
    contexts = []

    def open_it(*, theme: str = "dark", width: int = 1440, height: int = 900) -> Watched:
        # Far from UTC, so that a time shown in the browser's own zone is noticed.
        context = browser.new_context(
            color_scheme=theme, viewport={"width": width, "height": height}, timezone_id="Pacific/Auckland"
        )
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.on("request", lambda request: watched.requests.append(request.url))
        watched.page.on("websocket", lambda socket: watched.requests.append(socket.url))
        watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
        watched.page.on(
            "console",
            lambda message: watched.errors.append(message.text) if message.type == "error" else None,
        )
        watched.page.on("dialog", lambda dialog: (watched.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        watched.page.goto(dashboard.url)
        return watched

    yield open_it
    for context in contexts:
        context.close()
