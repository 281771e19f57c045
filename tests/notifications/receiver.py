"""A service that receives messages: a real HTTP server that fails or hangs on demand."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "s3cr3t-t0k3n"


class Receiver:
    """Keeps what was accepted; `mood` is how it answers: ok, refuse (503) or hang (until released).

    attempts: requests so far, accepted or not.
    """

    def __init__(self) -> None:
        self.mood = "ok"
        self.attempts = 0
        self.messages: list[dict[str, Any]] = []
        self.released = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        """Its Apprise URL, which has secrets in it; an answer may take half a second."""
        return f"json://user:{SECRET}@127.0.0.1:{self.port}/hooks/{SECRET}?rto=0.5&-key={SECRET}"

    @property
    def titles(self) -> list[str]:
        return [message["title"] for message in self.messages]

    def receive(self, message: dict[str, Any]) -> int:
        """The status to answer with."""
        self.attempts += 1
        if self.mood == "hang":
            self.released.wait(30)
            return 503
        if self.mood == "refuse":
            return 503
        self.messages.append(message)
        return 200


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of 127.0.0.1."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.receive(json.loads(body))
            try:
                self.send_response(status)
                self.end_headers()
            except ConnectionError:
                pass  # the client hung up before the answer

        def log_message(self, *_: Any) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
