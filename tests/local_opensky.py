"""The local OpenSky server in a thread, with a log of its requests: no test patches HTTP."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from common.clock import Clock
from simulator.backends.backend import TrafficAnswer

MIDNIGHT = 1_767_225_600
"""2026-01-01 00:00 UTC, epoch s."""

ROW = [
    *("3c6444", "DLH9LF  ", "Germany", MIDNIGHT - 2, MIDNIGHT - 1, 8.57, 50.03, 1219.2, False, 92.6, 71.0, 5.2),
    *(None, 1310.6, "1000", False, 0, 4),
]


def row(**changes: Any) -> list[Any]:
    """Return a valid row of 18 fields, some of them changed by name."""
    places = {"icao24": 0, "callsign": 1, "time_position": 3, "last_contact": 4, "longitude": 5, "latitude": 6}
    changed = list(ROW)
    for name, value in changes.items():
        changed[places[name]] = value
    return changed


class JumpingClock:
    """A clock that stands still, except that `sleep` advances it at once."""

    def __init__(self, now: float = MIDNIGHT) -> None:
        self._now = float(now)
        self.slept: list[float] = []
        self.on_sleep: Callable[[], None] = lambda: None

    def time(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._now += seconds
        self.on_sleep()


class PlainTraffic:
    """The same rows at any time."""

    source = "simulated"

    def __init__(self, rows: Sequence[Sequence[Any]] = (ROW,)) -> None:
        self.rows = rows

    def newest(self, now: float) -> TrafficAnswer:
        return TrafficAnswer(int(now), self.rows)

    def at(self, time: int) -> TrafficAnswer:
        return TrafficAnswer(time, self.rows)


@dataclass(frozen=True)
class LoggedRequest:
    """A request: its time on the server's clock, its path and its Authorization header."""

    at: float
    path: str
    authorization: str | None


@dataclass
class RunningServer:
    """A listening server: its root URL and the requests so far."""

    url: str
    requests: list[LoggedRequest] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"{self.url}/api"

    @property
    def token_url(self) -> str:
        return f"{self.url}/auth/realms/opensky-network/protocol/openid-connect/token"

    def times(self, part: str) -> list[float]:
        """Return the times of requests with `part` in their path."""
        return [request.at for request in self.requests if part in request.path]


@contextmanager
def serving(app: ASGIApp, clock: Clock) -> Iterator[RunningServer]:
    """Run the app under uvicorn on a free port of 127.0.0.1."""
    running = RunningServer("")

    async def logged(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            authorization = headers.get(b"authorization")
            running.requests.append(
                LoggedRequest(clock.time(), scope["path"], authorization.decode() if authorization else None)
            )
        await app(scope, receive, send)

    config = uvicorn.Config(logged, port=0, log_level="critical", timeout_graceful_shutdown=1)
    socket = config.bind_socket()
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < deadline, "the server does not start"
        time.sleep(0.01)
    running.url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    try:
        yield running
    finally:
        server.should_exit = True
        thread.join(10)
        socket.close()
