"""Worker processes of a candidate that runs in several: they import and load everything before the clock starts.

A worker reads one order per line from its standard input and answers each with a line of JSON; it ends with its input.
"""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from common.settings import ROOT

READY = {"ready": True}


@dataclass(frozen=True)
class Order:
    """One run: the topic, its brokers, the folder to write to, and how the workers share the work: as a consumer group,
    or by addresses at which they reach each other."""

    topic: str
    bootstrap_servers: str
    folder: str
    group: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """When a worker handled its first message and wrote its last output, epoch s; None without any."""

    first: float | None
    last: float | None


class Workers:
    """Processes that run `module:function` with their number as the argument."""

    def __init__(self, module: str, function: str, *, count: int) -> None:
        code = f"import sys; from {module} import {function}; {function}(int(sys.argv[1]))"
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-c", code, str(number)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for number in range(count)
        ]
        for process in self._processes:
            _answer_of(process)

    def send(self, order: Order) -> None:
        """Start a run in all workers."""
        for process in self._processes:
            assert process.stdin  # noqa: S101  (it is a pipe)
            process.stdin.write(orjson.dumps(asdict(order), option=orjson.OPT_APPEND_NEWLINE))
            process.stdin.flush()

    def end_run(self) -> None:
        """Ask all workers to end their run with SIGTERM, which the frameworks handle."""
        for process in self._processes:
            process.send_signal(signal.SIGTERM)

    def seconds(self) -> float:
        """Wait for the end of the run; return the time from the first message to the last output of any worker."""
        spans = [Span(**_answer_of(process)) for process in self._processes]
        first = min(span.first for span in spans if span.first is not None)
        return max(span.last for span in spans if span.last is not None) - first

    def check(self) -> None:
        """Raise RuntimeError if a worker has ended."""
        for process in self._processes:
            if process.poll() is not None:
                raise RuntimeError(f"a worker ended with exit code {process.returncode}")


def serve(run: Callable[[Order], Span]) -> None:
    """Be a worker: announce that it is ready, then carry out each order."""
    _print(READY)
    for line in sys.stdin.buffer:
        content = orjson.loads(line)
        _print(asdict(run(Order(**content | {"addresses": tuple(content["addresses"])}))))


def _print(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def _answer_of(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    assert process.stdout  # noqa: S101  (it is a pipe)
    for line in process.stdout:
        if line.startswith(b"{"):
            answer: dict[str, Any] = orjson.loads(line)
            return answer
    raise RuntimeError(f"a worker ended with exit code {process.wait()}")
