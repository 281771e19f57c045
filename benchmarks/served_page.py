"""A dashboard that Streamlit serves, and the browser to open it: for the benchmark of the page and for its tests."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from common.settings import ROOT
from ops.ports import free_ports

CHROMIUM_ARGS = (
    "--no-sandbox",
    "--use-angle=swiftshader-webgl",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""Draw WebGL in software, but not the rest of the page, and send no requests to the browser's maker."""
STARTS_WITHIN_S = 60


@dataclass(frozen=True)
class ServedPage:
    """The dashboard's address, the output folder it reads, and its process."""

    url: str
    outputs: Path
    process: "subprocess.Popen[bytes]"


@contextmanager
def served_page(outputs: Path, log: Path, **settings: str) -> Iterator[ServedPage]:
    """Run `streamlit run dashboard/app.py` on a free port, over a folder of outputs.

    Raises RuntimeError with the log when it ends or does not answer within STARTS_WITHIN_S.
    """
    port = free_ports(1)[0]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.port", str(port)]
    environment = os.environ | {"OUTPUT_DIR": str(outputs)} | settings
    with log.open("wb") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not _answers(url):
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"the dashboard did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield ServedPage(url, outputs, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, None without one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False
