"""A recording of simulated traffic without faults, asked of the local OpenSky server as any client would."""

import gzip
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import requests
from pydantic import SecretStr

from common.clock import SystemClock
from common.errors import SourceUnavailable
from common.local_source import SIMULATED, SOURCE_KEY
from common.opensky_auth import Credentials, TokenKeeper
from common.settings import ROOT

AIRCRAFT = 300
INTERVAL_S = 10
LONGEST_MINUTES = 55
"""The API gives pictures of the last hour, and asking for them takes its time."""

STARTS_WITHIN_S = 60
TOKEN_PATH = "/auth/realms/opensky-network/protocol/openid-connect/token"  # noqa: S105 - a path, not a secret


def record_simulated(path: Path, *, minutes: int) -> Iterator[int]:
    """Write polls INTERVAL_S apart of the last minutes (LONGEST_MINUTES at most) of simulated traffic to `path`,
    compressed; yields after each how many are still to come.

    Raises SourceUnavailable when the server does not start or answer.
    """
    credentials = Credentials("evaluation", SecretStr(secrets.token_hex(16)))
    with _server(credentials) as url, gzip.open(path, "wb") as lines:
        tokens = TokenKeeper(credentials, url + TOKEN_PATH, clock=SystemClock(), timeout_s=STARTS_WITHIN_S)
        session = requests.Session()
        session.trust_env = False
        newest = int(time.time()) // INTERVAL_S * INTERVAL_S
        for left in reversed(range(minutes * 60 // INTERVAL_S)):
            answer = session.get(
                f"{url}/api/states/all",
                params={"time": str(newest - left * INTERVAL_S), "extended": "1"},
                headers={"Authorization": f"Bearer {tokens.token()}"},
                timeout=STARTS_WITHIN_S,
            )
            if not answer.ok:
                raise SourceUnavailable(f"the simulator answered {answer.status_code}")
            lines.write(orjson.dumps(answer.json() | {SOURCE_KEY: SIMULATED}) + b"\n")
            yield left


@contextmanager
def _server(credentials: Credentials) -> Iterator[str]:
    """The simulator as a process of its own, without faults; its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--aircraft", str(AIRCRAFT)]
    command += ["--faults-per-hour", "0", "--tier", "unlimited"]
    environment = os.environ | {
        "OPENSKY_CLIENT_ID": credentials.client_id,
        "OPENSKY_CLIENT_SECRET": credentials.client_secret.get_secret_value(),
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    with requests.Session() as session:
        session.trust_env = False
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if session.get(f"{url}/health", timeout=1).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
    raise SourceUnavailable("the simulator did not start")
