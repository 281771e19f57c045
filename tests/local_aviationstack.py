"""Helpers for tests of schedules: a valid record, schedules made of records, and a raw TCP server."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from simulator.schedules.timetable import Filters

KEY = "0123456789abcdef0123456789abcdef"


def record(**changes: Any) -> dict[str, Any]:
    """Return a valid record, Frankfurt to New York in summer; `departure__delay=5` changes a nested field."""
    base: dict[str, Any] = {
        "flight_date": "2026-07-01",
        "flight_status": "landed",
        "departure": {
            "airport": "Frankfurt",
            "timezone": "Europe/Berlin",
            "iata": "FRA",
            "icao": "EDDF",
            "terminal": "1",
            "gate": "Z50",
            "delay": 12,
            "scheduled": "2026-07-01T10:00:00+00:00",
            "estimated": "2026-07-01T10:12:00+00:00",
            "actual": "2026-07-01T10:12:00+00:00",
            "estimated_runway": None,
            "actual_runway": None,
        },
        "arrival": {
            "airport": "John F Kennedy",
            "timezone": "America/New_York",
            "iata": "JFK",
            "icao": "KJFK",
            "terminal": "1",
            "gate": None,
            "baggage": None,
            "delay": None,
            "scheduled": "2026-07-01T12:30:00+00:00",
            "estimated": "2026-07-01T12:30:00+00:00",
            "actual": "2026-07-01T12:25:00+00:00",
            "estimated_runway": None,
            "actual_runway": None,
        },
        "airline": {"name": "Lufthansa", "iata": "LH", "icao": "DLH"},
        "flight": {"number": "400", "iata": "LH400", "icao": "DLH400", "codeshared": None},
        "aircraft": {"registration": "D-ABYA", "iata": "B748", "icao": "B748", "icao24": "3C4B21"},
        "live": None,
    }
    for name, value in changes.items():
        part, _, inner = name.partition("__")
        if inner:
            base[part] = base[part] | {inner: value}
        else:
            base[part] = value
    return base


SOLD_BY_UNITED = {
    "airline": {"name": "United Airlines", "iata": "UA", "icao": "UAL"},
    "flight": {
        "number": "8840",
        "iata": "UA8840",
        "icao": "UAL8840",
        "codeshared": {
            "airline_name": "lufthansa",
            "airline_iata": "lh",
            "airline_icao": "dlh",
            "flight_number": "400",
            "flight_iata": "lh400",
            "flight_icao": "dlh400",
        },
    },
    "aircraft": None,
}


class PlainSchedules:
    """The same records at any time, filtered only by departure airport."""

    def __init__(self, records: Sequence[Any] = ()) -> None:
        self.records = list(records) or [record()]

    def page(self, now: float, filters: Filters, *, offset: int, limit: int) -> tuple[list[Any], int]:
        del now
        chosen = [each for each in self.records if filters.dep_iata in (None, each["departure"]["iata"])]
        return chosen[offset : offset + limit], len(chosen)


@dataclass
class RawServer:
    """A listening server: its URL, and the heads of the requests so far."""

    url: str
    heads: list[bytes] = field(default_factory=list)


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[RawServer]:
    """Accept connections on 127.0.0.1, read the head of one request from each, and pass it to `answer`."""
    listening = socket.create_server(("127.0.0.1", 0))
    running = RawServer(f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
    open_connections: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            open_connections.append(connection)
            head = b""
            while b"\r\n\r\n" not in head and (piece := connection.recv(4_096)):
                head += piece
            running.heads.append(head)
            answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)
        for connection in open_connections:
            connection.close()


def sending(content: bytes) -> Callable[[socket.socket], None]:
    """Return an `answer` that sends these bytes and closes the connection."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(content)
        connection.close()

    return answer


def silent(connection: socket.socket) -> None:
    """Keep the connection open without answering."""
    del connection
