"""A local mail server that keeps the mails it gets, with just enough SMTP for a client."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class Mailbox(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[Message] = []
        self.refuses = False


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 mailbox")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(message_from_bytes(b"".join(lines)))
            refused = self.server.refuses and word == b"MAIL"
            self._say("221 bye" if word == b"QUIT" else "554 not now" if refused else "250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Listens on `server_address` and keeps `mails`; while it `refuses`, it accepts none."""
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def airflow_settings(server: Mailbox) -> dict[str, str]:
    """Return the settings that make Airflow send its mail there."""
    connection = {
        "conn_type": "smtp",
        "host": "127.0.0.1",
        "port": server.server_address[1],
        "extra": {"disable_ssl": True, "disable_tls": True, "from_email": "flightwatch@example.org"},
    }
    return {
        "FLIGHTWATCH_MAIL_TO": "ops@example.org,duty@example.org",
        "AIRFLOW_CONN_SMTP_DEFAULT": json.dumps(connection),
    }


def text_of(mail: Message) -> str:
    return "".join(part.get_payload(decode=True).decode() for part in mail.walk() if not part.is_multipart())
